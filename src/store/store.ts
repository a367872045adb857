import type { KeyInUse, SecretTags } from './secret-tags.js';

/**
 * The one interface of durable state. It keeps sealed text only, and every change is a compare-and-set: a claim
 * carries an owner token, and a process that has lost the claim can write nothing.
 */
export interface Store {
  /**
   * Claims the right to dispatch for one idempotency key, durably before it resolves, or returns why it is not claimed.
   * A repetition with the same owner while the lease lasts returns the same result. When it rejects, the claim may
   * have been made: it is taken back in the background, so a retry must use a new owner.
   */
  begin(claim: Claim): Promise<Begun>;
  /**
   * Writes what became of a claim: the onboarding and the record in one atomic step.
   * @returns false when the claim now has another owner; nothing was written then. A repetition with the same owner
   *   writes nothing and returns true
   */
  conclude(conclusion: Conclusion): Promise<boolean>;
  /** The current onboarding. */
  read(onboardingId: string): Promise<StoredOnboarding | undefined>;
  /**
   * Erases the onboarding and the answers to its keys. The keys are kept until they expire, so that none of them is
   * ever dispatched again. Repeated because its result was lost, it returns `missing` if the first call succeeded.
   * @param agent keyed tag of the agent it must belong to
   */
  erase(onboardingId: string, agent: string): Promise<Erased>;
  /**
   * Compares the gateway's secrets with those that the store was written with, and records that the first key seals
   * from now on. `ping` compares the secrets of the last call once more.
   * @param sealedForMs how long text that is sealed from now on may be kept, milliseconds
   * @returns the keys that sealed text which may still be kept
   * @throws SecretsDiffer; nothing was recorded then
   */
  compareSecrets(tags: SecretTags, sealedForMs: number): Promise<readonly KeyInUse[]>;
  /** Resolves when the store can serve; rejects with StoreUnavailable otherwise. */
  ping(): Promise<void>;
  /** Closes the store after the running conclusions are written or have failed. */
  close(): Promise<void>;
}

export const STORE = Symbol('Store');

/** An onboarding as the store keeps it. */
export interface StoredOnboarding {
  /** Keyed tag of the agent it belongs to. */
  readonly agent: string;
  /** The sealed onboarding. */
  readonly sealed: string;
  /**
   * The lease of a claim on it ended without a conclusion: its process died or hangs, so the outcome is unknown. This
   * stays true until a conclusion writes the onboarding.
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
  /** How long the attempt may take before it counts as abandoned, milliseconds. */
  readonly leaseMs: number;
  readonly recordTtlMs: number;
  /** Whether the onboarding has to exist already (every route but the start). */
  readonly mustExist: boolean;
  /** Whether this step looks up the customer state at Eko, and may therefore take over an abandoned claim. */
  readonly reconciles: boolean;
  /** Binds a key to one request across all onboardings: a start names its onboarding only in its body. */
  readonly binding?: { readonly id: string; readonly fingerprint: string };
}

export type Begun =
  /** There is no such onboarding, or the one that the key was used on is no longer kept. */
  | { readonly kind: 'missing' }
  /** The key was used for another request. */
  | { readonly kind: 'reused' }
  /** This key, or another step of this onboarding, is in progress. */
  | { readonly kind: 'running' }
  /** Finished before: the sealed answer. */
  | { readonly kind: 'finished'; readonly answer: string }
  /** The claim of another step was abandoned, and this step cannot reconcile it. */
  | { readonly kind: 'unreconciled'; readonly onboarding: StoredOnboarding }
  /**
   * Claimed. `attempt` counts the claims of this key: from 1 on, an earlier attempt was sent or may have been, so the
   * step must never be dispatched again; a look-up reconciles it.
   */
  | { readonly kind: 'claimed'; readonly attempt: number; readonly onboarding?: StoredOnboarding };

/** `missing`: there is no such onboarding, or it belongs to another agent. `running`: there is a valid claim on it. */
export type Erased = 'erased' | 'missing' | 'running';

export interface Conclusion {
  readonly onboardingId: string;
  readonly recordId: string;
  readonly owner: string;
  /**
   * The new sealed onboarding; absent when it did not change. Writing it states the customer state, and so reconciles
   * an abandoned claim: a step that took one over has to write the onboarding, changed or not.
   */
  readonly onboarding?: { readonly sealed: string; readonly agent: string; readonly ttlMs: number };
  /**
   * `forgotten` frees the key, because nothing was sent; a key with an earlier attempt that may have been sent becomes
   * `unknown` instead. `unknown` needs a look-up.
   */
  readonly record:
    | { readonly status: 'finished'; readonly answer: string; readonly ttlMs: number }
    | { readonly status: 'unknown'; readonly ttlMs: number }
    | { readonly status: 'forgotten'; readonly bindingId?: string };
}

/** The store cannot be reached or cannot write. Nothing was changed, or the write was not acknowledged. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
}
