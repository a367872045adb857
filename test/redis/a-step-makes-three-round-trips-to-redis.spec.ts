import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { RedisServer } from '../store/redis-servers.js';
import { onboardingOf } from '../support/client.js';
import { Gateway } from '../support/gateway.js';
import { newMobile, REGISTRATION } from '../support/people.js';
import { SandboxProcess } from '../support/sandbox-process.js';
import { sharedRedis } from '../support/shared-redis.js';
import { Waves } from './waves.js';

const ONBOARDINGS = '/v1/ppi-levin/onboardings';
/** Checks of readiness and secrets may fall into some of the steps, and a signing timestamp may be too late for one. */
const REPETITIONS = 8;

let redis: RedisServer;
let waves: Waves;
let sandbox: SandboxProcess;
let gateway: Gateway;

beforeAll(async () => {
  redis = await RedisServer.start();
  waves = await Waves.before(redis.port);
  sandbox = await SandboxProcess.start();
  gateway = await Gateway.start({ ...sharedRedis(waves.url), ...sandbox.settings });
}, 120_000);

afterAll(async () => {
  await gateway.stop();
  await sandbox.stop();
  await waves.stop();
  await redis.stop();
});

/** The address of a new onboarding of ppi-levin. */
async function started(mobile: string): Promise<string> {
  return `${ONBOARDINGS}/${onboardingOf(await gateway.client.start('ppi-levin', mobile)).id}`;
}

/** The fewest round trips of a step, over all three connections to Redis. */
async function fewest(step: () => Promise<() => Promise<unknown>>): Promise<number> {
  const counts: number[] = [];
  for (let times = 0; times < REPETITIONS; times += 1) counts.push(await waves.during(await step()));
  return Math.min(...counts);
}

test('a start: the limit of requests; the claim beside its limits; the conclusion', async () => {
  const trips = await fewest(() => Promise.resolve(() => gateway.client.start('ppi-levin', newMobile())));
  expect(trips).toBe(3);
});

test('a step that sends no OTP: the limit of requests; the claim; the conclusion', async () => {
  const trips = await fewest(async () => {
    const mobile = newMobile();
    const address = await started(mobile);
    await gateway.client.post(`${address}/registration`, REGISTRATION);
    const otp = await sandbox.otp(mobile);
    return () => gateway.client.post(`${address}/otp/verification`, { otp });
  });
  expect(trips).toBe(3);
});

test('a later step that sends an OTP learns its customer from the claim, and asks the limits after it', async () => {
  const trips = await fewest(async () => {
    const address = await started(newMobile());
    return () => gateway.client.post(`${address}/registration`, REGISTRATION);
  });
  expect(trips).toBe(4);
});
