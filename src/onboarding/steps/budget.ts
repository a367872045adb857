import type { RequestDeadline } from '../../http/caller.js';

/** What one command of the store may take, milliseconds. */
const STORE_MS = 250;

/** What is kept back of a budget for writing down what came of the step: a tenth, and no more than this. */
const LONGEST_CONCLUSION_MS = 250;

/**
 * When the calls to Eko of one step have to be over, milliseconds since the epoch. A step has one budget, the
 * configured one or the client's if that is smaller; it runs from the arrival of the request, and the end of it is
 * kept for the store, so that a client which waits just that long still hears what came of its step.
 */
export function callsDeadline({ receivedAt, requestTimeoutMs }: RequestDeadline, timeoutMs: number): number {
  const budget = budgetOf(requestTimeoutMs, timeoutMs);
  return receivedAt + budget - Math.min(budget / 10, LONGEST_CONCLUSION_MS);
}

/**
 * When the client hears of its step at the latest, milliseconds since the epoch: at the end of the same budget and one
 * command of the store later. What has not been written down by then goes on being written, and is told to who asks
 * again with that key.
 */
export function answerBy({ receivedAt, requestTimeoutMs }: RequestDeadline, timeoutMs: number): number {
  return receivedAt + budgetOf(requestTimeoutMs, timeoutMs) + STORE_MS;
}

function budgetOf(requestTimeoutMs: number | undefined, timeoutMs: number): number {
  return Math.min(requestTimeoutMs ?? timeoutMs, timeoutMs);
}
