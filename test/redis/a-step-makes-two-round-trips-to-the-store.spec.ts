import { afterEach, expect, test } from '@jest/globals';
import { onboardingOf } from '../support/client.js';
import { Gateway } from '../support/gateway.js';
import { newMobile, REGISTRATION } from '../support/people.js';
import { SandboxProcess } from '../support/sandbox-process.js';
import { sharedRedis } from '../support/shared-redis.js';
import { RedisServer } from '../store/redis-servers.js';

const ONBOARDINGS = '/v1/ppi-levin/onboardings';
const stops: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

test('a step sends the store only a claim and a conclusion', async () => {
  const redis = await RedisServer.start(['slowlog-log-slower-than', '0', 'slowlog-max-len', '1000']);
  stops.push(() => redis.stop());
  const sandbox = await SandboxProcess.start();
  stops.push(() => sandbox.stop());
  const gateway = await Gateway.start({ ...sharedRedis(redis.url), ...sandbox.settings });
  stops.push(() => gateway.stop());
  const { client } = gateway;

  /** The commands on onboardings and their records, whose keys begin with a brace. */
  const asked = async (step: () => Promise<unknown>): Promise<number> => {
    await redis.ask('SLOWLOG', 'RESET');
    await step();
    const entries = (await redis.ask('SLOWLOG', 'GET', '1000')) as [number, number, number, string[]][];
    return entries.filter(
      ([, , , [command, , , key]]) => /^evalsha$/i.test(command ?? '') && key?.startsWith('{'),
    ).length;
  };
  const mobile = newMobile();
  let id = '';
  // The first command of each kind also sends its script.
  await client.start('ppi-levin', newMobile());
  const starting = async (): Promise<void> => {
    ({ id } = onboardingOf(await client.start('ppi-levin', mobile)));
  };
  expect(await asked(starting)).toBe(2);
  const registration = `${ONBOARDINGS}/${id}/registration`;
  const key = 'once';
  expect(await asked(() => client.post(registration, REGISTRATION, { key }))).toBe(2);
  const otp = await sandbox.otp(mobile);
  expect(await asked(() => client.post(`${ONBOARDINGS}/${id}/otp/verification`, { otp }))).toBe(2);
  // A replay is a claim whose answer exists.
  expect(await asked(() => client.post(registration, REGISTRATION, { key }))).toBe(1);
});
