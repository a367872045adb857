import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, describe, expect, test } from '@jest/globals';
import { Gateway } from '../support/gateway.js';
import { sharedRedis } from '../support/shared-redis.js';
import { eventually } from '../support/until.js';
import { RawUpstream } from '../resilience/raw-upstream.js';
import { REDIS_PROGRAMS, RedisServer } from '../store/redis-servers.js';
import { StatefulEko } from './retrying-load.js';
import { isAcknowledged, RepeatedSteps, type Step } from './repeated-steps.js';
import { SyncedLog } from './synced-log.js';

/** The loss that docs/store.md states for `appendfsync everysec`. */
const BOUND_MS = 2_000;
const SETTINGS = ['appendonly', 'yes', 'appendfsync', 'everysec', 'aof-load-truncated', 'yes'];
/** The bound must not be reached before the load begins. */
const LOAD_MS = 2 * BOUND_MS;
const STARTED_BEFORE = 60;
/** The minimum of lost or torn steps. */
const AFTER_WHAT_IS_KEPT = 4;
const PACE_MS = 100;

interface Death {
  readonly what: string;
  /** The duration of an fsync. */
  readonly syncMs: number;
  /** The length of the log after the crash. */
  readonly kept: (log: SyncedLog, redis: RedisServer) => number;
  /** Changes the log as the crash does. */
  readonly leave: (log: SyncedLog, redis: RedisServer) => void;
}

const DEATHS: readonly Death[] = [
  {
    what: 'dies with its machine, which leaves what was synced',
    syncMs: 0,
    kept: (log) => log.synced,
    leave: (log, redis) => {
      log.cut(redis);
    },
  },
  {
    what: 'dies with its machine, which leaves a transaction torn',
    syncMs: 0,
    kept: (log) => log.synced,
    leave: (log, redis) => {
      log.tear(redis);
    },
  },
  {
    what: 'is killed alone, while an fsync takes three seconds',
    syncMs: 3_000,
    kept: (log, redis) => log.written(redis),
    leave: () => undefined,
  },
];

const stops: (() => unknown)[] = [];

afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

/** Takes steps until Redis has acknowledged some that would be lost now. */
async function takeSteps(steps: RepeatedSteps, toRegister: Step[], kept: () => number): Promise<Step[]> {
  const taken: Step[] = [];
  const end = Date.now() + LOAD_MS;
  for (;;) {
    await wait(PACE_MS);
    const before = kept();
    for (let turn = 0; turn < AFTER_WHAT_IS_KEPT; turn += 1) {
      const next = turn % 2 === 0 ? toRegister.shift() : undefined;
      taken.push(await (next ? steps.register(next) : steps.start()));
    }
    if (Date.now() >= end && kept() === before) return taken;
  }
}

describe.each(REDIS_PROGRAMS)('When %s', (program) => {
  test.each(DEATHS)(
    '$what, only the last two seconds are lost, and repeated with the same references',
    async ({ syncMs, kept, leave }) => {
      const log = new SyncedLog(syncMs);
      stops.push(() => {
        log.remove();
      });
      const redis = await RedisServer.start(SETTINGS, { program, env: log.env });
      stops.push(() => redis.stop());
      const upstream = await RawUpstream.start();
      stops.push(() => upstream.stop());
      upstream.behaviour = new StatefulEko().behaviour;
      const gateway = await Gateway.start({
        ...upstream.settings(),
        ...sharedRedis(redis.url),
        EKO_TIMEOUT_MS: '5000',
      });
      stops.push(() => gateway.stop());
      const steps = new RepeatedSteps(gateway.client, upstream);
      const starts = await steps.startMany(STARTED_BEFORE);
      // Readiness writes every two seconds, so the disk is never fully synced.
      const written = log.written(redis);
      await eventually('the disk to have the starts', () => Promise.resolve(log.synced >= written));
      const taken = await takeSteps(steps, [...starts], () => kept(log, redis));
      const diedAt = Date.now();
      await redis.kill();
      leave(log, redis);
      await redis.restart();

      expect([...starts, ...taken].filter((step) => !isAcknowledged(step))).toEqual([]);
      const lost: Step[] = [];
      let sentTwice = 0;
      for (const step of [...starts, ...taken]) {
        const { reply, replayed, sent } = await steps.repeat(step);
        if (replayed) {
          expect(reply).toMatchObject({ status: step.reply.status, text: step.reply.text });
          expect(sent).toEqual([]);
          continue;
        }
        lost.push(step);
        expect(reply.status).toBe(step.reply.status);
        expect(sent).toHaveLength(1);
        const { clientRefId } = step.reply.body as { clientRefId: string };
        // If its claim was kept, the step is looked up instead.
        const isLookedUp = (reply.body as { reconciled?: boolean }).reconciled === true;
        if (isLookedUp) expect(sent).toMatchObject([{ method: 'GET' }]);
        else expect(steps.references(step)).toEqual([clientRefId, clientRefId]);
        if (!isLookedUp) sentTwice += 1;
        expect(await steps.repeat(step)).toMatchObject({
          reply: { text: reply.text },
          replayed: true,
          sent: [],
        });
      }
      expect(sentTwice).toBeGreaterThan(0);
      expect(lost.length - sentTwice).toBeLessThanOrEqual(1);
      expect(Math.max(...lost.map(({ answeredAt }) => diedAt - answeredAt))).toBeLessThan(BOUND_MS);
    },
    120_000,
  );
});
