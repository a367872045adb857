import { describe, expect, it } from '@jest/globals';
import { CountersInMemory, type Added, type Counter } from '../store/limit-counters.js';
import { Limiter, LimitsUnavailable } from './limiter.js';

const LIMIT = 3;
const WINDOW_SECONDS = 60;

/** A limiter whose counters answer with these values. */
function limiter({ refusedBy, count = 1, msLeft = 30_000 }: Partial<Added>): Limiter {
  const counters = Object.assign(new CountersInMemory(), {
    add: () => Promise.resolve({ refusedBy, count, msLeft }),
  });
  return new Limiter(counters, 'test', LIMIT, WINDOW_SECONDS);
}

describe('the result of taking from a limit', () => {
  it.each<[number, boolean, number]>([
    [1, true, 2],
    [2, true, 1],
    [3, true, 0],
    [4, false, 0],
    [9, false, 0],
  ])('for number %i of three is granted: %s, with %i left', async (count, granted, left) => {
    const taken = await limiter({ refusedBy: granted ? undefined : 0, count }).take('key');
    expect(taken).toEqual({ granted, count, left, resetSeconds: 30 });
  });

  it.each([
    [0, 1],
    [1, 1],
    [1_000, 1],
    [1_001, 2],
    [59_001, 60],
    [60_000, 60],
    // A clock that was set back must not make a client wait longer than the window.
    [600_000, 60],
  ])('resets in %i milliseconds, which is a wait of %i whole seconds', async (msLeft, seconds) => {
    for (const count of [1, 4]) {
      const taken = await limiter({ count, msLeft }).take('key');
      expect(taken.resetSeconds).toBe(seconds);
    }
  });

  it('is counted under the name of its limit, with its bound and its window', async () => {
    const calls: unknown[] = [];
    const note = (kind: string) => (counters: readonly Counter[]) => {
      calls.push([kind, counters]);
      return Promise.resolve({ refusedBy: undefined, count: 1, msLeft: 1 });
    };
    const counters = Object.assign(new CountersInMemory(), {
      add: note('add'),
      subtract: async (...parameters: Parameters<CountersInMemory['add']>) => {
        await note('subtract')(parameters[0]);
      },
    });
    const one = new Limiter(counters, 'test', LIMIT, WINDOW_SECONDS);
    await one.take('key');
    await one.giveBack('key');
    const counter = { key: 'gateway:limit:test:key', limit: LIMIT, windowSeconds: WINDOW_SECONDS };
    expect(calls).toEqual([
      ['add', [counter]],
      ['subtract', [counter]],
    ]);
  });
});

it('is unavailable when the counters fail, and giving back fails silently', async () => {
  const failing = (): Promise<never> => Promise.reject(new Error('the connection is gone'));
  const counters = Object.assign(new CountersInMemory(), { add: failing, subtract: failing });
  const one = new Limiter(counters, 'test', LIMIT, WINDOW_SECONDS);
  await expect(one.take('key')).rejects.toThrow(LimitsUnavailable);
  await expect(one.giveBack('key')).resolves.toBeUndefined();
});
