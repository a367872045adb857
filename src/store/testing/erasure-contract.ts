import { expect, it } from '@jest/globals';
import type { Claim, Conclusion } from '../store.js';
import {
  aClaim,
  finished,
  finishing,
  forgetting,
  losing,
  nextStep,
  retried,
  type StoreUnderTest,
} from './claims.js';

/** Long enough for a few calls in between on a busy machine. */
const SECOND_MS = 1000;

/** A store, and a function that abandons a claim on it. */
interface StoreToEraseFrom extends StoreUnderTest {
  readonly abandon: (claim: Claim) => Promise<Claim>;
}

/** Declares the tests of erasure that every store has to pass. */
export function itErases(underTest: () => StoreToEraseFrom): void {
  it('erases an onboarding: no key that was used on it is claimed again, and a new key starts a new onboarding', async () => {
    const { store } = underTest();
    const start = aClaim();
    await finished(store, start);
    const step = nextStep(start);
    await finished(store, step);
    expect(await store.erase(start.onboardingId, start.agent)).toBe('erased');

    expect(await store.read(start.onboardingId)).toBeUndefined();
    for (const claim of [start, step, nextStep(start, { recordId: 'key-3' })])
      expect(await store.begin(retried(claim))).toEqual({ kind: 'missing' });
    expect(await store.erase(start.onboardingId, start.agent)).toBe('missing');

    const anew = retried(start, { recordId: 'key-4' });
    expect(await store.begin(anew)).toEqual({ kind: 'claimed', attempt: 0 });
    await store.conclude(finishing(anew));
    for (const claim of [start, step])
      expect(await store.begin(retried(claim, { fingerprint: 'other' }))).toEqual({ kind: 'missing' });
    expect(await store.begin(nextStep(start, { recordId: 'key-5' }))).toMatchObject({ kind: 'claimed' });
  });

  it('erases nothing of another onboarding', async () => {
    const { store } = underTest();
    const [start, other] = [aClaim(), aClaim()];
    for (const claim of [start, other]) await finished(store, claim);
    expect(await store.erase(start.onboardingId, start.agent)).toBe('erased');
    expect(await store.read(other.onboardingId)).toMatchObject({ sealed: 'sealed-1' });
    expect(await store.begin(retried(other))).toMatchObject({ kind: 'finished' });
  });

  it('erases nothing when the onboarding is missing, belongs to another agent, or has a step in progress', async () => {
    const { store } = underTest();
    const start = aClaim();
    expect(await store.erase(start.onboardingId, start.agent)).toBe('missing');
    await store.begin(start);
    expect(await store.erase(start.onboardingId, start.agent)).toBe('missing');
    await store.conclude(finishing(start));
    expect(await store.erase(start.onboardingId, 'agent-2')).toBe('missing');
    const step = nextStep(start);
    await store.begin(step);
    expect(await store.erase(start.onboardingId, start.agent)).toBe('running');
    expect(await store.conclude(finishing(step))).toBe(true);
    expect(await store.begin(retried(start))).toMatchObject({ kind: 'finished' });
  });

  it('erases an onboarding with an abandoned claim, which then concludes nothing and whose key is never dispatched', async () => {
    const { store, abandon } = underTest();
    const start = aClaim();
    await finished(store, start);
    const lost = await abandon(nextStep(start));
    expect(await store.erase(start.onboardingId, start.agent)).toBe('erased');

    expect(await store.conclude(finishing(lost))).toBe(false);
    expect(await store.begin(lost)).toEqual({ kind: 'missing' });
    const anew = retried(start, { recordId: 'key-3' });
    await finished(store, anew);
    expect(await store.begin(retried(lost))).toMatchObject({ kind: 'claimed', attempt: 1 });
  });

  it('erases a start with a lost answer, whose key then reconciles nothing', async () => {
    const { store } = underTest();
    const start = aClaim();
    await store.begin(start);
    const { record } = losing(start);
    expect(await store.conclude({ ...finishing(start), record })).toBe(true);
    expect(await store.erase(start.onboardingId, start.agent)).toBe('erased');
    expect(await store.begin(retried(start))).toEqual({ kind: 'missing' });
  });

  it.each<[string, (claim: Claim) => Conclusion]>([
    ['was forgotten', forgetting],
    ['was lost', losing],
  ])('erases the answers of the steps before one that %s', async (_how, concluding) => {
    const { store } = underTest();
    const start = aClaim();
    await finished(store, start);
    const step = nextStep(start);
    await store.begin(step);
    await store.conclude(concluding(step));
    expect(await store.erase(start.onboardingId, start.agent)).toBe('erased');
    expect(await store.begin(retried(start))).toEqual({ kind: 'missing' });
  });

  it('erases the other answers when one has expired, also if its key was then used for another step', async () => {
    const { store, pass } = underTest();
    const starts = [aClaim(), aClaim()];
    for (const start of starts) {
      await store.begin(start);
      const record = { status: 'finished', answer: 'answer-1', ttlMs: SECOND_MS } as const;
      await store.conclude({ ...finishing(start), record });
      await finished(store, nextStep(start));
    }
    await pass(SECOND_MS + 1);
    const [, start] = starts;
    if (start) await finished(store, nextStep(start, { recordId: start.recordId }));
    for (const { onboardingId, agent } of starts)
      expect(await store.erase(onboardingId, agent)).toBe('erased');
    const used = starts.map((claim) => nextStep(claim, { mustExist: false }));
    if (start) used.push(retried(start, { fingerprint: 'request-2' }));
    for (const claim of used) expect(await store.begin(claim)).toEqual({ kind: 'missing' });
  });

  it('erases any number of answers, also of steps that changed nothing', async () => {
    const { store } = underTest();
    const start = aClaim();
    await finished(store, start);
    const steps = Array.from({ length: 130 }, (_, index) => nextStep(start, { recordId: `step-${index}` }));
    for (const [index, step] of steps.entries()) {
      await store.begin(step);
      const { onboarding, ...unchanged } = finishing(step);
      await store.conclude({ ...unchanged, ...(index % 2 === 0 && onboarding && { onboarding }) });
    }
    expect(await store.erase(start.onboardingId, start.agent)).toBe('erased');
    await finished(store, retried(start, { recordId: 'key-2' }));
    for (const claim of [start, ...steps])
      expect(await store.begin(retried(claim))).toEqual({ kind: 'missing' });
  });
}
