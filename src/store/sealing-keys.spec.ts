import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { StoreKey } from '../config/variables.js';
import { Sealer } from './sealing.js';
import { SealingKeys, type SealingKeysOptions } from './sealing-keys.js';
import { StoreUnavailable, type Store } from './store.js';
import { ReferenceStore } from './testing/reference-store.js';

const NOW = Date.parse('2026-11-27T10:00:00.000Z');
const HOUR_MS = 3_600_000;
const EVERY_MS = 10_000;
const [OLD, NEW] = ['old', 'new'].map((kid) => ({ kid, key: Buffer.alloc(32, kid) })) as [StoreKey, StoreKey];
/** Another key with the kid of OLD. */
const OTHER: StoreKey = { kid: 'old', key: Buffer.alloc(32, 'other') };

/** The reference store, whose comparisons can be made to fail. */
class Compared extends ReferenceStore {
  failure: Error | undefined;
  comparisons = 0;

  override compareSecrets(
    ...given: Parameters<Store['compareSecrets']>
  ): ReturnType<Store['compareSecrets']> {
    this.comparisons += 1;
    return this.failure ? Promise.reject(this.failure) : super.compareSecrets(...given);
  }
}

interface Stage {
  readonly store: Compared;
  readonly sealer: Sealer;
  readonly lines: { readonly level: string; readonly event: string; readonly [member: string]: unknown }[];
  readonly keys: SealingKeys;
  /** What was reported of each comparison that the store answered. */
  readonly fits: readonly boolean[];
}

const opened: SealingKeys[] = [];

beforeEach(() => {
  jest.useFakeTimers({ now: NOW });
});
afterEach(() => {
  for (const keys of opened.splice(0)) keys.close();
  jest.useRealTimers();
});

async function stage(changes: Partial<SealingKeysOptions> = {}, store = new Compared()): Promise<Stage> {
  const lines: Stage['lines'] = [];
  const log = (level: string) => (line: object) =>
    void lines.push({ level, ...(line as { readonly event: string }) });
  const fits: boolean[] = [];
  const configured = changes.configured ?? [OLD];
  const sealer = new Sealer(configured);
  const keys = await SealingKeys.compared({
    ...{ store, sealer, configured, identifierSecret: Buffer.alloc(32, 'identifiers') },
    ...{ keptForMs: HOUR_MS, everyMs: EVERY_MS, logger: { log: log('log'), warn: log('warn') } },
    fit: (yes) => void fits.push(yes),
    ...changes,
  });
  opened.push(keys);
  return { store, sealer, lines, keys, fits };
}

/** Lets the comparisons run that are due meanwhile. */
const pass = (milliseconds: number): Promise<void> => jest.advanceTimersByTimeAsync(milliseconds);
const kidOf = (sealer: Sealer): string => sealer.seal('text', 'of').split('.')[0] ?? '';

describe('at the start', () => {
  it('secrets that are not those of the store are refused, and are compared no more', async () => {
    const { store, keys } = await stage();
    keys.close();
    await expect(stage({ identifierSecret: Buffer.alloc(32, 'x') }, store)).rejects.toMatchObject({
      code: 'SECRETS_DIFFER',
    });
    await expect(stage({ configured: [OTHER] }, store)).rejects.toMatchObject({ code: 'SECRETS_DIFFER' });
    expect(jest.getTimerCount()).toBe(0);
  });

  it('the secrets of the store are accepted, and then compared every now and then until the end', async () => {
    const { store, lines, keys } = await stage();
    await pass(3 * EVERY_MS);
    expect([store.comparisons, lines]).toEqual([4, []]);
    keys.close();
    await pass(3 * EVERY_MS);
    expect(store.comparisons).toBe(4);
  });
});

describe('a new sealing key', () => {
  it('seals once the store has recorded its use, and the key before it still opens', async () => {
    const { store, sealer, lines, keys } = await stage();
    const sealed = sealer.seal('text', 'of');
    store.failure = new StoreUnavailable('down');
    keys.follow([NEW, OLD]);
    await pass(EVERY_MS);
    expect([kidOf(sealer), lines]).toEqual(['old', []]);
    store.failure = undefined;
    await pass(EVERY_MS);
    expect(kidOf(sealer)).toBe('new');
    expect(sealer.open(sealed, 'of')).toBe('text');
    expect(lines).toEqual([{ level: 'log', event: 'store keys rotated', sealsWith: 'new' }]);
    await pass(EVERY_MS);
    expect(lines).toHaveLength(1);
  });

  it('seals once it stands first', async () => {
    const { sealer, keys } = await stage({ configured: [OLD, NEW] });
    keys.follow([NEW, OLD]);
    await pass(0);
    expect(kidOf(sealer)).toBe('new');
  });

  it('with the kid of another is refused: the keys stay, and the reason is logged once', async () => {
    const { sealer, lines, keys } = await stage();
    const sealed = sealer.seal('text', 'of');
    keys.follow([OTHER]);
    await pass(3 * EVERY_MS);
    expect(sealer.open(sealed, 'of')).toBe('text');
    expect(lines).toEqual([
      { level: 'warn', event: 'store keys not rotated', reason: expect.stringContaining('another key') },
    ]);
    keys.follow([OLD]);
    await pass(EVERY_MS);
    keys.follow([OTHER]);
    await pass(EVERY_MS);
    expect(lines.map(({ event }) => event)).toEqual([
      'store keys not rotated',
      'store keys rotated',
      'store keys not rotated',
    ]);
  });
});

describe('a sealing key that was taken out', () => {
  it('opens what it sealed until that has expired, and is then dropped', async () => {
    const { sealer, lines, keys } = await stage();
    const sealed = sealer.seal('text', 'of');
    keys.follow([NEW]);
    await pass(0);
    expect([kidOf(sealer), sealer.open(sealed, 'of')]).toEqual(['new', 'text']);
    // What is sealed before the next comparison but one is kept for an hour; a comparison may be a minute late.
    const needed = HOUR_MS + 2 * EVERY_MS + 60_000;
    const until = new Date(NOW + needed).toISOString();
    expect(lines).toEqual([
      { level: 'log', event: 'store keys rotated', sealsWith: 'new' },
      { level: 'warn', event: 'store key still needed', kid: 'old', until },
    ]);
    await pass(needed - EVERY_MS);
    expect([sealer.open(sealed, 'of'), lines.length]).toEqual(['text', 2]);
    await pass(2 * EVERY_MS);
    expect(() => sealer.open(sealed, 'of')).toThrow('No key "old"');
    expect(lines.slice(2)).toEqual([{ level: 'log', event: 'store key dropped', kid: 'old' }]);
  });

  it('that sealed nothing is dropped at once', async () => {
    const { sealer, lines, keys } = await stage({ configured: [OLD, NEW] });
    keys.follow([OLD]);
    await pass(0);
    expect(() => sealer.open('new.AAAA', 'of')).toThrow('No key "new"');
    expect(lines).toEqual([
      { level: 'log', event: 'store keys rotated', sealsWith: 'old' },
      { level: 'log', event: 'store key dropped', kid: 'new' },
    ]);
  });
});

describe('a later comparison that fails', () => {
  it.each<[string, Error, object[]]>([
    ['is not logged while the store cannot be reached', new StoreUnavailable('down'), []],
    [
      'is logged by the name of the error, which may contain anything',
      new TypeError('a secret'),
      [{ level: 'warn', event: 'secrets do not fit the store', reason: 'TypeError' }],
    ],
  ])('%s', async (_what, failure, logged) => {
    const { store, lines, fits } = await stage();
    store.failure = failure;
    await pass(3 * EVERY_MS);
    expect(lines).toEqual(logged);
    expect(fits).toEqual([]);
  });

  it('is logged with what to do when the store has the secrets of others', async () => {
    const { store, lines, fits } = await stage();
    const others = new Compared();
    await stage({ identifierSecret: Buffer.alloc(32, 'x') }, others);
    store.failure = (await stage({}, others).catch((error: unknown) => error as Error)) as Error;
    await pass(EVERY_MS);
    expect(lines).toEqual([
      {
        ...{ level: 'warn', event: 'secrets do not fit the store' },
        reason: expect.stringContaining('IDENTIFIER_SECRET is not the one'),
      },
    ]);
    store.failure = undefined;
    await pass(EVERY_MS);
    expect(fits).toEqual([false, true]);
  });
});
