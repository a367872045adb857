import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { onboardingOf, verdictOf } from '../support/client.js';
import { Gateway } from '../support/gateway.js';
import { newMobile } from '../support/people.js';
import type { Onboarding } from '../support/resources.js';
import { sharedRedis } from '../support/shared-redis.js';
import { StepBlindClient } from '../support/step-blind-client.js';
import { eventually } from '../support/until.js';
import { RedisServer } from '../store/redis-servers.js';

/** The beginning of every sealed text: the length of the key's id, and the id (store/packed-text.ts). */
const SEALED = '\u0004test';
const STARTED_WITH = { key: 'the-key-of-the-start' };

let redis: RedisServer;
let gateways: readonly [Gateway, Gateway];

beforeAll(async () => {
  redis = await RedisServer.start(['appendonly', 'yes']);
  const settings = sharedRedis(redis.url);
  gateways = await Promise.all([Gateway.start(settings), Gateway.start(settings)]);
}, 120_000);

afterAll(async () => {
  await Promise.all(gateways.map((gateway) => gateway.stop()));
  await redis.stop();
});

/** The keys of an onboarding in Redis, and the number of values that contain sealed text. */
async function held({ id }: Onboarding): Promise<{ keys: number; sealed: number; bytes: number }> {
  const keys = (await redis.ask('KEYS', `*${id}*`)) as string[];
  const dumps = await Promise.all(keys.map((key) => redis.ask('GET', key)));
  const values = dumps.map(String);
  return {
    keys: keys.length,
    sealed: values.filter((value) => value.includes(SEALED)).length,
    bytes: values.join('').length,
  };
}

describe('an erased customer', () => {
  it('leaves in Redis only that keys were used: in memory, and after a rewrite in the log', async () => {
    const [{ client }, other] = gateways;
    const mobile = newMobile();
    const begun = onboardingOf(await client.start('ppi-levin', mobile, STARTED_WITH));
    const { taken } = await new StepBlindClient(client).complete('ppi-levin', mobile, begun);
    const before = await held(begun);
    expect(before).toMatchObject({ keys: taken.length + 2, sealed: taken.length + 2 });
    expect(redis.files().join('')).toContain(SEALED);

    const path = `/v1/ppi-levin/onboardings/${begun.id}`;
    expect((await other.client.delete(path)).status).toBe(204);

    expect(await held(begun)).toEqual({ keys: taken.length + 1, sealed: 0, bytes: 6 * (taken.length + 1) });
    await redis.ask('BGREWRITEAOF');
    await eventually('the rewrite of the log', () =>
      Promise.resolve(!redis.files().join('').includes(SEALED)),
    );
    const replies = [
      await client.get(path),
      await client.delete(path),
      await other.client.start('ppi-levin', mobile, STARTED_WITH),
    ];
    for (const reply of replies)
      expect(verdictOf(reply)).toEqual({ status: 404, code: 'ONBOARDING_NOT_FOUND' });
  });
});
