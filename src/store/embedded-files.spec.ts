import { afterAll, describe, expect, it } from '@jest/globals';
import { chmodSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { eventually } from '../../test/support/until.js';
import { aClaim, finished, finishing, HOUR_MS, nextStep, retried } from './testing/claims.js';
import { EmbeddedStores } from './testing/embedded-stores.js';

const MEBIBYTE = 1024 * 1024;
const stores = new EmbeddedStores();

afterAll(() => stores.removeAll());

/** Runs SQL on the database of a directory that no store has open. */
function change(directory: string, sql: string): void {
  const database = new DatabaseSync(join(directory, 'store.db'));
  database.exec(sql);
  database.close();
}

function rows(directory: string, sql: string): unknown[] {
  const database = new DatabaseSync(join(directory, 'store.db'));
  const found = database.prepare(sql).all();
  database.close();
  return found.map((row) => ({ ...row }));
}

describe('The directory of the embedded store', () => {
  it('is left unchanged when release 0.1 or a later layout wrote it, and the error states what to do', async () => {
    const ofLmdb = stores.directory();
    writeFileSync(join(ofLmdb, 'data.mdb'), 'lmdb');
    const later = stores.directory();
    change(later, 'PRAGMA user_version = 99');
    for (const path of [ofLmdb, later]) {
      await expect(stores.open({ path })).rejects.toThrow(
        /another version of the gateway.*move the directory/,
      );
    }
    expect(readdirSync(ofLmdb)).toEqual(['data.mdb']);
    expect(rows(later, 'SELECT name FROM sqlite_master')).toEqual([]);
  });

  it('contains nothing of an erased onboarding except that its keys were used', async () => {
    const path = stores.directory();
    const store = await stores.open({ path });
    const start = aClaim({ binding: { id: 'binding-1', fingerprint: 'request-1' } });
    await finished(store, start);
    await finished(store, nextStep(start));
    await store.erase(start.onboardingId, start.agent);
    await store.close();
    expect(rows(path, 'SELECT * FROM onboardings')).toEqual([]);
    const mark = { fingerprint: '', owner: '', attempt: 0, status: 'erased', life: '', answer: null };
    expect(rows(path, 'SELECT * FROM records')).toEqual([
      expect.objectContaining(mark),
      expect.objectContaining(mark),
    ]);
    const text = readFileSync(join(path, 'store.db'), 'latin1');
    for (const erased of ['sealed-1', 'answer-1', start.owner]) expect(text).not.toContain(erased);
  });

  it('has files that only their owner can read, whatever the mode of the directory', async () => {
    const path = stores.directory();
    chmodSync(path, 0o777);
    const umask = process.umask(0);
    try {
      await stores.open({ path });
    } finally {
      process.umask(umask);
    }
    const modes = readdirSync(path).map((name) => [name, statSync(join(path, name)).mode & 0o777]);
    expect(modes).toEqual([
      ['store.db', 0o600],
      ['store.db-wal', 0o600],
    ]);
  });

  it('loses nothing when the log is deleted while the store runs', async () => {
    const path = stores.directory();
    const store = await stores.open({ path });
    const [before, after] = [aClaim(), aClaim()];
    await finished(store, before);
    rmSync(join(path, 'store.db-wal'));
    await finished(store, after);
    // The directory alone, as a killed process leaves it.
    const copy = await stores.open({ path: stores.copied(path) });
    for (const claim of [before, after])
      expect(await copy.begin(retried(claim))).toEqual({ kind: 'finished', answer: 'answer-1' });
  });

  it('makes the store refuse while the database file is moved away, and serve when it is back', async () => {
    const path = stores.directory();
    const store = await stores.open({ path });
    const claim = aClaim();
    await finished(store, claim);
    renameSync(join(path, 'store.db'), join(path, 'elsewhere'));
    await expect(store.begin(aClaim())).rejects.toMatchObject({ name: 'StoreUnavailable' });
    await expect(store.ping()).rejects.toMatchObject({ name: 'StoreUnavailable' });
    renameSync(join(path, 'elsewhere'), join(path, 'store.db'));
    await expect(store.ping()).resolves.toBeUndefined();
    expect(await store.begin(retried(claim))).toEqual({ kind: 'finished', answer: 'answer-1' });
  });

  it('reuses the space of expired rows while other rows are written, also many at once', async () => {
    let now = Date.now();
    const path = stores.directory();
    const store = await stores.open({ path, now: () => now });
    for (let round = 0; round < 60; round += 1) {
      const claims = Array.from({ length: 200 }, () => aClaim());
      await Promise.all(claims.map((claim) => store.begin(claim)));
      const [sealed, answer] = ['x'.repeat(900), 'y'.repeat(900)];
      await Promise.all(claims.map((claim) => store.conclude(finishing(claim, sealed, answer))));
      now += HOUR_MS / 2;
    }
    expect(statSync(join(path, 'store.db-wal')).size).toBeLessThan(20 * MEBIBYTE);
    await store.close();
    // Three rounds are alive at once, 0.4 MiB each; all 60 of them would be 26 MiB.
    expect(statSync(join(path, 'store.db')).size).toBeLessThan(4 * MEBIBYTE);
  });

  it('loses expired rows while nothing is written', async () => {
    let now = Date.now();
    const path = stores.directory();
    const store = await stores.open({ path, now: () => now });
    await Promise.all(Array.from({ length: 100 }, () => finished(store, aClaim())));
    const left = (): unknown[] =>
      rows(stores.copied(path), 'SELECT id FROM onboardings UNION SELECT owner FROM records');
    expect(left()).toHaveLength(200);
    now += 2 * HOUR_MS;
    await eventually('the expired rows to be deleted', () => Promise.resolve(left().length === 0));
  });

  it('keeps the time by which rows expire, and the secrets, under names that the next release reads', async () => {
    const path = stores.directory();
    const first = await stores.open({ path });
    const claim = aClaim();
    await finished(first, claim);
    await first.compareSecrets({ identifier: 'secret-1', keys: [] }, HOUR_MS);
    await first.close();
    const notes = rows(path, 'SELECT note FROM notes ORDER BY note');
    expect(notes).toEqual([{ note: 'clock' }, { note: 'secrets' }]);
    const [{ text = '' } = {}] = rows(path, "SELECT text FROM notes WHERE note = 'clock'") as {
      text?: string;
    }[];
    const { at } = JSON.parse(text) as { at: number };
    expect(Math.abs(Date.now() - at)).toBeLessThan(HOUR_MS);
    // The machine was off for a day, and its clock is not trusted yet: that day expires nothing.
    const day = 24 * HOUR_MS;
    change(path, `UPDATE notes SET text = '{"at":${at - day},"wall":null}' WHERE note = 'clock'`);
    for (const table of ['onboardings', 'records'])
      change(path, `UPDATE ${table} SET expires_at = expires_at - ${day}`);
    const second = await stores.open({ path });
    expect(await second.begin(retried(claim))).toEqual({ kind: 'finished', answer: 'answer-1' });
    await expect(second.compareSecrets({ identifier: 'secret-2', keys: [] }, HOUR_MS)).rejects.toThrow();
  });
});
