import { signal } from '@preact/signals';
import type { Exchange, Result } from './exchange.js';
import { reasonFor } from './reasons.js';

const MAX_EXCHANGES = 60;

/** The newest exchanges, newest first. */
export const exchanges = signal<readonly Exchange[]>([]);

/** Whether the app shall lose the next answer to a POST. */
export const dropNext = signal(false);

let count = 0;

/** Sends the request, and records it with its answer. */
export const recordingFetch: typeof fetch = async (address, init = {}) => {
  const { pathname, search } = new URL(address instanceof Request ? address.url : address, location.href);
  return recorded(pathname + search, init, false);
};

/** Sends the request of an exchange once more, with its key. */
export async function sendAgain({ path, method, headers, body }: Exchange): Promise<void> {
  try {
    await recorded(path, { method, headers, ...(body !== undefined && { body }) }, true);
  } catch {
    // What failed is recorded.
  }
}

async function recorded(path: string, init: RequestInit, byHand: boolean): Promise<Response> {
  const number = (count += 1);
  const headers = Object.fromEntries(new Headers(init.headers));
  const { method = 'GET' } = init;
  const key = headers['idempotency-key'];
  const request = { number, method, path, headers, ...(key !== undefined && { key }) };
  const body = typeof init.body === 'string' ? { body: init.body } : {};
  const reason = reasonFor({ method, path, ...(key !== undefined && { key }) }, exchanges.value, byHand);
  const show = (result: Result): void => {
    const others = exchanges.value.filter((one) => one.number !== number);
    exchanges.value = [{ ...request, ...body, reason, result }, ...others]
      .sort((one, other) => other.number - one.number)
      .slice(0, MAX_EXCHANGES);
  };
  show({ kind: 'PENDING' });
  const started = performance.now();
  try {
    const response = await fetch(path, init);
    const text = await response.clone().text();
    const drops = dropNext.value && key !== undefined && !byHand;
    const replayed = response.headers.get('idempotency-replayed') === 'true';
    const ms = Math.round(performance.now() - started);
    show({ kind: drops ? 'DROPPED' : 'ANSWER', status: response.status, replayed, text, ms });
    if (!drops) return response;
  } catch (error) {
    show({ kind: 'NO_ANSWER' });
    throw error;
  }
  dropNext.value = false;
  throw new TypeError('The answer was lost on purpose');
}
