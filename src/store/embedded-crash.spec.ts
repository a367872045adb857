import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openEmbeddedStore } from './embedded-store.js';
import type { Store } from './store.js';
import { aClaim, finished, retried } from './testing/claims.js';
import { compiledWriter, Writer } from './testing/crash.js';

const root = mkdtempSync(join(tmpdir(), 'embedded-crash-'));
let program = '';

beforeAll(async () => {
  program = await compiledWriter(mkdtempSync(join(root, 'compiled-')));
});

afterAll(() => {
  rmSync(root, { recursive: true });
});

/** Polls until the writer has said so that often. */
async function until(writer: Writer, said: 'concluded' | 'refused', count: number): Promise<void> {
  const giveUpAt = Date.now() + 20_000;
  while (writer.said(said).length < count) {
    if (Date.now() > giveUpAt) throw new Error(`${said} only ${writer.said(said).length} of ${count} times`);
    await sleep(2);
  }
}

/** Everything that was acknowledged is there: no claim is free again, and no answer is lost. */
async function expectAll(path: string, writers: readonly Writer[]): Promise<void> {
  const store = await openEmbeddedStore({ path });
  for (const { said, claim } of writers.flatMap((writer) => writer.acknowledged)) {
    const begun = await store.begin(retried(claim));
    if (said === 'concluded') expect(begun).toEqual({ kind: 'finished', answer: claim.owner });
    if (said === 'claimed' && begun.kind === 'claimed') expect(begun.attempt).toBeGreaterThan(0);
  }
  await store.close();
}

describe('The embedded store', () => {
  it('has everything it acknowledged after kill -9, however often', async () => {
    const path = mkdtempSync(join(root, 'killed-'));
    const writers: Writer[] = [];
    for (let life = 0; life < 8; life += 1) {
      const writer = new Writer(program, path);
      writers.push(writer);
      await until(writer, 'concluded', 1 + Math.floor(Math.random() * 60));
      await writer.kill();
    }
    await expectAll(path, writers);
  });

  it('is refused while another process has it, and free once that is killed', async () => {
    const path = mkdtempSync(join(root, 'held-'));
    const writer = new Writer(program, path);
    await until(writer, 'concluded', 1);
    await expect(openEmbeddedStore({ path })).rejects.toThrow(/Another process uses/);
    await writer.kill();
    await expectAll(path, [writer]);
  });

  it('says so on a full disk, loses nothing, and goes on when there is room', async () => {
    const path = mkdtempSync(join(root, 'full-'));
    const writer = new Writer(program, path, `trap '' XFSZ; ulimit -S -f 8000`);
    // Long enough for what a commit without room does to lmdb to show.
    await until(writer, 'refused', 400);
    const before = writer.said('concluded').length;
    expect(before).toBeGreaterThan(100);
    execFileSync('prlimit', ['--pid', String(writer.pid), '--fsize=unlimited']);
    await until(writer, 'concluded', before + 100);
    await writer.kill();
    await expectAll(path, [writer]);
  });

  it('says what to do when there is no room to begin with', () => {
    const path = mkdtempSync(join(root, 'no-room-'));
    const command = `trap '' XFSZ; ulimit -f 100; exec "$0" "$1" "$2"`;
    const writer = spawnSync('sh', ['-c', command, process.execPath, program, path], {
      encoding: 'utf8',
      timeout: 20_000,
    });
    expect(writer.stderr).toMatch(
      /The embedded store at .* has no room \(EFBIG\)\. Make some, .* STORE_PATH/,
    );
    expect(writer.status).toBe(1);
  });

  it('ends its process when the disk fails though it had room, and loses nothing', async () => {
    const path = mkdtempSync(join(root, 'failing-'));
    const writer = new Writer(program, path, `trap '' XFSZ`);
    await until(writer, 'concluded', 100);
    execFileSync('prlimit', ['--pid', String(writer.pid), '--fsize=16384']);
    await writer.ended();
    await expectAll(path, [writer]);
  });

  it('opens as of the write before when the last one is torn', async () => {
    const path = mkdtempSync(join(root, 'torn-'));
    const file = join(path, 'data.mdb');
    const kept = aClaim();
    const torn = aClaim();
    await during(path, (store) => finished(store, kept));
    copyFileSync(file, `${file}.before`);
    await during(path, (store) => store.begin(torn));
    // The pages of the last write reached the disk in part, and its meta page, which comes last, did not.
    const metaPages = 2 * 4096;
    const after = readFileSync(file);
    readFileSync(`${file}.before`).copy(after, 0, 0, metaPages);
    after.fill(0xa5, readFileSync(`${file}.before`).length);
    writeFileSync(file, after);
    await during(path, async (store) => {
      expect(await store.begin(retried(kept))).toEqual({ kind: 'finished', answer: 'answer-1' });
      expect(await store.begin(retried(torn))).toEqual({ kind: 'claimed', attempt: 0 });
    });
  });
});

async function during(path: string, work: (store: Store) => Promise<unknown>): Promise<void> {
  const store = await openEmbeddedStore({ path });
  await work(store);
  await store.close();
}
