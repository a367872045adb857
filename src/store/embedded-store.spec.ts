import { afterAll, describe, expect, it } from '@jest/globals';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openTables, SHELVES } from './embedded/tables.js';
import { openEmbeddedStore } from './embedded-store.js';
import { digest, pack } from './packed-text.js';
import type { Store } from './store.js';
import { ReferenceStore } from './testing/reference-store.js';
import { aClaim, finished, finishing, HOUR_MS, nextStep, retried } from './testing/claims.js';
import { twoKeysOfOneHash } from './testing/hash-twins.js';
import { itFollowsTheModel } from './testing/store-model.js';
import { describeStore } from './testing/store-contract.js';

const directories: string[] = [];
const stores: Store[] = [];

/** In memory where there is such a place: these tests are not about the disk, and it may be slow. */
function aDirectory(): string {
  const parent = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
  const directory = mkdtempSync(join(parent, 'embedded-store-'));
  directories.push(directory);
  return directory;
}

async function opened(path: string, now?: () => number): Promise<Store> {
  const store = await openEmbeddedStore({ path, ...(now && { now }) });
  stores.push(store);
  return store;
}

afterAll(async () => {
  await Promise.all(stores.map((store) => store.close()));
  for (const directory of directories) rmSync(directory, { recursive: true });
});

describeStore('The embedded store', async () => {
  let now = Date.now();
  const store = await opened(aDirectory(), () => now);
  return { store, pass: (milliseconds) => Promise.resolve(void (now += milliseconds)) };
});

describeStore('The reference store', () => {
  let now = Date.now();
  const store = new ReferenceStore(() => now);
  return Promise.resolve({ store, pass: (milliseconds) => Promise.resolve(void (now += milliseconds)) });
});

describe('The embedded store', () => {
  itFollowsTheModel(() => opened(aDirectory()), 2500);

  it('is refused to a second one on the same path, with what to do, until the first one closes', async () => {
    const path = aDirectory();
    const first = await opened(path);
    await expect(openEmbeddedStore({ path })).rejects.toThrow(/Another process uses .* STORE=redis/);
    await first.close();
    await expect(opened(path)).resolves.toBeDefined();
  });

  it('takes a claim of an earlier life for abandoned at once', async () => {
    const path = aDirectory();
    const start = aClaim();
    const first = await opened(path);
    await first.begin(start);
    await first.conclude(finishing(start));
    const step = nextStep(start);
    await first.begin(step);
    await first.close();
    const second = await opened(path);
    expect(await second.begin(nextStep(start, { recordId: 'key-3' }))).toMatchObject({ kind: 'unsettled' });
    expect(await second.begin(retried(step))).toMatchObject({ kind: 'claimed', attempt: 1 });
    expect(await second.begin(retried(start))).toEqual({ kind: 'finished', answer: 'answer-1' });
    expect(await second.conclude(finishing(step))).toBe(false);
  });

  it('tells two onboardings apart whose keys share a hash', async () => {
    const store = await opened(aDirectory());
    const [first, second] = twoKeysOfOneHash().map((onboardingId) => aClaim({ onboardingId }));
    if (!first || !second) throw new Error('no twins');
    await finished(store, first);
    expect(await store.read(second.onboardingId)).toBeUndefined();
    expect(await store.begin(second)).toEqual({ kind: 'claimed', attempt: 0 });
    await store.conclude(finishing(second, 'sealed-2', 'answer-2'));
    expect(await store.read(first.onboardingId)).toMatchObject({ sealed: 'sealed-1' });
    expect(await store.read(second.onboardingId)).toMatchObject({ sealed: 'sealed-2' });
    expect(await store.begin(retried(first))).toEqual({ kind: 'finished', answer: 'answer-1' });
  });

  it('shows an onboarding at every moment while it is written anew', async () => {
    let now = Date.now();
    const store = await opened(aDirectory(), () => (now += 1));
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

  it('does not touch a directory that was written in another layout, and says what to do', async () => {
    const path = aDirectory();
    const tables = await openTables(path);
    await tables.root.put('layout', 1);
    await tables.root.close();
    await expect(openEmbeddedStore({ path })).rejects.toThrow(
      /another version of the gateway.*move the directory/,
    );
  });

  it('has nothing of what was erased but that its keys were used', async () => {
    const path = aDirectory();
    const store = await opened(path);
    const start = aClaim({ binding: { id: 'binding-1', fingerprint: 'request-1' } });
    await finished(store, start);
    await finished(store, nextStep(start));
    await store.erase(start.onboardingId, start.agent);
    const tables = await openTables(path);
    const left = SHELVES.map((shelf) => [...tables[shelf].getRange()].map(({ value }) => value));
    const mark = [null, Buffer.alloc(0), pack(''), 0, 3, ''];
    expect(left).toEqual([[mark, mark], [[null, digest('request-1')]], [], []]);
  });

  it('tells how long each operation took', async () => {
    const seen: [string, boolean][] = [];
    const observe = (operation: string, milliseconds: number, failed: boolean): void => {
      expect(milliseconds).toBeGreaterThanOrEqual(0);
      seen.push([operation, failed]);
    };
    const store = await openEmbeddedStore({ path: aDirectory(), observe });
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

  it('reuses the room of what is expired, as others write, many at once too', async () => {
    let now = Date.now();
    const path = aDirectory();
    const store = await opened(path, () => now);
    const size = (): number => statSync(join(path, 'data.mdb')).size;
    const sizes: number[] = [];
    for (let round = 0; round < 60; round += 1) {
      const claims = Array.from({ length: 200 }, () => aClaim());
      await Promise.all(claims.map((claim) => store.begin(claim)));
      const [sealed, answer] = ['x'.repeat(900), 'y'.repeat(900)];
      await Promise.all(claims.map((claim) => store.conclude(finishing(claim, sealed, answer))));
      now += HOUR_MS / 2;
      sizes.push(size());
    }
    expect(sizes.at(-1)).toBeLessThanOrEqual((sizes[9] ?? 0) * 1.2);
  });

  it('shows nothing that is expired, though it has not come to drop it yet', async () => {
    let now = Date.now();
    const store = await opened(aDirectory(), () => now);
    const claims = Array.from({ length: 300 }, () => aClaim());
    for (const claim of claims) await finished(store, claim);
    now += 2 * HOUR_MS;
    for (const claim of claims.reverse()) {
      expect(await store.begin(retried(claim))).toEqual({ kind: 'claimed', attempt: 0 });
      expect(await store.read(claim.onboardingId)).toBeUndefined();
    }
  });

  it('drops what is expired while nobody writes', async () => {
    let now = Date.now();
    const path = aDirectory();
    const store = await opened(path, () => now);
    await Promise.all(Array.from({ length: 100 }, () => finished(store, aClaim())));
    const { waiting, onboardings, answers } = await openTables(path);
    const left = (): number[] => [waiting, onboardings, answers].map((table) => table.getCount());
    expect(left()).toEqual([0, 100, 100]);
    now += 2 * HOUR_MS;
    const giveUpAt = Date.now() + 20_000;
    while (Math.max(...left()) > 0 && Date.now() < giveUpAt) await sleep(50);
    expect(left()).toEqual([0, 0, 0]);
  });
});
