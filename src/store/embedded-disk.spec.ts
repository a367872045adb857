import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Claim, Store } from './store.js';
import { aClaim, finished, finishing, HOUR_MS, retried } from './testing/claims.js';
import { compiledStore, embeddedStoreIn, type EmbeddedStoreModule } from './testing/crash.js';
import { EmbeddedStores, ONLY_TIMERS } from './testing/embedded-stores.js';

/** Takes the place of the thread: while the directory has a file `hangs`, the disk does not answer it. */
const HANGING = `
  import { existsSync } from 'node:fs';
  import { workerData } from 'node:worker_threads';
  import { Database } from './database.js';
  const { transaction } = Database.prototype;
  Database.prototype.transaction = function (work) {
    const nothing = new Int32Array(new SharedArrayBuffer(4));
    while (existsSync(workerData.directory + '/hangs')) Atomics.wait(nothing, 0, 0, 1);
    return transaction.call(this, work);
  };
  await import('./thread-itself.js');
`;
const PROBE_BYTES = 64 * 1024;
const TIMEOUT = { name: 'StoreUnavailable', cause: { code: 'TIMEOUT' } };
const UNAVAILABLE = { name: 'StoreUnavailable' };

const stores = new EmbeddedStores();
let openEmbeddedStore: EmbeddedStoreModule['openEmbeddedStore'];
let path: string;
/** A claim that the database refuses: to SQLite, a time that is no number is NULL. */
const notStorable = (): Claim => aClaim({ recordTtlMs: Number.NaN });

let store: Store;
/** How many transactions began. */
let batches: number;
/** The number of the transaction at which the disk begins to hang. */
let hangsAt: number;
/** How far the clock of the store is ahead of the machine's, milliseconds. */
let ahead: number;

beforeAll(async () => {
  const compiled = await compiledStore(stores.directory());
  renameSync(join(compiled, 'embedded/thread.js'), join(compiled, 'embedded/thread-itself.js'));
  writeFileSync(join(compiled, 'embedded/thread.js'), HANGING);
  ({ openEmbeddedStore } = await embeddedStoreIn(compiled));
});

beforeEach(async () => {
  jest.useFakeTimers(ONLY_TIMERS);
  path = stores.directory();
  batches = 0;
  hangsAt = 0;
  ahead = 0;
  const now = (): number => {
    batches += 1;
    if (batches === hangsAt) writeFileSync(join(path, 'hangs'), '');
    return Date.now() + ahead;
  };
  store = await openEmbeddedStore({ path, now });
});

afterEach(async () => {
  rmSync(join(path, 'hangs'), { force: true });
  await store.close();
  jest.useRealTimers();
});

afterAll(() => stores.removeAll());

/** The log of the database, in bytes. */
const logged = (): number => statSync(join(path, 'store.db-wal')).size;

/** Lets the disk answer, and resolves once the store serves. */
async function served(): Promise<void> {
  rmSync(join(path, 'hangs'));
  for (;;)
    try {
      await store.ping();
      return;
    } catch {
      await new Promise(setImmediate);
    }
}

/** Whether the key of a claim is as it was before the claim: another request may have it. */
async function expectFree(claim: Claim): Promise<void> {
  const other = {
    fingerprint: 'other',
    ...(claim.binding && { binding: { ...claim.binding, fingerprint: 'other' } }),
  };
  expect(await store.begin(retried(claim, other))).toEqual({ kind: 'claimed', attempt: 0 });
}

describe('When the disk does not answer', () => {
  it('all calls are refused after 5 s and later ones at once, and none of them keeps its key', async () => {
    hangsAt = 1;
    const sent = aClaim({ binding: { id: 'binding-1', fingerprint: 'request-1' } });
    const waiting = [aClaim(), aClaim()];
    const refusals: unknown[] = [];
    const calls = [sent, ...waiting].map((claim) =>
      store.begin(claim).catch((error: unknown) => refusals.push(error)),
    );
    jest.advanceTimersByTime(4_999);
    await new Promise(setImmediate);
    expect(refusals).toEqual([]);
    jest.advanceTimersByTime(1);
    await Promise.all(calls);
    expect(refusals).toMatchObject([TIMEOUT, TIMEOUT, TIMEOUT]);
    await expect(store.begin(waiting[0] ?? sent)).rejects.toMatchObject(TIMEOUT);
    await expect(store.ping()).rejects.toMatchObject(TIMEOUT);
    await served();
    for (const claim of [sent, ...waiting]) await expectFree(claim);
    expect(batches).toBeLessThan(10);
  });

  it('an answer that is written later is kept', async () => {
    const claim = aClaim();
    await store.begin(claim);
    hangsAt = batches + 1;
    const concluded = store.conclude(finishing(claim));
    await new Promise(setImmediate);
    jest.advanceTimersByTime(5_000);
    await expect(concluded).rejects.toMatchObject(TIMEOUT);
    await served();
    expect(await store.begin(retried(claim))).toEqual({ kind: 'finished', answer: 'answer-1' });
  });

  it('calls that it refuses at last are not executed one by one: their callers are gone', async () => {
    hangsAt = 2;
    const good = aClaim();
    const bad = notStorable();
    const calls = [store.ping(), store.begin(bad), store.begin(good)];
    await calls[0];
    jest.advanceTimersByTime(5_000);
    for (const refused of await Promise.allSettled(calls.slice(1)))
      expect(refused).toMatchObject({ status: 'rejected', reason: TIMEOUT });
    await served();
    await expectFree(good);
  });
});

describe('The thread of the database', () => {
  it('begins a transaction every second while nothing calls it, until the store is closed', async () => {
    for (const expected of [1, 2]) {
      jest.advanceTimersByTime(1_000);
      await store.ping();
      expect(batches).toBe(2 * expected);
    }
    await store.close();
    expect(jest.getTimerCount()).toBe(0);
    await expect(store.read('onb_none')).rejects.toMatchObject({ ...UNAVAILABLE, cause: { code: 'CLOSED' } });
    await expect(store.close()).resolves.toBeUndefined();
  });

  it('deletes expired rows until none is left, without waiting for calls', async () => {
    await Promise.all(Array.from({ length: 100 }, () => finished(store, aClaim())));
    ahead = 2 * HOUR_MS;
    const before = batches;
    await store.ping();
    // Each transaction deletes some 65 rows of a table.
    const endsAt = performance.now() + 5_000;
    while (batches < before + 2 && performance.now() < endsAt) await new Promise(setImmediate);
    expect(batches).toBe(before + 2);
    await store.ping();
    expect(batches).toBe(before + 3);
  });

  it('executes what waits before it closes', async () => {
    const claim = aClaim();
    const calls = [store.ping(), store.begin(claim), store.conclude(finishing(claim)), store.close()];
    await Promise.all(calls);
    store = await openEmbeddedStore({ path });
    expect(await store.begin(retried(claim))).toEqual({ kind: 'finished', answer: 'answer-1' });
  });

  it('writes as much as a step may need after a transaction that failed, once, and else nothing without need', async () => {
    await store.ping();
    const atFirst = logged();
    expect(atFirst).toBeLessThan(PROBE_BYTES);
    const bad = notStorable();
    await expect(store.begin(bad)).rejects.toMatchObject(UNAVAILABLE);
    expect(logged()).toBe(atFirst);
    await store.ping();
    const probed = logged();
    expect(probed - atFirst).toBeGreaterThan(PROBE_BYTES);
    await store.ping();
    expect(logged()).toBe(probed);
  });

  it('tries a disk that fails once for each call, and not in a loop', async () => {
    renameSync(join(path, 'store.db'), join(path, 'elsewhere'));
    for (let call = 0; call < 20; call += 1) await expect(store.ping()).rejects.toMatchObject(UNAVAILABLE);
    renameSync(join(path, 'elsewhere'), join(path, 'store.db'));
    await store.ping();
    expect(batches).toBe(21);
  });
});

describe('The error of a store that cannot be opened has the reason of SQLite', () => {
  /** A database that names a table which SQLite cannot read. */
  function damage(file: string): void {
    const database = new DatabaseSync(file);
    database.exec('CREATE TABLE one (id)');
    database.close();
    const bytes = readFileSync(file, 'latin1');
    writeFileSync(file, bytes.replace('CREATE TABLE', 'CREATE MABLE'), 'latin1');
  }

  it.each<[string, (file: string) => void]>([
    [
      'SQLITE_NOTADB',
      (file) => {
        writeFileSync(file, 'x'.repeat(8192));
      },
    ],
    [
      'SQLITE_CANTOPEN',
      (file) => {
        mkdirSync(file);
      },
    ],
    ['SQLITE_CORRUPT', damage],
  ])('%s', async (code, prepare) => {
    const other = stores.directory();
    prepare(join(other, 'store.db'));
    await expect(openEmbeddedStore({ path: other })).rejects.toThrow(`cannot be opened (${code})`);
  });
});
