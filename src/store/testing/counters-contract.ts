import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Added, Counter, LimitCounters } from '../limit-counters.js';

const HOUR_SECONDS = 3_600;

/** Counters to be tested, and how time passes for them. */
interface CountersUnderTest {
  readonly counters: LimitCounters;
  /** Resolves once at least that many milliseconds have passed on the counters' clock. */
  readonly pass: (milliseconds: number) => Promise<void>;
}

/** A counter of an hour with a name of its own; `changes` replace members. */
function aCounter(limit: number, changes: Partial<Counter> = {}): Counter {
  return { key: `counter-${randomUUID()}`, group: 'group', limit, windowSeconds: HOUR_SECONDS, ...changes };
}

/** Declares the tests that all counters have to pass. */
export function describeCounters(name: string, underTest: () => Promise<CountersUnderTest>): void {
  describe(name, () => {
    let counters: LimitCounters;
    let pass: CountersUnderTest['pass'];

    beforeAll(async () => {
      ({ counters, pass } = await underTest());
    });

    const add = (...these: readonly Counter[]): Promise<Added> => counters.add(these);
    const subtract = (...these: readonly Counter[]): Promise<void> => counters.subtract(these);

    it('count up to their bound, and keep the count when they refuse', async () => {
      const one = aCounter(2);
      expect(await add(one)).toMatchObject({ refusedBy: undefined, count: 1 });
      expect(await add(one)).toMatchObject({ refusedBy: undefined, count: 2 });
      for (let time = 0; time < 2; time++) expect(await add(one)).toMatchObject({ refusedBy: 0, count: 3 });
    });

    it('have a window that begins with the first count', async () => {
      const one = aCounter(9);
      const { msLeft: whole } = await add(one);
      expect(whole).toBeLessThanOrEqual(HOUR_SECONDS * 1000);
      expect(whole).toBeGreaterThan((HOUR_SECONDS - 60) * 1000);
      await pass(50);
      expect((await add(one)).msLeft).toBeLessThanOrEqual(whole - 50);
      await subtract(one);
      const { count, msLeft } = await add(one);
      expect(count).toBe(2);
      expect(msLeft).toBeGreaterThan((HOUR_SECONDS - 60) * 1000);
      expect(msLeft).toBeLessThanOrEqual(whole - 50);
    });

    it('start over when all that they counted was given back', async () => {
      const one = aCounter(9);
      const { msLeft: whole } = await add(one);
      await add(one);
      await pass(50);
      await subtract(one);
      expect((await add(one)).msLeft).toBeLessThanOrEqual(whole - 50);
      await subtract(one);
      await subtract(one);
      await pass(1);
      const { count, msLeft } = await add(one);
      expect(count).toBe(1);
      expect(msLeft).toBeGreaterThan(whole - 50);
    });

    it('start over when their window ends', async () => {
      const one = aCounter(1, { windowSeconds: 0.05 });
      await add(one);
      await pass(51);
      expect(await add(one)).toMatchObject({ refusedBy: undefined, count: 1 });
    });

    it('are added to together, or not at all, and the one that refuses is named with its count and window', async () => {
      const [wide, narrow, last] = [aCounter(9), aCounter(1, { windowSeconds: 1_800 }), aCounter(9)];
      expect(await add(wide, narrow, last)).toMatchObject({ refusedBy: undefined, count: 1 });
      await add(last);
      const refused = await add(wide, narrow, last);
      expect(refused).toMatchObject({ refusedBy: 1, count: 2 });
      expect(refused.msLeft).toBeLessThanOrEqual(1_800_000);
      const alone = await add(wide);
      expect(alone.count).toBe(2);
      expect(await add(wide, last)).toMatchObject({ count: 3 });
      expect(alone.msLeft).toBeGreaterThan(1_800_000);
    });

    it('return the count and the window of the last one', async () => {
      const [first, last] = [aCounter(9), aCounter(9, { windowSeconds: 1_800 })];
      await add(first);
      const added = await add(first, last);
      expect(added.count).toBe(1);
      expect(added.msLeft).toBeLessThanOrEqual(1_800_000);
    });

    it('are subtracted from, but never below zero', async () => {
      const [one, other] = [aCounter(2), aCounter(9)];
      await subtract(one, other);
      await add(one);
      await add(other);
      await subtract(one, other);
      await subtract(one, other);
      expect(await add(one)).toMatchObject({ count: 1 });
      expect(await add(other)).toMatchObject({ count: 1 });
      await add(one);
      await subtract(one);
      expect(await add(one)).toMatchObject({ refusedBy: undefined, count: 2 });
    });

    it('have another bound while the counter before them is within its reserve', async () => {
      const all = aCounter(1, { reserve: { count: 2, limit: 4 } });
      const [own, other, third] = [aCounter(9), aCounter(9), aCounter(9)];
      expect(await add(own, all)).toMatchObject({ refusedBy: undefined, count: 1 });
      expect(await add(own, all)).toMatchObject({ refusedBy: undefined, count: 2 });
      expect(await add(own, all)).toMatchObject({ refusedBy: 1, count: 3 });
      expect(await add(other, all)).toMatchObject({ refusedBy: undefined, count: 3 });
      expect(await add(other, all)).toMatchObject({ refusedBy: undefined, count: 4 });
      expect(await add(third, all)).toMatchObject({ refusedBy: 1, count: 5 });
    });
  });
}
