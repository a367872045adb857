import type { EkoReply } from './reply.js';

/** One request, or the reason why there was none, with what it says of Eko's health. */
export interface Attempt {
  readonly reply: EkoReply;
  /**
   * `failed`: Eko could not be reached, or gave no answer in time or none that can be read. `worked`: it answered,
   * whatever it said. `inconclusive`: nothing about Eko, such as a client that would not wait.
   */
  readonly health: 'worked' | 'failed' | 'inconclusive';
  /** Why it is provably harmless to make the call once more; absent when it is not. */
  readonly repeatable?: 'transport' | 'signature';
}

/** No request was made, for a reason on this side. */
export function notMade(reason: string, retryAfterSeconds?: number): Attempt {
  const after = retryAfterSeconds === undefined ? {} : { retryAfterSeconds };
  return { reply: { kind: 'notSent', reason, ...after }, health: 'inconclusive' };
}
