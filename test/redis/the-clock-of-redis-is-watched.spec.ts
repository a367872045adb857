import { afterEach, describe, expect, test } from '@jest/globals';
import { openRedisStore } from '../../src/store/redis-store.js';
import type { Store } from '../../src/store/store.js';
import { aClaim, finished, finishing, nextStep, retried } from '../../src/store/testing/claims.js';
import { RedisSigningSequence } from '../../src/store/redis-signing-sequence.js';
import { verdictOf } from '../support/client.js';
import { diagnose } from '../support/doctor.js';
import { Gateway } from '../support/gateway.js';
import { newMobile } from '../support/people.js';
import { sharedRedis } from '../support/shared-redis.js';
import { eventually } from '../support/until.js';
import { metric } from '../resilience/metric.js';
import { REDIS_PROGRAMS, RedisServer } from '../store/redis-servers.js';
import { MovedClock } from './moved-clock.js';

const HOUR_MS = 3_600_000;
/** More than Eko accepts, by far. */
const OFF_SECONDS = 300;

const stops: (() => unknown)[] = [];

afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

async function clocked(program: string, offMs: number): Promise<{ redis: RedisServer; clock: MovedClock }> {
  const clock = new MovedClock();
  stops.push(() => {
    clock.remove();
  });
  clock.setOff(offMs);
  const redis = await RedisServer.start([], { program, env: clock.env });
  stops.push(() => redis.stop());
  await showsOff(redis, offMs);
  return { redis, clock };
}

/** Waits until Redis reads its clock again: Valkey 9.1 adds a monotonic clock to a time that is up to 1 ms old. */
async function showsOff(redis: RedisServer, offMs: number): Promise<void> {
  await eventually('the clock of Redis', async () => {
    const [seconds, microseconds] = ((await redis.ask('TIME')) as readonly string[]).map(Number);
    return Math.abs((seconds ?? 0) * 1000 + (microseconds ?? 0) / 1000 - Date.now() - offMs) < 250;
  });
}

async function storeIn(redis: RedisServer): Promise<Store> {
  const store = await openRedisStore({ mode: 'standalone', url: redis.url, warn: () => undefined });
  stops.push(() => store.close());
  return store;
}

describe.each(REDIS_PROGRAMS)('On %s', (program) => {
  test.each([OFF_SECONDS, -OFF_SECONDS])(
    'the metrics show a clock of Redis that is %d s off, before the first call and after it',
    async (off) => {
      const { redis } = await clocked(program, off * 1000);
      const gateway = await Gateway.start(sharedRedis(redis.url));
      stops.push(() => gateway.stop());
      await eventually('the skew', async () => {
        return Math.abs((await metric(gateway, 'signing_clock_skew_seconds')) - off) < 1;
      });
      const refused = await gateway.client.start('ppi-levin', newMobile());
      expect(verdictOf(refused)).toEqual({ status: 502, code: 'UPSTREAM_CREDENTIALS_REJECTED' });
      expect(Math.abs((await metric(gateway, 'eko_clock_skew_seconds')) - off)).toBeLessThan(3);
      const sequence = await RedisSigningSequence.open({ mode: 'standalone', url: redis.url });
      expect(Math.abs((await sequence.check()) / 1000 - off)).toBeLessThan(1);
      sequence.close();
      const diagnosis = await diagnose(sharedRedis(redis.url));
      const side = off > 0 ? 'ahead of' : 'behind';
      expect(diagnosis.of('signing clock')).toEqual([
        expect.stringMatching(
          new RegExp(`^failed The clock of Redis, which signs, is (299|300|301) s ${side} this`),
        ),
      ]);
    },
    60_000,
  );

  test('the metrics show no skew if the clocks agree, although the Date of Eko is in whole seconds', async () => {
    const { redis } = await clocked(program, 0);
    const gateway = await Gateway.start(sharedRedis(redis.url));
    stops.push(() => gateway.stop());
    for (let turn = 0; turn < 20; turn += 1) {
      expect((await gateway.client.start('ppi-levin', newMobile())).status).toBe(201);
      expect(await metric(gateway, 'eko_clock_skew_seconds')).toBe(0);
    }
    expect(Math.abs(await metric(gateway, 'signing_clock_skew_seconds'))).toBeLessThan(0.5);
  }, 60_000);

  test('a claim from before the clock was set back an hour is abandoned at once, not after an hour', async () => {
    const { redis, clock } = await clocked(program, 0);
    const store = await storeIn(redis);
    const first = aClaim();
    await finished(store, first);
    const { onboardingId } = first;
    const running = nextStep(first, { recordId: 'key-2', leaseMs: 15_000 });
    expect(await store.begin(running)).toMatchObject({ kind: 'claimed', attempt: 0 });
    const other = nextStep(first, { recordId: 'key-3' });
    expect(await store.begin(other)).toEqual({ kind: 'running' });
    // The clock of a replica that became primary may be a little behind.
    clock.setOff(-500);
    await showsOff(redis, -500);
    expect(await store.begin(other)).toEqual({ kind: 'running' });
    expect(await store.read(onboardingId)).toMatchObject({ abandoned: false });
    clock.setOff(-HOUR_MS);
    await showsOff(redis, -HOUR_MS);
    expect(await store.read(onboardingId)).toMatchObject({ abandoned: true });
    expect(await store.begin(other)).toMatchObject({ kind: 'unreconciled' });
    // Its call may have been sent: the step is reconciled by a look-up, never dispatched again.
    const again = retried(running);
    expect(await store.begin(again)).toMatchObject({ kind: 'claimed', attempt: 1 });
    // A claim that is made now is valid by the current clock.
    expect(await store.begin(other)).toEqual({ kind: 'running' });
    expect(await store.conclude(finishing(running))).toBe(false);
    expect(await store.conclude(finishing(again))).toBe(true);
  }, 60_000);
});
