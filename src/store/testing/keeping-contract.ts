import { randomUUID } from 'node:crypto';
import { expect, it } from '@jest/globals';
import type { Claim } from '../store.js';
import { aClaim, finishing, forgetting, losing, nextStep, retried, type StoreUnderTest } from './claims.js';

/** Long enough for a few calls in between on a busy machine. */
const SECOND_MS = 1000;

/** A store, and a function that abandons a claim on it. */
interface StoreToConcludeOn extends StoreUnderTest {
  readonly abandon: (claim: Claim) => Promise<Claim>;
}

/** Declares the tests of what a step leaves as it is, which every store has to pass. */
export function itKeepsTheRest(underTest: () => StoreToConcludeOn): void {
  it.each([
    ['finished', finishing],
    ['lost', losing],
    ['forgotten', forgetting],
    ['forgotten in a second attempt', forgetting],
    ['forgotten as the start of an onboarding of its own', forgetting],
  ])('changes no other key, onboarding or binding when a step is %s', async (how, concluding) => {
    const { store, abandon } = underTest();
    const [start, other] = [aClaim(), aClaim({ binding: { id: randomUUID(), fingerprint: 'request-1' } })];
    const kept = [start, other, nextStep(other)];
    for (const claim of kept) {
      await store.begin(claim);
      await store.conclude(finishing(claim, 'sealed-1', `answer of ${claim.owner}`));
    }
    const binding = { id: randomUUID(), fingerprint: 'request-2' };
    const step = how.includes('start') ? aClaim({ binding }) : nextStep(start, { binding });
    if (how.includes('second')) await store.begin(retried(await abandon(step), { owner: step.owner }));
    else await store.begin(step);
    expect(await store.conclude(concluding(step))).toBe(true);
    for (const claim of kept) {
      const answer = `answer of ${claim.owner}`;
      expect(await store.begin(retried(claim))).toEqual({ kind: 'finished', answer });
    }
    expect(await store.read(other.onboardingId)).toMatchObject({ sealed: 'sealed-1', abandoned: false });
    const bound = { fingerprint: 'other', binding: { id: other.binding?.id ?? '', fingerprint: 'other' } };
    expect(await store.begin(aClaim(bound))).toEqual({ kind: 'reused' });
  });

  it('leaves an abandoned claim to its late owner when a key is refused that is bound to another request', async () => {
    const { store, abandon } = underTest();
    const late = await abandon(aClaim());
    const binding = { id: randomUUID(), fingerprint: 'request-1' };
    await store.begin(aClaim({ binding }));
    const fingerprint = 'request-2';
    const reused = retried(late, { recordId: 'key-2', fingerprint, binding: { ...binding, fingerprint } });
    expect(await store.begin(reused)).toEqual({ kind: 'reused' });
    expect(await store.conclude(finishing(late))).toBe(true);
  });

  it('keeps an onboarding that would expire until the record of its running step does', async () => {
    const { store, pass } = underTest();
    const start = aClaim();
    await store.begin(start);
    await store.conclude(finishing(start, 'sealed-1', 'answer-1', SECOND_MS));
    const step = nextStep(start);
    expect(await store.begin(step)).toMatchObject({ kind: 'claimed' });
    await pass(SECOND_MS + 1);
    expect(await store.read(start.onboardingId)).toMatchObject({ sealed: 'sealed-1' });
    expect(await store.conclude(finishing(step))).toBe(true);
  });
}
