import type { Database } from 'lmdb';

export type Field = string | number | boolean;
/** What stands behind a key: when it expires, where its place is (both epoch ms), and its fields. */
export type Entry = [expiresAt: number, due: number, ...fields: Field[]];
/** An entry's key; or its place, by which the next to expire come first. */
export type Key = string | [due: number, key: string];
/** Behind a key its entry; at its place its text, null when it has none. */
export type Value = Entry | Buffer | null;

/**
 * Changes on top of the database, decided now and written together. Every entry has one place, and its text stands
 * there. Places lie in the order of expiry, so that new texts fill page after page instead of half-empty ones all
 * over the tree, and expired ones are met without a search. Keys lie anywhere, but with their fields they are small.
 *
 * An entry that comes to live longer keeps its place until the sweeper meets it there.
 */
export class Draft {
  private readonly changes = new Map<string, { key: Key; value: Value | undefined }>();

  constructor(
    private readonly database: Database<Value, Key>,
    /** The time of everything in this draft, milliseconds since the epoch. */
    readonly now: number,
  ) {}

  /** The fields behind a key, unless they are expired. */
  fields(key: string): readonly Field[] | undefined {
    const entry = this.entry(key);
    if (!entry || entry[0] <= this.now) return undefined;
    const [, , ...fields] = entry;
    return fields;
  }

  /** The text behind a key. */
  text(key: string): Buffer | undefined {
    const entry = this.entry(key);
    return entry && (this.textAt([entry[1], key]) ?? undefined);
  }

  /** When what is behind the key expires, milliseconds since the epoch; 0 when there is nothing. */
  expiresAt(key: string): number {
    return this.entry(key)?.[0] ?? 0;
  }

  /** @param text the new text; the entry keeps the one it has when there is none */
  save(key: string, fields: readonly Field[], expiresAt: number, text?: Buffer): void {
    const due = this.entry(key)?.[1];
    if (due !== undefined && due <= expiresAt && !text) {
      this.change(key, [expiresAt, due, ...fields]);
      return;
    }
    const kept = text ?? this.text(key) ?? null;
    if (due !== undefined) this.change([due, key], undefined);
    this.change([expiresAt, key], kept);
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
      const [expiresAt, isDue, ...fields] = this.entry(key) ?? [0, 0];
      const text = this.textAt(place);
      this.change(place, undefined);
      if (isDue !== due) continue;
      if (expiresAt <= this.now) this.change(key, undefined);
      else {
        this.change([expiresAt, key], text);
        this.change(key, [expiresAt, expiresAt, ...fields]);
      }
    }
    return looked === limit;
  }

  /** Writes all changes in one transaction. @returns a promise that resolves once they are on disk */
  async write(): Promise<void> {
    if (this.changes.size === 0) return;
    // In the order of places, so that each lands behind the one before and pages fill up.
    const inOrder = [...this.changes.values()].sort(byPlace);
    try {
      await this.database.batch(() => {
        for (const { key, value } of inOrder) {
          void (value === undefined ? this.database.remove(key) : this.database.put(key, value));
        }
      });
    } catch (error) {
      throw await told(error);
    }
  }

  private entry(key: string): Entry | undefined {
    return this.value(key) as Entry | undefined;
  }

  private textAt(place: Key): Buffer | null {
    return (this.value(place) as Buffer | null | undefined) ?? null;
  }

  private value(key: Key): Value | undefined {
    const change = this.changes.get(String(key));
    return change ? change.value : this.database.get(key);
  }

  private change(key: Key, value: Value | undefined): void {
    this.changes.set(String(key), { key, value });
  }
}

function byPlace({ key: one }: { key: Key }, { key: other }: { key: Key }): number {
  if (typeof one === 'string' || typeof other === 'string') return one < other ? -1 : 1;
  return one[0] - other[0] || (one[1] < other[1] ? -1 : 1);
}

/**
 * lmdb rejects with "see commitError", a promise that rejects with the cause at once or, sometimes, never. Unless
 * somebody waits for it, its rejection ends the process.
 */
function told(reason: unknown): Promise<unknown> {
  if (!(reason instanceof Error) || !('commitError' in reason)) return Promise.resolve(reason);
  const cause = Promise.resolve(reason.commitError).then(
    () => reason,
    (error: unknown) => error,
  );
  return Promise.race([cause, new Promise((resolve) => setImmediate(resolve, reason))]);
}
