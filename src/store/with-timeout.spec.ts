import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { withTimeout } from './with-timeout.js';

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
});
afterEach(() => {
  jest.useRealTimers();
});

const turn = (): Promise<void> => new Promise(setImmediate);

describe('work with a timeout', () => {
  it('gives its result or its error, and leaves no timer', async () => {
    expect(await withTimeout(100, Promise.resolve('result'))).toBe('result');
    const failure = new Error('failed');
    await expect(withTimeout(100, Promise.reject(failure))).rejects.toBe(failure);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('fails when there is no result in time, and not before', async () => {
    let ended = false;
    const late = withTimeout(100, new Promise(() => undefined)).finally(() => (ended = true));
    const failed = expect(late).rejects.toMatchObject({ name: 'TimedOut' });
    jest.advanceTimersByTime(99);
    await turn();
    expect(ended).toBe(false);
    jest.advanceTimersByTime(1);
    await failed;
  });

  it('has its result when that arrived while the process was busy', async () => {
    const arrived = new Promise<string>((resolve) => void setImmediate(resolve, 'result'));
    const work = withTimeout(100, arrived);
    jest.advanceTimersByTime(100);
    expect(await work).toBe('result');
  });
});
