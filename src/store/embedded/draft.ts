import type { Database } from 'lmdb';

/** What stands behind a key: when it expires, where the expiry index has it (both epoch ms), and the fields. */
export type Entry = readonly [expiresAt: number, due: number, ...fields: Field[]];
export type Field = string | number | boolean | null | Buffer;
/** An entry's own key; or its place in the expiry index, by which the oldest come first. */
export type Key = string | [due: number, key: string];

const INDEXED: Entry = [0, 0];

/**
 * Changes on top of the database, decided now and written together. Every entry has exactly one place in the
 * expiry index. An entry that comes to live longer keeps its place until the sweeper meets it there and moves it:
 * that saves two writes whenever a claim is concluded.
 */
export class Draft {
  private readonly changes = new Map<string, { key: Key; entry: Entry | undefined }>();

  constructor(
    private readonly database: Database<Entry, Key>,
    /** The time of everything in this draft, milliseconds since the epoch. */
    readonly now: number,
  ) {}

  /** The fields behind a key, unless they are expired. */
  fields(key: string): readonly Field[] | undefined {
    const entry = this.entry(key);
    if (!entry || entry[0] <= this.now) return undefined;
    return entry.slice(2);
  }

  /** When what is behind the key expires, milliseconds since the epoch; 0 when there is nothing. */
  expiresAt(key: string): number {
    return this.entry(key)?.[0] ?? 0;
  }

  save(key: string, fields: readonly Field[], expiresAt: number): void {
    const due = this.entry(key)?.[1];
    if (due !== undefined && due <= expiresAt) {
      this.change(key, [expiresAt, due, ...fields]);
      return;
    }
    if (due !== undefined) this.change([due, key], undefined);
    this.change([expiresAt, key], INDEXED);
    this.change(key, [expiresAt, expiresAt, ...fields]);
  }

  remove(key: string): void {
    const entry = this.entry(key);
    if (!entry) return;
    this.change([entry[1], key], undefined);
    this.change(key, undefined);
  }

  /**
   * Drops what is expired, oldest first, and moves to its new place what has come to live longer.
   * @param limit how many places of the index to look at
   * @returns whether more may be due
   */
  sweep(limit: number): boolean {
    let looked = 0;
    for (const place of this.database.getKeys({ start: [0, ''], limit })) {
      if (typeof place === 'string' || place[0] > this.now) return false;
      looked += 1;
      const [due, key] = place;
      const [expiresAt, indexedAt, ...fields] = this.entry(key) ?? [0, 0];
      if (indexedAt === due && expiresAt <= this.now) this.change(key, undefined);
      if (indexedAt === due && expiresAt > this.now) {
        this.change([expiresAt, key], INDEXED);
        this.change(key, [expiresAt, expiresAt, ...fields]);
      }
      this.change(place, undefined);
    }
    return looked === limit;
  }

  /** Writes all changes in one transaction. @returns a promise that resolves once they are on disk */
  async write(): Promise<void> {
    if (this.changes.size === 0) return;
    const written: Promise<unknown>[] = [];
    const committed = this.database.batch(() => {
      for (const { key, entry } of this.changes.values()) {
        written.push(entry ? this.database.put(key, entry) : this.database.remove(key));
      }
    });
    const [outcome] = await Promise.allSettled([committed, ...written]);
    if (outcome.status === 'fulfilled') return;
    throw await told(outcome.reason);
  }

  private entry(key: string): Entry | undefined {
    const change = this.changes.get(key);
    return change ? change.entry : this.database.get(key);
  }

  private change(key: Key, entry: Entry | undefined): void {
    this.changes.set(typeof key === 'string' ? key : `${key[0]}\n${key[1]}`, { key, entry });
  }
}

/** lmdb rejects with "see commitError", and `commitError` is a promise that rejects with the cause. */
async function told(reason: unknown): Promise<unknown> {
  if (!(reason instanceof Error) || !('commitError' in reason)) return reason;
  return Promise.resolve(reason.commitError).then(
    () => reason,
    (cause: unknown) => cause,
  );
}
