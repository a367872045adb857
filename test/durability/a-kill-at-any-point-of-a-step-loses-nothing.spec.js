import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { crashChain, POINTS, STEPS } from '../support/crash-chain.js';
import { SandboxProcess } from '../support/sandbox-process.js';
/** Kills of each step at each point; 9 points and 4 steps make 216 in all. */
const ROUNDS = 6;
const CHAINS = 2;
/** The first points at which something is durable, and at which the outcome is. */
const CLAIMED_FROM = POINTS.indexOf('claimed');
const CONCLUDED_FROM = POINTS.indexOf('concluded');
function* customers(chain) {
  for (let number = 0; ; number++) yield `97${chain}${String(number).padStart(7, '0')}`;
}
function classOf(point) {
  const index = POINTS.indexOf(point);
  if (index < CLAIMED_FROM) return 'nothing kept';
  return index < CONCLUDED_FROM ? 'outcome unknown' : 'outcome kept';
}
describe('a process killed at any point of a step', () => {
  const directories = [];
  let sandbox;
  let aftermaths;
  beforeAll(async () => {
    sandbox = await SandboxProcess.start();
    const crashes = STEPS.flatMap((step) => POINTS.map((point) => ({ point, step })));
    const rounds = Array.from({ length: ROUNDS }, () => crashes).flat();
    const chains = Array.from({ length: CHAINS }, (_, chain) => {
      const directory = mkdtempSync(join(tmpdir(), 'crash-'));
      directories.push(directory);
      const part = rounds.filter((_crash, index) => index % CHAINS === chain);
      return crashChain(part, { STORE_PATH: directory }, sandbox, customers(chain));
    });
    aftermaths = (await Promise.all(chains)).flat();
  }, 900_000);
  afterAll(async () => {
    await sandbox.stop();
    for (const directory of directories) rmSync(directory, { recursive: true, force: true });
  });
  const of = (kind) => aftermaths.filter(({ point }) => classOf(point) === kind);
  it('was killed at least 200 times, at every point of every step', () => {
    expect(aftermaths.length).toBeGreaterThanOrEqual(200);
    expect(new Set(aftermaths.map(({ point, step }) => `${point} ${step}`)).size).toBe(
      POINTS.length * STEPS.length,
    );
  });
  it('has dispatched nothing twice', () => {
    // A start dispatches a look-up, and so does the settlement of one: that is the one look-up it is allowed.
    const twice = aftermaths.filter(({ step, dispatched }) => dispatched > (step === 'start' ? 2 : 1));
    expect(twice).toEqual([]);
  });
  it('does the step now when it had not been claimed', () => {
    const wrong = of('nothing kept').filter(
      ({ dispatchedBefore, dispatched, replayed, reconciled }) =>
        dispatchedBefore !== 0 || dispatched !== 1 || replayed || reconciled,
    );
    expect(wrong).toEqual([]);
  });
  it('settles by exactly one look-up, and says so, when it had been claimed and not concluded', () => {
    const wrong = of('outcome unknown').filter(
      ({ step, dispatchedBefore, dispatched, lookUps, replayed, reconciled }) =>
        lookUps !== 1 ||
        dispatched !== dispatchedBefore + (step === 'start' ? 1 : 0) ||
        replayed ||
        !reconciled,
    );
    expect(wrong).toEqual([]);
  });
  it('gives the stored answer when it had been concluded', () => {
    const wrong = of('outcome kept').filter(
      ({ dispatchedBefore, dispatched, lookUps, replayed }) =>
        dispatchedBefore !== 1 || dispatched !== 1 || lookUps !== 0 || !replayed,
    );
    expect(wrong).toEqual([]);
  });
});
//# sourceMappingURL=a-kill-at-any-point-of-a-step-loses-nothing.spec.js.map
