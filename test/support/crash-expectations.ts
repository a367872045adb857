import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { crashChain, POINTS, STEPS, type KillResult, type Crash, type Point } from './crash-chain.js';
import type { Settings } from './gateway.js';
import { SandboxProcess } from './sandbox-process.js';

/** Kills of each step at each point; 9 points and 4 steps make 216 in all. */
const ROUNDS = 6;
const SETUP_MS = 900_000;

/** The store that the processes of one chain share. */
export interface ChainStore {
  settings(chain: number): Settings;
  /** How many chains run side by side; more where each has to wait for leases to run out. */
  readonly chains: number;
  close(): Promise<void>;
}

/** The first point at which the claim is durable, and the first at which the outcome is. */
const CLAIMED_FROM = POINTS.indexOf('claimed');
const CONCLUDED_FROM = POINTS.indexOf('concluded');

function* customers(chain: number): Generator<string> {
  for (let number = 0; ; number++)
    yield `97${String(chain).padStart(2, '0')}${String(number).padStart(6, '0')}`;
}

function classOf(point: Point): 'nothing kept' | 'outcome unknown' | 'outcome kept' {
  const index = POINTS.indexOf(point);
  if (index < CLAIMED_FROM) return 'nothing kept';
  return index < CONCLUDED_FROM ? 'outcome unknown' : 'outcome kept';
}

/** Declares the tests that a store has to pass when processes are killed. */
export function describeCrashes(name: string, open: () => Promise<ChainStore>): void {
  describe(name, () => {
    let store: ChainStore;
    let sandboxes: readonly SandboxProcess[] = [];
    let results: readonly KillResult[];
    const stopped = new AbortController();
    let chains: readonly Promise<readonly KillResult[]>[] = [];

    beforeAll(async () => {
      store = await open();
      const { chains: count } = store;
      // One each: gateways that share no store must share no developer key, or they sign with the same millisecond.
      sandboxes = await Promise.all(Array.from({ length: count }, () => SandboxProcess.start()));
      const crashes: Crash[] = STEPS.flatMap((step) => POINTS.map((point) => ({ point, step })));
      const rounds = Array.from({ length: ROUNDS }, () => crashes).flat();
      chains = sandboxes.map((sandbox, chain) => {
        const part = rounds.filter((_crash, index) => index % count === chain);
        return crashChain(part, store.settings(chain), sandbox, customers(chain), stopped.signal);
      });
      results = (await Promise.all(chains)).flat();
    }, SETUP_MS);

    afterAll(async () => {
      // If one chain failed, or all took too long, the gateways of the others are still running.
      stopped.abort();
      await Promise.allSettled(chains);
      await Promise.all(sandboxes.map((sandbox) => sandbox.stop()));
      await store.close();
    });

    const of = (kind: ReturnType<typeof classOf>): readonly KillResult[] =>
      results.filter(({ point }) => classOf(point) === kind);

    it('was killed at least 200 times, at every point of every step', () => {
      expect(results.length).toBeGreaterThanOrEqual(200);
      expect(new Set(results.map(({ point, step }) => `${point} ${step}`)).size).toBe(
        POINTS.length * STEPS.length,
      );
    });

    it('dispatches nothing twice', () => {
      // A start is a look-up, and reconciling it makes the only other one that is allowed.
      const twice = results.filter(({ step, dispatched }) => dispatched > (step === 'start' ? 2 : 1));
      expect(twice).toEqual([]);
    });

    it('takes a step on the repeated request if it was not claimed before the kill', () => {
      const wrong = of('nothing kept').filter(
        ({ dispatchedBefore, dispatched, replayed, reconciled }) =>
          dispatchedBefore !== 0 || dispatched !== 1 || replayed || reconciled,
      );
      expect(wrong).toEqual([]);
    });

    it('reconciles a step that was claimed but not concluded by one look-up, and marks the answer', () => {
      const wrong = of('outcome unknown').filter(
        ({ step, dispatchedBefore, dispatched, lookUps, replayed, reconciled }) =>
          lookUps !== 1 ||
          dispatched !== dispatchedBefore + (step === 'start' ? 1 : 0) ||
          replayed ||
          !reconciled,
      );
      expect(wrong).toEqual([]);
    });

    it('replays the stored answer of a step that was concluded', () => {
      const wrong = of('outcome kept').filter(
        ({ dispatchedBefore, dispatched, lookUps, replayed }) =>
          dispatchedBefore !== 1 || dispatched !== 1 || lookUps !== 0 || !replayed,
      );
      expect(wrong).toEqual([]);
    });
  });
}
