import { afterAll, describe, expect, it } from '@jest/globals';
import { ReferenceStore } from './testing/reference-store.js';
import { aClaim, finished, finishing, HOUR_MS, nextStep, retried } from './testing/claims.js';
import { EmbeddedStores } from './testing/embedded-stores.js';
import { itFollowsTheModel } from './testing/store-model.js';
import { describeStore } from './testing/store-contract.js';
import type { Claim } from './store.js';
import { reported } from './store.module.js';

const stores = new EmbeddedStores();

afterAll(() => stores.removeAll());

describeStore('The embedded store', async () => {
  let now = Date.now();
  const store = await stores.open({ path: stores.directory(), now: () => now });
  return { store, pass: (milliseconds) => Promise.resolve(void (now += milliseconds)) };
});

describeStore('The reference store', () => {
  let now = Date.now();
  const store = new ReferenceStore(() => now);
  return Promise.resolve({ store, pass: (milliseconds) => Promise.resolve(void (now += milliseconds)) });
});

describe('The embedded store', () => {
  // 2,500 of them: test/durability.
  itFollowsTheModel(() => stores.open(), 200);

  it('cannot be opened a second time on the same path until the first store closes, and the error states what to do', async () => {
    const path = stores.directory();
    const first = await stores.open({ path });
    await expect(stores.open({ path })).rejects.toThrow(/Another process uses .* STORE=redis/);
    await first.close();
    await expect(stores.open({ path })).resolves.toBeDefined();
  });

  it('treats a claim of an earlier process as abandoned at once', async () => {
    const path = stores.directory();
    const start = aClaim();
    const first = await stores.open({ path });
    await first.begin(start);
    await first.conclude(finishing(start));
    const step = nextStep(start);
    await first.begin(step);
    await first.close();
    const second = await stores.open({ path });
    expect(await second.begin(nextStep(start, { recordId: 'key-3' }))).toMatchObject({
      kind: 'unreconciled',
    });
    expect(await second.begin(retried(step))).toMatchObject({ kind: 'claimed', attempt: 1 });
    expect(await second.begin(retried(start))).toEqual({ kind: 'finished', answer: 'answer-1' });
    expect(await second.conclude(finishing(step))).toBe(false);
  });

  it('returns an onboarding at every moment while it is rewritten', async () => {
    let now = Date.now();
    const store = await stores.open({ path: stores.directory(), now: () => (now += 1) });
    const start = aClaim();
    await finished(store, start);
    const work = { done: false };
    const writing = (async () => {
      for (let step = 0; step < 300; step += 1) {
        const claim = nextStep(start, { recordId: `key-${step}` });
        await store.begin(claim);
        await store.conclude(finishing(claim));
      }
      work.done = true;
    })();
    const seen: unknown[] = [];
    while (!work.done) {
      seen.push(await store.read(start.onboardingId));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await writing;
    expect(new Set(seen.map((one) => JSON.stringify(one)))).toEqual(
      new Set([JSON.stringify({ agent: 'agent-1', sealed: 'sealed-1', abandoned: false })]),
    );
  });

  it('refuses an operation that fails, and executes the others of its batch', async () => {
    const store = await stores.open();
    const claims = [
      aClaim(),
      aClaim({ binding: { id: 'binding-1', fingerprint: null as unknown as string } }),
      aClaim(),
    ];
    const begun = await Promise.allSettled([store.ping(), ...claims.map((claim) => store.begin(claim))]);
    expect(begun.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
    // Its last row was refused; nothing is left of the rows before it.
    for (const { binding, ...claim } of claims.slice(1, 2))
      expect(await store.begin(retried(claim, { fingerprint: 'other' }))).toMatchObject({ attempt: 0 });
  });

  it('reports how long each operation took', async () => {
    const seen: [string, boolean][] = [];
    const observe = (operation: string, milliseconds: number, failed: boolean): void => {
      expect(milliseconds).toBeGreaterThanOrEqual(0);
      seen.push([operation, failed]);
    };
    const store = reported(await stores.open({ path: stores.directory() }), observe);
    const claim = aClaim();
    await store.begin(claim);
    await store.conclude(finishing(claim));
    await store.read(claim.onboardingId);
    await store.close();
    await expect(store.begin(claim)).rejects.toMatchObject({ name: 'StoreUnavailable' });
    await expect(store.ping()).rejects.toMatchObject({ name: 'StoreUnavailable' });
    expect(seen).toEqual([
      ['begin', false],
      ['conclude', false],
      ['read', false],
      ['begin', true],
    ]);
  });

  it('returns nothing that is expired, even before it is deleted', async () => {
    let now = Date.now();
    const store = await stores.open({ path: stores.directory(), now: () => now });
    const bound = (index: number, fingerprint: string): Partial<Claim> => ({
      fingerprint,
      binding: { id: `binding-${index}`, fingerprint },
    });
    const claims = Array.from({ length: 300 }, (_, index) => aClaim(bound(index, 'request-1')));
    for (const claim of claims) await finished(store, claim);
    now += 2 * HOUR_MS;
    for (const [index, claim] of [...claims.entries()].reverse()) {
      const other = retried(claim, bound(index, 'request-2'));
      expect(await store.begin(other)).toEqual({ kind: 'claimed', attempt: 0 });
      expect(await store.read(claim.onboardingId)).toBeUndefined();
    }
  });
});
