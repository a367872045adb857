import { expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import type { Begun, Claim, Conclusion, Store } from '../store.js';
import { aClaim, HOUR_MS } from './claims.js';
import { ReferenceStore } from './reference-store.js';

/** One move of one of two agents. Numbers choose among few keys, requests, onboardings and earlier claims. */
type Move =
  | ({ readonly move: 'begin'; readonly agent: number; readonly onboarding: number; readonly key: number } & {
      readonly request: number;
      readonly runsOut: boolean;
      readonly reconciles: boolean;
      readonly starts: boolean;
    })
  | { readonly move: 'repeat'; readonly claim: number }
  | { readonly move: 'erase'; readonly agent: number; readonly onboarding: number }
  | ({
      readonly move: 'conclude';
      readonly claim: number;
      readonly how: 'finished' | 'unknown' | 'forgotten';
    } & { readonly writes: boolean; readonly otherOwner: boolean });

const few = fc.integer({ min: 0, max: 1 });
const anyClaim = fc.integer({ min: 0, max: 5 });
const aMove: fc.Arbitrary<Move> = fc.oneof(
  fc.record({
    move: fc.constant('begin' as const),
    agent: few,
    onboarding: few,
    key: few,
    request: fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, few),
    runsOut: fc.boolean(),
    reconciles: fc.boolean(),
    starts: fc.boolean(),
  }),
  fc.record({ move: fc.constant('repeat' as const), claim: anyClaim }),
  fc.record({ move: fc.constant('erase' as const), agent: few, onboarding: few }),
  fc.record({
    move: fc.constant('conclude' as const),
    claim: anyClaim,
    how: fc.constantFrom('finished' as const, 'unknown' as const, 'forgotten' as const),
    writes: fc.boolean(),
    otherOwner: fc.integer({ min: 0, max: 9 }).map((one) => one === 0),
  }),
);

/**
 * Declares a test that plays random histories on a store and on the reference, and compares every result. It also checks
 * the results of the store alone: a key is dispatched at most once unless it was freed, an unknown key is never
 * dispatched, and only the owner of a claim changes anything.
 */
export function itFollowsTheModel(underTest: () => Promise<Store>, histories: number): void {
  it(`follows the model through ${histories} histories`, async () => {
    const store = await underTest();
    const property = fc.asyncProperty(fc.array(aMove, { minLength: 4, maxLength: 16 }), async (moves) => {
      await play(store, moves);
    });
    await fc.assert(property, { numRuns: histories });
  }, 300_000);
}

async function play(store: Store, moves: readonly Move[]): Promise<void> {
  const reference = new ReferenceStore();
  const history = new History();
  const world = randomUUID();
  const claims: Claim[] = [];
  for (const move of moves) {
    if (move.move === 'erase') {
      const [onboardingId, agent] = [onboardingOf(world, move), agentOf(move)];
      const erased = await store.erase(onboardingId, agent);
      expect(erased).toBe(await reference.erase(onboardingId, agent));
      if (erased === 'erased') expect(await store.read(onboardingId)).toBeUndefined();
      continue;
    }
    if (move.move === 'conclude') {
      const claim = claims.at(-1 - (move.claim % Math.max(claims.length, 1)));
      if (!claim) continue;
      const conclusion = concluding(claim, move);
      const before = await store.read(claim.onboardingId);
      const wrote = await store.conclude(conclusion);
      expect(wrote).toBe(await reference.conclude(conclusion));
      if (!wrote) expect(await store.read(claim.onboardingId)).toEqual(before);
      history.concluded(claim, conclusion, wrote);
      continue;
    }
    const claim =
      move.move === 'begin'
        ? claiming(world, move)
        : claims.at(-1 - (move.claim % Math.max(claims.length, 1)));
    if (!claim) continue;
    const begun = await store.begin(claim);
    expect(begun).toEqual(await reference.begin(claim));
    history.began(claim, begun);
    if (move.move === 'begin') claims.push(claim);
  }
  for (const onboardingId of new Set(claims.map((claim) => claim.onboardingId))) {
    expect(await store.read(onboardingId)).toEqual(await reference.read(onboardingId));
  }
}

/** The results of the store by key: enough to check its guarantees without knowing how it keeps them. */
class History {
  private readonly dispatchedBy = new Map<string, string>();
  private readonly sealedForever = new Set<string>();

  began(claim: Claim, begun: Begun): void {
    if (begun.kind !== 'claimed' || begun.attempt > 0) return;
    const key = nameOf(claim);
    expect(this.sealedForever).not.toContain(key);
    expect([undefined, claim.owner]).toContain(this.dispatchedBy.get(key));
    this.dispatchedBy.set(key, claim.owner);
  }

  concluded(claim: Claim, { owner, record }: Conclusion, wrote: boolean): void {
    const key = nameOf(claim);
    if (owner !== claim.owner) expect(wrote).toBe(false);
    if (!wrote) return;
    if (record.status !== 'forgotten') this.sealedForever.add(key);
    else if (!this.sealedForever.has(key)) this.dispatchedBy.delete(key);
  }
}

function nameOf({ onboardingId, recordId }: Claim): string {
  return `${onboardingId}/${recordId}`;
}

function onboardingOf(world: string, { onboarding }: { readonly onboarding: number }): string {
  return `onb_${onboarding}_${world}`;
}

function agentOf({ agent }: { readonly agent: number }): string {
  return `agent-${agent}`;
}

function claiming(world: string, move: Extract<Move, { move: 'begin' }>): Claim {
  // Both agents use the same keys on the same onboardings; a start's key is bound to its onboarding too.
  const recordId = `${move.starts ? 'start' : 'step'}-${move.key}`;
  const fingerprint = `request-${move.request} of ${move.onboarding}`;
  return aClaim({
    onboardingId: onboardingOf(world, move),
    agent: agentOf(move),
    recordId,
    fingerprint,
    leaseMs: move.runsOut ? 0 : HOUR_MS,
    mustExist: !move.starts,
    reconciles: move.reconciles || move.starts,
    ...(move.starts && { binding: { id: `${recordId}_${world}`, fingerprint } }),
  });
}

function concluding(claim: Claim, move: Extract<Move, { move: 'conclude' }>): Conclusion {
  const { onboardingId, recordId, agent, binding } = claim;
  const ttlMs = HOUR_MS;
  const owner = move.otherOwner ? randomUUID() : claim.owner;
  return {
    onboardingId,
    recordId,
    owner,
    ...(move.writes && { onboarding: { sealed: `by ${owner}`, agent, ttlMs } }),
    record:
      move.how === 'finished'
        ? { status: move.how, answer: `to ${owner}`, ttlMs }
        : move.how === 'unknown'
          ? { status: move.how, ttlMs }
          : { status: move.how, ...(binding && { bindingId: binding.id }) },
  };
}
