import type { Envelope } from './envelope.js';
import type { ReplyShape } from './reply-shape.js';
import type { SignatureRefusal } from './signature-refusal.js';

/**
 * What became of one call. Only `answered` says what Eko did; the rest say whether Eko can have done anything.
 */
export type EkoReply =
  | {
      readonly kind: 'answered';
      readonly envelope: Envelope;
      readonly httpStatus: number;
      /** What may be told of it when nobody knows it. */
      readonly shape: () => ReplyShape;
    }
  /** Provably never executed: nothing was sent, or Eko turned it away at the door (429). Safe to repeat. */
  | {
      readonly kind: 'notSent';
      readonly reason: string;
      readonly retryAfterSeconds?: number;
      /** Eko turned it away. */
      readonly seen?: true;
    }
  /** Not sent, since the developer key allows no more requests now. Safe to repeat. */
  | { readonly kind: 'overloaded'; readonly retryAfterSeconds: number }
  /** Not sent, since the sequence of timestamps cannot be reached in the store. Safe to repeat. */
  | { readonly kind: 'unsigned'; readonly retryAfterSeconds: number }
  /** 401, 403 or 2483 to 2487, also with a fresh signature: never executed (contract.md, "Signing"). */
  | ({ readonly kind: 'signatureRefused' } & SignatureRefusal)
  /** 400, 404, 405 or 415: Eko did not take the request as it was made. */
  | { readonly kind: 'rejected'; readonly httpStatus: number }
  /** It was sent, and there is no answer to read. Eko may or may not have done it. */
  | { readonly kind: 'lost'; readonly reason: string };

const UNSENT: readonly EkoReply['kind'][] = ['overloaded', 'unsigned'];

/** Whether Eko can have seen the request, so that its client_ref_id may be quoted to Eko's support. */
export function isSeen(reply: EkoReply): boolean {
  return reply.kind === 'notSent' ? reply.seen === true : !UNSENT.includes(reply.kind);
}
