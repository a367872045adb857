import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Claim, Store } from '../store.js';
import { itBindsKeys } from './bindings-contract.js';
import {
  aClaim,
  finished,
  finishing,
  forgetting,
  HOUR_MS,
  losing,
  nextStep,
  retried,
  type StoreUnderTest,
} from './claims.js';
import { itErases } from './erasure-contract.js';
import { itKeepsTheRest } from './keeping-contract.js';
import { itComparesSecrets } from './secrets-contract.js';

const SOON_MS = 40;
const UNRECONCILED = { agent: 'agent-1', sealed: 'sealed-1', abandoned: true };
const RECONCILED = { ...UNRECONCILED, abandoned: false };

/** Declares the tests that every store has to pass. */
export function describeStore(name: string, underTest: () => Promise<StoreUnderTest>): void {
  describe(name, () => {
    let store: Store;
    let pass: StoreUnderTest['pass'];

    beforeAll(async () => {
      ({ store, pass } = await underTest());
    });

    /** Claims, and lets the lease end. */
    async function abandon(claim: Claim): Promise<Claim> {
      const short = { ...claim, leaseMs: SOON_MS };
      expect(await store.begin(short)).toMatchObject({ kind: 'claimed' });
      await pass(SOON_MS + 1);
      return short;
    }

    it('serves', async () => {
      await expect(store.ping()).resolves.toBeUndefined();
      expect(await store.read('onb_unheard-of')).toBeUndefined();
    });

    it('claims a new key once, and returns its answer once it is finished', async () => {
      const claim = aClaim();
      expect(await store.begin(claim)).toEqual({ kind: 'claimed', attempt: 0 });
      expect(await store.begin(retried(claim))).toEqual({ kind: 'running' });
      expect(await store.conclude(finishing(claim))).toBe(true);
      expect(await store.begin(retried(claim))).toEqual({ kind: 'finished', answer: 'answer-1' });
      expect(await store.read(claim.onboardingId)).toEqual(RECONCILED);
    });

    it.each(['k1.AAECAwQFBgcICQoLDA0ODw', 'kid.not+base64', '.', 'ünï.cödé', '', 'k.A', 'a.b.c'])(
      'keeps the text %p exactly',
      async (text) => {
        const claim = aClaim();
        await store.begin(claim);
        await store.conclude(finishing(claim, text, text));
        expect(await store.read(claim.onboardingId)).toMatchObject({ sealed: text });
        expect(await store.begin(retried(claim))).toEqual({ kind: 'finished', answer: text });
      },
    );

    it('refuses a key for another request, finished or running', async () => {
      const claim = aClaim();
      await store.begin(claim);
      expect(await store.begin(retried(claim, { fingerprint: 'other' }))).toEqual({ kind: 'reused' });
      await store.conclude(finishing(claim));
      expect(await store.begin(retried(claim, { fingerprint: 'other' }))).toEqual({ kind: 'reused' });
    });

    it('lets one step of an onboarding run at a time, and returns the onboarding to it', async () => {
      const claim = aClaim();
      await finished(store, claim);
      const step = nextStep(claim);
      expect(await store.begin(step)).toEqual({ kind: 'claimed', attempt: 0, onboarding: RECONCILED });
      expect(await store.begin(nextStep(claim, { recordId: 'key-3' }))).toEqual({ kind: 'running' });
    });

    it('returns "missing" for an onboarding that does not exist or belongs to another agent', async () => {
      const claim = aClaim();
      expect(await store.begin({ ...claim, mustExist: true })).toEqual({ kind: 'missing' });
      await store.begin(claim);
      expect(await store.begin(nextStep(claim))).toEqual({ kind: 'missing' });
      await store.conclude(finishing(claim));
      expect(await store.begin(nextStep(claim, { agent: 'agent-2' }))).toEqual({ kind: 'missing' });
    });

    it('counts the attempts of an abandoned key, so that it is never dispatched a second time', async () => {
      const claim = await abandon(aClaim());
      expect(await store.begin(retried(claim))).toEqual({ kind: 'claimed', attempt: 1 });
      await pass(SOON_MS + 1);
      expect(await store.begin(retried(claim))).toEqual({ kind: 'claimed', attempt: 2 });
    });

    it('lets only the last owner conclude', async () => {
      const late = await abandon(aClaim());
      const successor = retried(late, { leaseMs: HOUR_MS });
      await store.begin(successor);
      expect(await store.conclude(finishing(late, 'late', 'late'))).toBe(false);
      expect(await store.conclude(forgetting(late))).toBe(false);
      expect(await store.read(late.onboardingId)).toBeUndefined();
      expect(await store.conclude(finishing(successor))).toBe(true);
      expect(await store.conclude(finishing(late, 'late', 'late'))).toBe(false);
      expect(await store.read(late.onboardingId)).toEqual(RECONCILED);
    });

    it('lets a late owner conclude while no other owner has taken the claim over', async () => {
      const claim = await abandon(aClaim());
      expect(await store.conclude(finishing(claim))).toBe(true);
      expect(await store.begin(retried(claim))).toMatchObject({ kind: 'finished' });
    });

    it('gives the same result when a claim or a conclusion is repeated because its result was lost', async () => {
      const claim = aClaim();
      await store.begin(claim);
      expect(await store.begin(claim)).toEqual({ kind: 'claimed', attempt: 0 });
      expect(await store.conclude(finishing(claim))).toBe(true);
      expect(await store.conclude(finishing(claim))).toBe(true);
      expect(await store.conclude(finishing(retried(claim)))).toBe(false);
    });

    it('requires a look-up when another step was abandoned, until that step is reconciled', async () => {
      const start = aClaim();
      await finished(store, start);
      const lost = await abandon(nextStep(start));
      expect(await store.read(start.onboardingId)).toEqual(UNRECONCILED);
      const step = nextStep(start, { recordId: 'key-3' });
      expect(await store.begin(step)).toEqual({ kind: 'unreconciled', onboarding: UNRECONCILED });
      const refresh = nextStep(start, { recordId: 'key-4', reconciles: true });
      expect(await store.begin(refresh)).toEqual({ kind: 'claimed', attempt: 0, onboarding: UNRECONCILED });
      expect(await store.conclude(finishing(refresh))).toBe(true);
      expect(await store.begin(step)).toMatchObject({ kind: 'claimed', attempt: 0 });
      await store.conclude(finishing(step));
      expect(await store.begin(retried(lost))).toMatchObject({ kind: 'claimed', attempt: 1 });
    });

    it.each([
      ['could not be sent', forgetting],
      ['was lost too', losing],
    ])('stays unreconciled when the look-up %s', async (_how, concluding) => {
      const start = aClaim();
      await finished(store, start);
      await abandon(nextStep(start));
      const refresh = nextStep(start, { recordId: 'key-4', reconciles: true });
      await store.begin(refresh);
      await store.conclude(concluding(refresh));
      expect(await store.read(start.onboardingId)).toEqual(UNRECONCILED);
      expect(await store.begin(nextStep(start, { recordId: 'key-3' }))).toMatchObject({
        kind: 'unreconciled',
      });
    });

    it('frees a key that was forgotten', async () => {
      const claim = aClaim();
      await store.begin(claim);
      expect(await store.conclude(forgetting(claim))).toBe(true);
      expect(await store.begin(retried(claim, { fingerprint: 'other' }))).toEqual({
        kind: 'claimed',
        attempt: 0,
      });
    });

    it('does not free a key of which an earlier attempt may have been sent', async () => {
      const claim = retried(await abandon(aClaim()));
      await store.begin(claim);
      expect(await store.conclude(forgetting(claim))).toBe(true);
      expect(await store.begin(retried(claim))).toEqual({ kind: 'claimed', attempt: 2 });
    });

    it('claims an unknown key only for a look-up', async () => {
      const claim = aClaim();
      await store.begin(claim);
      expect(await store.conclude(losing(claim))).toBe(true);
      expect(await store.begin(retried(claim))).toEqual({ kind: 'claimed', attempt: 1 });
    });

    it('drops records and onboardings when they expire', async () => {
      const claim = aClaim({ recordTtlMs: SOON_MS });
      await store.begin(claim);
      await store.conclude(finishing(claim, 'sealed-1', 'answer-1', SOON_MS));
      await pass(SOON_MS + 1);
      expect(await store.read(claim.onboardingId)).toBeUndefined();
      expect(await store.begin(nextStep(claim))).toEqual({ kind: 'missing' });
      expect(await store.begin(retried(claim, { fingerprint: 'other' }))).toEqual({
        kind: 'claimed',
        attempt: 0,
      });
    });

    it('keeps an abandoned onboarding unreconciled after the record of its key has expired', async () => {
      const start = aClaim();
      await finished(store, start);
      await abandon(nextStep(start, { recordTtlMs: SOON_MS }));
      expect(await store.begin(nextStep(start))).toEqual({ kind: 'unreconciled', onboarding: UNRECONCILED });
    });

    itBindsKeys(() => ({ store, pass }));
    itKeepsTheRest(() => ({ store, pass, abandon }));
    itErases(() => ({ store, pass, abandon }));
    itComparesSecrets(() => store);

    it('grants one of 200 simultaneous claims', async () => {
      const claim = aClaim({ binding: { id: randomUUID(), fingerprint: 'request-1' } });
      const begun = await Promise.all(Array.from({ length: 200 }, () => store.begin(retried(claim))));
      expect(begun.filter(({ kind }) => kind === 'claimed')).toEqual([{ kind: 'claimed', attempt: 0 }]);
      expect(begun.filter(({ kind }) => kind === 'running')).toHaveLength(199);
    });
  });
}
