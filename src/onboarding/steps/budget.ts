import type { RequestDeadline } from '../../http/caller.js';

/** Time allowed for one command of the store, milliseconds. */
const STORE_MS = 250;

/** Time reserved at the end of a budget for storing the result: a tenth of the budget, at most this, milliseconds. */
const MAX_CONCLUSION_MS = 250;

/**
 * The deadline of a step's calls to Eko, milliseconds since the epoch. A step has one budget: the configured one, or
 * the client's if that is smaller. It starts at the arrival of the request. Its end is reserved for the store, so that
 * a client which waits only for its own budget still receives the result.
 * @param timeoutMs the configured budget
 */
export function callsDeadline({ receivedAt, requestTimeoutMs }: RequestDeadline, timeoutMs: number): number {
  const budget = budgetOf(requestTimeoutMs, timeoutMs);
  return receivedAt + budget - Math.min(budget / 10, MAX_CONCLUSION_MS);
}

/**
 * The deadline of the answer, milliseconds since the epoch: the end of the same budget plus one command of the store.
 * A write that is still running then continues; a repeated request with the same key gets the stored answer.
 * @param timeoutMs the configured budget
 */
export function answerBy({ receivedAt, requestTimeoutMs }: RequestDeadline, timeoutMs: number): number {
  return receivedAt + budgetOf(requestTimeoutMs, timeoutMs) + STORE_MS;
}

function budgetOf(requestTimeoutMs: number | undefined, timeoutMs: number): number {
  return Math.min(requestTimeoutMs ?? timeoutMs, timeoutMs);
}
