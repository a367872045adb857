import type { KeyInUse, SecretTags } from './secret-tags.js';

/**
 * The one interface of durable state. It keeps sealed text only, and every change is a compare-and-set: a claim
 * carries an owner token, and whoever lost the claim can write nothing.
 */
export interface Store {
  /**
   * Claims the right to dispatch for one idempotency key, durable before it resolves; or says why not. Repeated
   * with the same owner while the lease lasts, it gives the same answer again. One that rejects may have claimed: it is
   * taken back in the background, so that who tries again takes a fresh owner.
   */
  begin(claim: Claim): Promise<Begun>;
  /**
   * Writes what became of a claim: the onboarding and the record in one atomic step.
   * @returns false when the claim belongs to someone else by now; nothing was written then. Repeated with the same
   *   owner it writes nothing and is true again
   */
  conclude(conclusion: Conclusion): Promise<boolean>;
  /** The onboarding as it stands. */
  read(onboardingId: string): Promise<StoredOnboarding | undefined>;
  /**
   * Erases the onboarding and the answers that its keys were given. The keys stay their time, so that none of them is
   * ever dispatched again. Repeated because the answer was lost, it says `missing` if it had been done.
   * @param agent keyed tag of the agent it must belong to
   */
  erase(onboardingId: string, agent: string): Promise<Erased>;
  /**
   * Compares the gateway's secrets with those that the store was written with, and notes that the first key seals
   * from now on. Whatever is compared last is compared again by `ping`.
   * @param sealedForMs how long what is sealed from now on may be kept
   * @returns the keys by which something was sealed that may still be kept
   * @throws SecretsDiffer; nothing was noted then
   */
  compareSecrets(tags: SecretTags, sealedForMs: number): Promise<readonly KeyInUse[]>;
  /** Resolves when the store can serve; rejects with StoreUnavailable otherwise. */
  ping(): Promise<void>;
  /** Ends once what is being concluded is written, or cannot be. */
  close(): Promise<void>;
}

export const STORE = Symbol('Store');

/** What is kept of an onboarding. */
export interface StoredOnboarding {
  /** Keyed tag of the agent it belongs to. */
  readonly agent: string;
  /** The sealed onboarding. */
  readonly sealed: string;
  /**
   * A claim on it ran out without a conclusion: its process died or hangs, so the outcome is unknown. It stays so
   * until a conclusion writes the onboarding anew.
   */
  readonly abandoned: boolean;
}

export interface Claim {
  readonly onboardingId: string;
  /** Keyed tag of the agent; an onboarding of another agent is `missing`. */
  readonly agent: string;
  /** Names the idempotency record within the onboarding. */
  readonly recordId: string;
  /** Keyed fingerprint of the whole request. */
  readonly fingerprint: string;
  /** A fresh token of this attempt. */
  readonly owner: string;
  /** How long the attempt may take before others may call it abandoned, milliseconds. */
  readonly leaseMs: number;
  readonly recordTtlMs: number;
  /** Whether the onboarding has to exist already (every route but the start). */
  readonly mustExist: boolean;
  /** Whether this step finds out where the customer stands, and so may take over an abandoned claim. */
  readonly settles: boolean;
  /** Binds a key to a request beyond one onboarding: a start names its onboarding only in its body. */
  readonly binding?: { readonly id: string; readonly fingerprint: string };
}

export type Begun =
  /** No such onboarding; or the one that the key was used on is not kept any more. */
  | { readonly kind: 'missing' }
  /** The key was used for another request. */
  | { readonly kind: 'reused' }
  /** This key, or another step of this onboarding, is being worked on. */
  | { readonly kind: 'running' }
  /** Finished before: the sealed answer. */
  | { readonly kind: 'finished'; readonly answer: string }
  /** Another step's claim was abandoned, and this step cannot settle it. */
  | { readonly kind: 'unsettled'; readonly onboarding: StoredOnboarding }
  /**
   * Claimed. `attempt` counts the claims of this key: from 1 on, an earlier one was sent or may have been, so
   * that the step must never be dispatched again, only settled by a look-up.
   */
  | { readonly kind: 'claimed'; readonly attempt: number; readonly onboarding?: StoredOnboarding };

/** `missing`: there is no such onboarding, or it is another agent's. `running`: a claim on it holds. */
export type Erased = 'erased' | 'missing' | 'running';

export interface Conclusion {
  readonly onboardingId: string;
  readonly recordId: string;
  readonly owner: string;
  /**
   * The new sealed onboarding; absent when it did not change. Writing it says where the customer stands, and so
   * settles an abandoned claim: whoever took one over has to write it, changed or not.
   */
  readonly onboarding?: { readonly sealed: string; readonly agent: string; readonly ttlMs: number };
  /**
   * `forgotten` frees the key: nothing was sent. A key of which an earlier attempt may have been sent becomes
   * `unknown` instead. `unknown` waits for a look-up.
   */
  readonly record:
    | { readonly status: 'finished'; readonly answer: string; readonly ttlMs: number }
    | { readonly status: 'unknown'; readonly ttlMs: number }
    | { readonly status: 'forgotten'; readonly bindingId?: string };
}

/** The store cannot be reached or cannot write; nothing was changed, or nobody can say. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
}
