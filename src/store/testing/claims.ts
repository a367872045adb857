import { randomUUID } from 'node:crypto';
import type { Begun, Claim, Conclusion, Store } from '../store.js';

export const HOUR_MS = 3_600_000;

/** A store to be tested, and how time passes for it. */
export interface StoreUnderTest {
  readonly store: Store;
  /** Resolves once that many milliseconds have passed on the store's clock. */
  readonly pass: (milliseconds: number) => Promise<void>;
}

/** A claim of a start on an onboarding of its own, with a long lease and a long record TTL; `changes` replace members. */
export function aClaim(changes: Partial<Claim> = {}): Claim {
  return {
    onboardingId: `onb_${randomUUID()}`,
    agent: 'agent-1',
    recordId: 'key-1',
    fingerprint: 'request-1',
    owner: randomUUID(),
    leaseMs: HOUR_MS,
    recordTtlMs: HOUR_MS,
    mustExist: false,
    reconciles: true,
    ...changes,
  };
}

/** Another attempt of the same request. */
export function retried(claim: Claim, changes: Partial<Claim> = {}): Claim {
  return { ...claim, owner: randomUUID(), ...changes };
}

/** A step with a key of its own on the onboarding of another claim. */
export function nextStep(claim: Claim, changes: Partial<Claim> = {}): Claim {
  return retried(claim, {
    recordId: 'key-2',
    fingerprint: 'request-2',
    mustExist: true,
    reconciles: false,
    ...changes,
  });
}

/** A conclusion that finishes the claim. */
export function finishing(
  claim: Claim,
  sealed = 'sealed-1',
  answer = 'answer-1',
  ttlMs = HOUR_MS,
): Conclusion {
  const { onboardingId, recordId, owner, agent } = claim;
  const record = { status: 'finished', answer, ttlMs } as const;
  return { onboardingId, recordId, owner, onboarding: { sealed, agent, ttlMs }, record };
}

export function forgetting(claim: Claim): Conclusion {
  const { onboardingId, recordId, owner, binding } = claim;
  const bindingId = binding && { bindingId: binding.id };
  return { onboardingId, recordId, owner, record: { status: 'forgotten', ...bindingId } };
}

/** A conclusion with an unknown outcome, which does not write the onboarding. */
export function losing(claim: Claim): Conclusion {
  const { onboardingId, recordId, owner } = claim;
  return { onboardingId, recordId, owner, record: { status: 'unknown', ttlMs: HOUR_MS } };
}

/** Begins, and concludes the claim as finished. */
export async function finished(store: Store, claim: Claim): Promise<Begun> {
  const begun = await store.begin(claim);
  await store.conclude(finishing(claim));
  return begun;
}
