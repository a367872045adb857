import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { SigningBlock, SigningSequence } from '../store/signing-sequence.js';
import { SigningTimestamps } from './signing-timestamps.js';

const TIME = 1_700_000_000_000;
const KEY = 'developer-key';

beforeEach(() => {
  jest.useFakeTimers({ now: TIME - 10_000, doNotFake: ['setImmediate', 'queueMicrotask', 'nextTick'] });
  // The last block is not one that was used up fast.
  jest.advanceTimersByTime(10_000);
});
afterEach(() => {
  jest.useRealTimers();
});

/** A sequence whose blocks the test grants. */
class Granted implements SigningSequence {
  readonly asked: number[] = [];
  private readonly waiting: PromiseWithResolvers<SigningBlock>[] = [];

  reserve(_key: string, count: number): Promise<SigningBlock> {
    this.asked.push(count);
    const waiting = Promise.withResolvers<SigningBlock>();
    this.waiting.push(waiting);
    return waiting.promise;
  }

  grant(block: Omit<SigningBlock, 'skewMs'>, skewMs = 0): void {
    this.waiting.shift()?.resolve({ ...block, skewMs });
  }

  fail(): void {
    this.waiting.shift()?.reject(new Error('down'));
  }

  check(): Promise<number> {
    return Promise.resolve(0);
  }

  close(): void {
    this.waiting.length = 0;
  }
}

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise(setImmediate);
}

describe('calls that wait for a signing timestamp', () => {
  it('are refused at once when as many wait as milliseconds are left for waiting', async () => {
    const timestamps = new SigningTimestamps(new Granted());
    void timestamps.next(KEY, TIME + 10_000);
    void timestamps.next(KEY, TIME + 10_000);
    let refused = false;
    void timestamps.next(KEY, TIME + 4).then(() => (refused = true));
    await turns(2);
    expect(refused).toBe(true);
    let later = false;
    void timestamps.next(KEY, TIME + 6).then(() => (later = true));
    await turns(2);
    expect(later).toBe(false);
  });

  it('that gave up take no timestamp, and are not counted with those that come', async () => {
    const sequence = new Granted();
    const timestamps = new SigningTimestamps(sequence);
    const impatient = timestamps.next(KEY, TIME + 20);
    const other = timestamps.next(KEY, TIME + 10_000);
    await jest.advanceTimersByTimeAsync(10);
    expect(await impatient).toBeUndefined();
    sequence.grant({ first: TIME + 100, count: 1 });
    expect(await other).toBe(TIME + 100);
    expect(jest.getTimerCount()).toBe(0);
    jest.advanceTimersByTime(200);
    void timestamps.next(KEY, TIME + 10_000);
    await turns(1);
    // Two waited, then one: the first has left.
    expect(sequence.asked).toEqual([1, 1]);
  });

  it('are no longer counted after the sequence has failed', async () => {
    const sequence = new Granted();
    const timestamps = new SigningTimestamps(sequence);
    const failed = Promise.allSettled([1, 2].map(() => timestamps.next(KEY, TIME + 10_000)));
    sequence.fail();
    expect((await failed).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(jest.getTimerCount()).toBe(0);
    jest.advanceTimersByTime(200);
    void timestamps.next(KEY, TIME + 10_000);
    await turns(1);
    expect(sequence.asked.at(-1)).toBe(1);
  });
});

describe('calls that are announced', () => {
  it('have a timestamp that is reserved before they ask for it', async () => {
    const sequence = new Granted();
    const timestamps = new SigningTimestamps(sequence);
    timestamps.prepare(KEY);
    expect(sequence.asked).toEqual([1]);
    sequence.grant({ first: TIME, count: 1 });
    await turns(1);
    expect(await timestamps.next(KEY, TIME + 10_000)).toBe(TIME);
    expect(sequence.asked).toEqual([1]);
  });

  it('share a block with those that are announced while another is reserved', async () => {
    const sequence = new Granted();
    const timestamps = new SigningTimestamps(sequence);
    for (let call = 0; call < 4; call++) timestamps.prepare(KEY);
    expect(sequence.asked).toEqual([1]);
    jest.advanceTimersByTime(200);
    sequence.grant({ first: TIME, count: 1 });
    await turns(1);
    // Three lack one; a spare one, since the first block is too small.
    expect(sequence.asked).toEqual([1, 4]);
    sequence.grant({ first: TIME + 1, count: 4 });
    await turns(1);
    expect(await Promise.all([1, 2, 3, 4, 5].map(() => timestamps.next(KEY, TIME + 10_000)))).toEqual(
      [0, 1, 2, 3, 4].map((offset) => TIME + offset),
    );
    expect(sequence.asked).toHaveLength(2);
  });

  it('reserve nothing while enough timestamps are free', async () => {
    const sequence = new Granted();
    const timestamps = new SigningTimestamps(sequence);
    timestamps.prepare(KEY);
    sequence.grant({ first: TIME, count: 2 });
    await turns(1);
    timestamps.prepare(KEY);
    expect(sequence.asked).toEqual([1]);
    timestamps.prepare(KEY);
    expect(sequence.asked).toHaveLength(2);
  });

  it('are no longer expected once they have their timestamp', async () => {
    const sequence = new Granted();
    const timestamps = new SigningTimestamps(sequence);
    for (let call = 0; call < 3; call++) {
      timestamps.prepare(KEY);
      sequence.grant({ first: TIME + call, count: 1 });
      await turns(1);
      expect(await timestamps.next(KEY, TIME + 10_000)).toBe(TIME + call);
      jest.advanceTimersByTime(200);
    }
    expect(sequence.asked).toEqual([1, 1, 1]);
  });

  it('are no longer expected after a second without another', async () => {
    const sequence = new Granted();
    const timestamps = new SigningTimestamps(sequence);
    for (let call = 0; call < 3; call++) {
      timestamps.prepare(KEY);
      sequence.grant({ first: TIME, count: 1 });
      await turns(1);
      jest.advanceTimersByTime(1_001);
    }
    expect(sequence.asked).toEqual([1, 1, 1]);
  });

  it('are expected for a second, and reserve a timestamp anew when theirs became too old', async () => {
    const sequence = new Granted();
    const timestamps = new SigningTimestamps(sequence);
    timestamps.prepare(KEY);
    jest.advanceTimersByTime(1_000);
    timestamps.prepare(KEY);
    sequence.grant({ first: TIME, count: 1 });
    await turns(1);
    expect(sequence.asked).toEqual([1, 2]);
  });

  it('reserve at most 32 timestamps, since they may not follow', async () => {
    const sequence = new Granted();
    const timestamps = new SigningTimestamps(sequence);
    for (let call = 0; call < 100; call++) timestamps.prepare(KEY);
    jest.advanceTimersByTime(200);
    sequence.grant({ first: TIME, count: 1 });
    await turns(1);
    sequence.grant({ first: TIME + 1, count: 40 });
    await turns(1);
    expect(sequence.asked).toEqual([1, 32]);
  });

  it('are not asked for a second time when the sequence has too few', async () => {
    const sequence = new Granted();
    const timestamps = new SigningTimestamps(sequence);
    timestamps.prepare(KEY);
    sequence.grant({ first: TIME, count: 0 });
    await turns(1);
    expect([sequence.asked, jest.getTimerCount()]).toEqual([[1], 0]);
    const later = timestamps.next(KEY, TIME + 10_000);
    sequence.grant({ first: TIME + 1, count: 1 });
    expect(await later).toBe(TIME + 1);
  });

  it('wait for a timestamp that is free when the sequence fails ahead of them', async () => {
    const sequence = new Granted();
    const timestamps = new SigningTimestamps(sequence);
    timestamps.prepare(KEY);
    sequence.fail();
    await turns(1);
    const asking = timestamps.next(KEY, TIME + 10_000);
    sequence.grant({ first: TIME, count: 1 });
    expect(await asking).toBe(TIME);
  });
});

describe('the skew of the signing clock', () => {
  it('is that of the last block of the key, and each block is observed', async () => {
    const sequence = new Granted();
    const observed: number[] = [];
    const timestamps = new SigningTimestamps(sequence, (skewMs) => observed.push(skewMs));
    expect(timestamps.skewOf(KEY)).toBe(0);
    const first = timestamps.next(KEY, TIME + 10_000);
    sequence.grant({ first: TIME, count: 1 }, 40);
    await first;
    expect([timestamps.skewOf(KEY), timestamps.skewOf('other')]).toEqual([40, 0]);
    const second = timestamps.next(KEY, TIME + 10_000);
    sequence.grant({ first: TIME + 1, count: 2 }, -3);
    await second;
    expect([timestamps.skewOf(KEY), observed]).toEqual([-3, [40, -3]]);
  });
});
