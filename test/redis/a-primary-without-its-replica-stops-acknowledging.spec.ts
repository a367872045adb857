import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, describe, expect, test } from '@jest/globals';
import { problemOf } from '../support/client.js';
import { Gateway } from '../support/gateway.js';
import { sharedRedis } from '../support/shared-redis.js';
import { eventually } from '../support/until.js';
import { RawUpstream } from '../resilience/raw-upstream.js';
import { isReplicated, REDIS_PROGRAMS } from '../store/redis-servers.js';
import { ManagedRedis } from './managed-redis.js';
import { StatefulEko } from './retrying-load.js';
import { isAcknowledged, RepeatedSteps, type Step } from './repeated-steps.js';

/** As docs/store.md recommends. */
const MAX_LAG_SECONDS = 1;
const GUARDED = ['min-replicas-to-write', '1', 'min-replicas-max-lag', String(MAX_LAG_SECONDS)];
/** The bound of docs/store.md: the lag, in whole seconds of the primary's clock, and one check a second. */
const BOUND_MS = (MAX_LAG_SECONDS + 2) * 1000;
/** After this time the bound is reached even on a busy machine. */
const OBSERVED_MS = 2 * BOUND_MS;
/** The pause between two steps, which limits the number of refusals. */
const PACE_MS = 50;
const [STARTED_BEFORE, REGISTERED_BEFORE] = [60, 10];

const stops: (() => unknown)[] = [];

afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

describe.each(REDIS_PROGRAMS)('A primary of %s that is cut off from its replica', (program) => {
  test('acknowledges nothing after the documented bound; only what it acknowledged before is sent twice, with the same reference', async () => {
    const redis = await ManagedRedis.start(program, GUARDED);
    stops.push(() => redis.stop());
    const { primary, replica, link, name } = redis;
    await eventually('the primary', async () => (await primary.ask('SET', 'written', 1)) === 'OK');
    const upstream = await RawUpstream.start();
    stops.push(() => upstream.stop());
    upstream.behaviour = new StatefulEko().behaviour;
    const gateway = await Gateway.start({ ...upstream.settings(), ...sharedRedis(name.url) });
    stops.push(() => gateway.stop());
    const steps = new RepeatedSteps(gateway.client, upstream);
    const starts = await steps.startMany(STARTED_BEFORE);
    const toRegister = starts.slice(REGISTERED_BEFORE);
    const registrations = starts.slice(0, REGISTERED_BEFORE).map((start) => steps.register(start));
    const before = [...starts, ...(await Promise.all(registrations))];
    expect(before.filter((step) => !isAcknowledged(step))).toEqual([]);
    await eventually('replication', () => isReplicated(primary));

    link.hold();
    const cutAt = Date.now();
    const cut: Step[] = [];
    while (Date.now() < cutAt + OBSERVED_MS) {
      const next = toRegister.shift();
      cut.push(...(await Promise.all([steps.start(), ...(next ? [steps.register(next)] : [])])));
      await wait(PACE_MS);
    }
    const lost = cut.filter(isAcknowledged);
    const refused = cut.filter((step) => !isAcknowledged(step));
    expect(lost.filter(({ path }) => path.endsWith('registration')).length).toBeGreaterThan(0);
    expect(Math.max(...lost.map(({ sentAt }) => sentAt - cutAt))).toBeLessThan(BOUND_MS);
    const codes = new Set(refused.map(({ reply }) => problemOf(reply).code));
    expect(codes).toContain('STORE_UNAVAILABLE');
    expect([...codes].filter((code) => !['STORE_UNAVAILABLE', 'OUTCOME_UNKNOWN'].includes(code))).toEqual([]);

    await redis.promote();
    name.switchTo(replica.port);
    await eventually('replication', () => isReplicated(replica));
    for (const step of before) {
      expect(await steps.repeat(step)).toMatchObject({
        reply: { status: step.reply.status, text: step.reply.text },
        replayed: true,
        sent: [],
      });
    }
    for (const step of lost) {
      const made = (step.reply.body as { id: string }).id;
      if (step.reply.status === 201)
        await eventually('the onboarding to be gone', async () => {
          return (await gateway.client.get(`${step.path}/${made}`)).status === 404;
        });
      const second = await steps.repeat(step);
      expect(second).toMatchObject({
        reply: { status: step.reply.status, body: { id: made } },
        replayed: false,
      });
      const [reference, ...others] = steps.references(step);
      expect(others).toEqual([reference]);
      expect(second.reply.body).toMatchObject({ clientRefId: reference });
      const third = await steps.repeat(step);
      expect(third).toMatchObject({ reply: { text: second.reply.text }, replayed: true, sent: [] });
    }
    for (const step of refused) {
      // Sent before its conclusion was refused, or not sent.
      expect(steps.references(step).length).toBeLessThanOrEqual(1);
      expect((await steps.repeat(step)).sent).toHaveLength(1);
      expect(new Set(steps.references(step)).size).toBe(1);
    }
  }, 120_000);
});
