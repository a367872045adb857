import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { VerificationQueue } from './verification-queue.js';

const PAUSE_MS = 50;
const AT_A_TIME = 50;

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

/** Waiting callers, and the numbers of those that started. */
function callers(queue: VerificationQueue, count: number): { responses: EventEmitter[]; passed: number[] } {
  const passed: number[] = [];
  const responses = Array.from({ length: count }, () => new EventEmitter());
  responses.forEach((response, number) => void queue.turn(response).then(() => passed.push(number)));
  return { responses, passed };
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, number) => number);

describe('verifications that wait', () => {
  it('start fifty at a time, in the order of arrival', async () => {
    const { passed } = callers(new VerificationQueue(), 2 * AT_A_TIME + 1);
    await jest.advanceTimersByTimeAsync(PAUSE_MS - 1);
    expect(passed).toEqual([]);
    await jest.advanceTimersByTimeAsync(1);
    expect(passed).toEqual(upTo(AT_A_TIME));
    await jest.advanceTimersByTimeAsync(PAUSE_MS);
    expect(passed).toEqual(upTo(2 * AT_A_TIME));
    await jest.advanceTimersByTimeAsync(PAUSE_MS);
    expect(passed).toEqual(upTo(2 * AT_A_TIME + 1));
  });

  it('of disconnected clients are removed', async () => {
    const { responses, passed } = callers(new VerificationQueue(), AT_A_TIME + 1);
    responses[0]?.emit('close');
    await jest.advanceTimersByTimeAsync(PAUSE_MS);
    expect(passed).toEqual(upTo(AT_A_TIME + 1).slice(1));
  });

  it('leave no listener, and no timer once none waits', async () => {
    const queue = new VerificationQueue();
    const { responses } = callers(queue, 2);
    expect(jest.getTimerCount()).toBe(1);
    responses[1]?.emit('close');
    await jest.advanceTimersByTimeAsync(PAUSE_MS);
    expect(responses.map((response) => response.listenerCount('close'))).toEqual([0, 0]);
    expect(jest.getTimerCount()).toBe(0);
    const { passed } = callers(queue, 1);
    await jest.advanceTimersByTimeAsync(PAUSE_MS);
    expect(passed).toEqual([0]);
  });
});
