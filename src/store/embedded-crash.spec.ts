import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Store } from './store.js';
import { aClaim, finished, retried } from './testing/claims.js';
import { compiledStore, embeddedStoreIn, Writer, type EmbeddedStoreModule } from './testing/crash.js';

const root = mkdtempSync(join(tmpdir(), 'embedded-crash-'));
let compiled = '';
let openEmbeddedStore: EmbeddedStoreModule['openEmbeddedStore'];

beforeAll(async () => {
  compiled = await compiledStore(mkdtempSync(join(root, 'compiled-')));
  ({ openEmbeddedStore } = await embeddedStoreIn(compiled));
});

afterAll(() => {
  rmSync(root, { recursive: true });
});

/** Expects everything that was acknowledged: no claim is free, and no answer is lost. */
async function expectAll(path: string, writers: readonly Writer[]): Promise<void> {
  await during(path, async (store) => {
    const events = writers.flatMap((writer) => writer.acknowledged);
    const checks = events.map(async ({ event, claim }) => {
      const begun = await store.begin(retried(claim));
      if (event === 'concluded') expect(begun).toEqual({ kind: 'finished', answer: claim.owner });
      if (event === 'claimed' && begun.kind === 'claimed') expect(begun.attempt).toBeGreaterThan(0);
    });
    await Promise.all(checks);
  });
}

describe('The embedded store', () => {
  it('has everything that it acknowledged after any number of kill -9', async () => {
    const path = mkdtempSync(join(root, 'killed-'));
    const writers: Writer[] = [];
    for (let life = 0; life < 8; life += 1) {
      const writer = new Writer(compiled, path);
      writers.push(writer);
      await writer.untilReported('concluded', 1 + Math.floor(Math.random() * 60));
      await writer.kill();
    }
    await expectAll(path, writers);
  });

  it('cannot be opened while another process uses it, and can be opened once that process is killed', async () => {
    const path = mkdtempSync(join(root, 'held-'));
    const writer = new Writer(compiled, path);
    await writer.untilReported('concluded', 1);
    await expect(openEmbeddedStore({ path })).rejects.toThrow(/Another process uses/);
    await writer.kill();
    await expectAll(path, [writer]);
  });

  it('reports a full disk, loses nothing, and continues when there is space', async () => {
    const path = mkdtempSync(join(root, 'full-'));
    const writer = new Writer(compiled, path, `trap '' XFSZ`);
    await writer.untilReported('concluded', 100);
    const limit = (bytes: string): void => {
      execFileSync('prlimit', ['--pid', String(writer.pid), `--fsize=${bytes}:`]);
    };
    limit('65536'); // the log is longer
    await writer.untilReported('refused', 400);
    const before = writer.reported('concluded').length;
    limit('unlimited');
    await writer.untilReported('concluded', before + 100);
    await writer.kill();
    await expectAll(path, [writer]);
  });

  it('states what to do when the disk is full at the start', () => {
    const path = mkdtempSync(join(root, 'no-room-'));
    const command = `trap '' XFSZ; ulimit -f 8; exec "$0" "$1" "$2"`;
    const program = join(compiled, 'testing/crash-writer.js');
    const writer = spawnSync('sh', ['-c', command, process.execPath, program, path], {
      encoding: 'utf8',
      timeout: 20_000,
    });
    expect(writer.stderr).toMatch(
      /The embedded store at .* cannot be opened \(SQLITE_(IOERR|FULL)\): STORE_PATH .* on a disk that has room\./,
    );
    expect(writer.status).toBe(1);
  });

  it('opens with the state before the last write when that write is torn at any point', async () => {
    const path = mkdtempSync(join(root, 'torn-'));
    const [kept, torn] = [aClaim(), aClaim()];
    const store = await openEmbeddedStore({ path });
    await finished(store, kept);
    const before = statSync(join(path, 'store.db-wal')).size;
    await store.begin(torn);
    const whole = mkdtempSync(join(root, 'torn-'));
    execFileSync('cp', ['-r', `${path}/.`, whole]); // not by this process: it would release its locks
    await store.close();
    const log = readFileSync(join(whole, 'store.db-wal'));
    expect(log.length).toBeGreaterThan(before);
    const lengths = [before, before + 1, before + 24, Math.floor((before + log.length) / 2), log.length - 1];
    const endings = lengths.flatMap((length) =>
      [Buffer.alloc(0), log.subarray(length).map((byte) => byte ^ 0xff)].map((rest) => ({ length, rest })),
    );
    const database = readFileSync(join(whole, 'store.db'));
    const reopenings = endings.map(async ({ length, rest }) => {
      const copy = mkdtempSync(join(root, 'torn-'));
      writeFileSync(join(copy, 'store.db'), database);
      writeFileSync(join(copy, 'store.db-wal'), Buffer.concat([log.subarray(0, length), rest]));
      await during(copy, async (reopened) => {
        expect(await reopened.begin(retried(kept))).toEqual({ kind: 'finished', answer: 'answer-1' });
        expect(await reopened.begin(retried(torn))).toEqual({ kind: 'claimed', attempt: 0 });
      });
    });
    await Promise.all(reopenings);
    await during(whole, async (reopened) => {
      expect(await reopened.begin(retried(torn))).toEqual({ kind: 'claimed', attempt: 1 });
    });
  });
});

async function during(path: string, work: (store: Store) => Promise<unknown>): Promise<void> {
  const store = await openEmbeddedStore({ path });
  await work(store);
  await store.close();
}
