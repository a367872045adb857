import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { LocalSigningSequence, type SigningSequence } from '../store/signing-sequence.js';
import { SigningTimestamps } from './signing-timestamps.js';

const TIME = 1_700_000_000_000;
/** The methods that these tests do not use. */
const UNUSED = { check: () => Promise.resolve(0), close: () => undefined };
const KEY = 'developer-key';
const inTenSeconds = (): number => Date.now() + 10_000;

/** A sequence that never runs out, and the requested counts. */
function endless(start = TIME): SigningSequence & { readonly asked: number[] } {
  let next = start;
  const asked: number[] = [];
  return {
    asked,
    ...UNUSED,
    reserve: (_key, count) => {
      asked.push(count);
      const first = next;
      next += count;
      return Promise.resolve({ first, count, skewMs: 0 });
    },
  };
}

function taken(timestamps: SigningTimestamps, count: number): Promise<(number | undefined)[]> {
  return Promise.all(Array.from({ length: count }, () => timestamps.next(KEY, inTenSeconds())));
}

describe('signing timestamps', () => {
  it('are returned once each, in the order of the sequence', async () => {
    const values = await taken(new SigningTimestamps(endless()), 1000);
    expect(values).toEqual(Array.from({ length: 1000 }, (_, index) => TIME + index));
  });

  it('are reserved together for all waiting calls', async () => {
    const sequence = endless();
    await taken(new SigningTimestamps(sequence), 1000);
    expect(sequence.asked.length).toBeLessThan(10);
  });

  it('are used without gaps', async () => {
    const timestamps = new SigningTimestamps(endless());
    const values: (number | undefined)[] = [];
    for (let round = 0; round < 200; round++) values.push(await timestamps.next(KEY, inTenSeconds()));
    expect(values).toEqual(Array.from({ length: 200 }, (_, index) => TIME + index));
  });

  it('are awaited while none is free for the key', async () => {
    let rounds = 0;
    const sequence: SigningSequence = {
      ...UNUSED,
      reserve: () => Promise.resolve({ first: TIME + rounds, count: rounds++ % 2, skewMs: 0 }),
    };
    expect(await taken(new SigningTimestamps(sequence), 3)).toEqual([TIME + 1, TIME + 3, TIME + 5]);
  });

  it('are awaited for at most half of the remaining time', async () => {
    const exhausted: SigningSequence = {
      ...UNUSED,
      reserve: () => Promise.resolve({ first: TIME, count: 0, skewMs: 0 }),
    };
    expect(await new SigningTimestamps(exhausted).next(KEY, Date.now() + 40)).toBeUndefined();
  });

  it('are refused at once to calls too far back in the queue', async () => {
    const never: SigningSequence = { ...UNUSED, reserve: () => new Promise(() => undefined) };
    const timestamps = new SigningTimestamps(never);
    const served: unknown[] = [];
    const deadline = Date.now() + 200;
    const all = Array.from({ length: 150 }, () =>
      timestamps.next(KEY, deadline).then((value) => served.push(value)),
    );
    await Promise.race(all);
    expect(served).not.toHaveLength(0);
    await Promise.all(all);
    expect(served).toEqual(Array.from({ length: 150 }, () => undefined));
  });

  it('fail for all waiting calls when the sequence cannot be reached, and are available again later', async () => {
    let down = true;
    const working = endless();
    const timestamps = new SigningTimestamps({
      ...UNUSED,
      reserve: (key, count) => (down ? Promise.reject(new Error('down')) : working.reserve(key, count)),
    });
    const results = await Promise.allSettled([1, 2].map(() => timestamps.next(KEY, inTenSeconds())));
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    down = false;
    expect(await timestamps.next(KEY, inTenSeconds())).toBe(TIME);
  });

  it('are counted separately for each developer key', async () => {
    const timestamps = new SigningTimestamps(new LocalSigningSequence(() => TIME - 1000));
    let now = TIME;
    const sequence = new LocalSigningSequence(() => now);
    await sequence.reserve('one', 1);
    now += 5;
    expect(await sequence.reserve('one', 2)).toEqual({ first: TIME + 1001, count: 2, skewMs: 0 });
    expect(await sequence.reserve('two', 2)).toEqual({ first: TIME + 1006, count: 0, skewMs: 0 });
    expect(await timestamps.next(KEY, Date.now() + 20)).toBeUndefined();
  });
});

describe('a block of signing timestamps', () => {
  beforeEach(() => {
    jest.useFakeTimers({ now: TIME });
    jest.advanceTimersByTime(10_000);
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  /** Takes `count` timestamps one after the other. @returns the counts that were requested from the sequence meanwhile */
  async function asked(
    { sequence, timestamps }: { sequence: ReturnType<typeof endless>; timestamps: SigningTimestamps },
    count: number,
  ): Promise<number[]> {
    const before = sequence.asked.length;
    for (let round = 0; round < count; round++) await timestamps.next(KEY, inTenSeconds());
    return sequence.asked.slice(before);
  }

  function fresh(): { sequence: ReturnType<typeof endless>; timestamps: SigningTimestamps } {
    const sequence = endless();
    return { sequence, timestamps: new SigningTimestamps(sequence) };
  }

  it('is used for a second; what is left then is lost', async () => {
    const blocks = [10, 10].map((count, index) => ({ first: TIME + index * 100, count, skewMs: 0 }));
    const timestamps = new SigningTimestamps({
      ...UNUSED,
      reserve: () => Promise.resolve(blocks.shift() ?? { first: 0, count: 0, skewMs: 0 }),
    });
    expect(await timestamps.next(KEY, inTenSeconds())).toBe(TIME);
    jest.advanceTimersByTime(1_000);
    expect(await timestamps.next(KEY, inTenSeconds())).toBe(TIME + 1);
    jest.advanceTimersByTime(1);
    expect(await timestamps.next(KEY, inTenSeconds())).toBe(TIME + 100);
  });

  it('is awaited for half of the remaining time, so that the call itself has the rest', async () => {
    const never: SigningSequence = { ...UNUSED, reserve: () => new Promise(() => undefined) };
    let ended = false;
    void new SigningTimestamps(never).next(KEY, Date.now() + 1_000).then(() => (ended = true));
    await jest.advanceTimersByTimeAsync(499);
    expect(ended).toBe(false);
    await jest.advanceTimersByTimeAsync(1);
    expect(ended).toBe(true);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('grows while blocks are used up fast, up to 32 spare timestamps', async () => {
    const one = fresh();
    expect(await asked(one, 1 + 2 + 4 + 8 + 16 + 32 + 33 + 33)).toEqual([1, 2, 4, 8, 16, 32, 33, 33]);
  });

  it('shrinks once part of one was lost', async () => {
    const one = fresh();
    await asked(one, 1 + 2 + 4 + 8 + 1);
    jest.advanceTimersByTime(1_001);
    expect(await asked(one, 1)).toEqual([8]);
    jest.advanceTimersByTime(1_001);
    expect(await asked(one, 1)).toEqual([4]);
  });

  it('keeps its size when it lasts for a while', async () => {
    const one = fresh();
    await asked(one, 1 + 2);
    for (let round = 0; round < 3; round++) {
      jest.advanceTimersByTime(100);
      expect(await asked(one, 2)).toEqual([2]);
    }
    jest.advanceTimersByTime(99);
    expect(await asked(one, 2)).toEqual([4]);
  });
});
