import { randomUUID } from 'node:crypto';
import { expect, it } from '@jest/globals';
import { aClaim, finished, finishing, forgetting, HOUR_MS, retried, type StoreUnderTest } from './claims.js';

/** Long enough for a few calls in between on a busy machine. */
const A_SECOND_MS = 1000;

/** Declares the tests of how keys are bound to requests, which every store has to pass. */
export function itBindsKeys(underTest: () => StoreUnderTest): void {
  it('binds the key of a start to its request across onboardings', async () => {
    const { store } = underTest();
    const binding = { id: randomUUID(), fingerprint: 'request-1' };
    const otherwise = { fingerprint: 'other', binding: { ...binding, fingerprint: 'other' } };
    const claim = aClaim({ binding });
    expect(await store.begin(claim)).toEqual({ kind: 'claimed', attempt: 0 });
    const onboardingId = `onb_${randomUUID()}`;
    expect(await store.begin(aClaim({ onboardingId, ...otherwise }))).toEqual({ kind: 'reused' });
    // Nothing is left of the refused claim: the onboarding is free for another key.
    const free = aClaim({ onboardingId, recordId: 'key-2' });
    expect(await store.begin(free)).toEqual({ kind: 'claimed', attempt: 0 });
    expect(await store.conclude(forgetting(claim))).toBe(true);
    expect(await store.begin(aClaim(otherwise))).toEqual({ kind: 'claimed', attempt: 0 });
  });

  it('keeps a binding for the time of its first claim, however often the key is claimed later', async () => {
    const { store, pass } = underTest();
    const binding = { id: randomUUID(), fingerprint: 'request-1' };
    const claim = aClaim({ binding, recordTtlMs: A_SECOND_MS });
    await store.begin(claim);
    await store.conclude(finishing(claim));
    expect(await store.begin(retried(claim, { recordTtlMs: HOUR_MS }))).toMatchObject({ kind: 'finished' });
    await pass(A_SECOND_MS + 1);
    const other = aClaim({ fingerprint: 'other', binding: { ...binding, fingerprint: 'other' } });
    expect(await store.begin(other)).toEqual({ kind: 'claimed', attempt: 0 });
  });

  it('does not bind a key that was not claimed', async () => {
    const { store } = underTest();
    const claim = aClaim();
    await store.begin(claim);
    const binding = { id: claim.owner, fingerprint: 'request-2' };
    const busy = retried(claim, { recordId: 'key-2', fingerprint: 'request-2', binding });
    expect(await store.begin(busy)).toEqual({ kind: 'running' });
    const other = aClaim({ fingerprint: 'request-3', binding: { ...binding, fingerprint: 'request-3' } });
    expect(await store.begin(other)).toEqual({ kind: 'claimed', attempt: 0 });
  });

  it('prefers a finished answer, and an erased onboarding, to the binding of another request', async () => {
    const { store } = underTest();
    const claim = aClaim();
    await finished(store, claim);
    const binding = { id: randomUUID(), fingerprint: 'other' };
    expect(await store.begin(aClaim({ binding }))).toMatchObject({ kind: 'claimed' });
    const bound = retried(claim, { binding: { ...binding, fingerprint: claim.fingerprint } });
    expect(await store.begin(bound)).toEqual({ kind: 'finished', answer: 'answer-1' });
    await store.erase(claim.onboardingId, claim.agent);
    expect(await store.begin(bound)).toEqual({ kind: 'missing' });
  });
}
