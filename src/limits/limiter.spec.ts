import { describe, expect, it } from '@jest/globals';
import { Limiter, LimitsUnavailable } from './limiter.js';

const LIMIT = 3;
const WINDOW_SECONDS = 60;

type Increment = (command: readonly string[]) => Promise<readonly [number, number]>;

function limiter(rlflxIncr: Increment): Limiter {
  return new Limiter({ client: { rlflxIncr } }, 'test', LIMIT, WINDOW_SECONDS);
}

describe('the result of taking from a limit', () => {
  it.each<[number, boolean, number]>([
    [1, true, 2],
    [2, true, 1],
    [3, true, 0],
    [4, false, 0],
    [9, false, 0],
  ])('for number %i of three is granted: %s, with %i left', async (count, granted, left) => {
    const taken = await limiter(() => Promise.resolve([count, 30_000])).take('key');
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
  ])('resets in %i milliseconds, which is a wait of %i whole seconds', async (left, seconds) => {
    for (const count of [1, 4]) {
      const taken = await limiter(() => Promise.resolve([count, left])).take('key');
      expect(taken.resetSeconds).toBe(seconds);
    }
  });

  it('is counted under the name of its limit, for its window', async () => {
    const commands: (readonly string[])[] = [];
    const one = limiter((command) => {
      commands.push(command.slice(0, 3));
      return Promise.resolve([1, 1]);
    });
    await one.take('key');
    await one.giveBack('key');
    expect(commands).toEqual([
      ['gateway:limit:test:key', '1', '60'],
      ['gateway:limit:test:key', '-1', '60'],
    ]);
  });
});

describe('a store that', () => {
  const never: Increment = () => new Promise(() => undefined);
  const failing: Increment = () => Promise.reject(new Error('the connection is gone'));

  it.each([
    ['fails', failing],
    ['does not answer within a quarter of a second', never],
  ])('%s makes the limit unavailable, and giving back fails silently', async (_what, increment) => {
    const startedAt = performance.now();
    await expect(limiter(increment).take('key')).rejects.toThrow(LimitsUnavailable);
    await limiter(increment).giveBack('key');
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });
});
