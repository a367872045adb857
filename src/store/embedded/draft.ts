import { SHELVES, type Entry, type Field, type Place, type Shelf, type Tables } from './tables.js';

/** A text, and the table it goes to. */
export interface Text {
  readonly shelf: Exclude<Shelf, 'waiting'>;
  readonly bytes: Buffer;
}

interface Shelved {
  readonly place: Place;
  /** Empty for an entry that has no text; undefined to remove it. */
  readonly bytes: Buffer | undefined;
}

const NO_TEXT = Buffer.alloc(0);

/**
 * Changes on top of the tables, decided now and written together. Every entry has one place, and its text stands
 * there. An entry that comes to live longer keeps its place until the sweeper meets it there.
 */
export class Draft {
  private readonly entries = new Map<string, Entry | undefined>();
  private readonly shelved: Readonly<Record<Shelf, Map<string, Shelved>>> = {
    waiting: new Map(),
    onboardings: new Map(),
    answers: new Map(),
  };

  constructor(
    private readonly tables: Tables,
    /** The time of everything in this draft, milliseconds since the epoch. */
    readonly now: number,
  ) {}

  /** The fields behind a key, unless they are expired. */
  fields(key: string): readonly Field[] | undefined {
    const entry = this.entry(key);
    if (!entry || entry[0] <= this.now) return undefined;
    const [, , , ...fields] = entry;
    return fields;
  }

  /** The text behind a key. */
  text(key: string): Buffer | undefined {
    return this.textOf(key)?.bytes;
  }

  /** When what is behind the key expires, milliseconds since the epoch; 0 when there is nothing. */
  expiresAt(key: string): number {
    return this.entry(key)?.[0] ?? 0;
  }

  /** @param text the new text; the entry keeps the one it has when there is none */
  save(key: string, fields: readonly Field[], expiresAt: number, text?: Text): void {
    if (this.expiresAt(key) <= this.now) this.remove(key); // what is expired leaves nothing behind
    const entry = this.entry(key);
    if (entry && entry[1] <= expiresAt && !text) {
      this.entries.set(key, [expiresAt, entry[1], entry[2], ...fields]);
      return;
    }
    const kept = text ?? this.textOf(key);
    this.remove(key);
    this.put(key, fields, expiresAt, kept);
  }

  remove(key: string): void {
    const entry = this.entry(key);
    if (!entry) return;
    this.shelve(shelfOf(entry), { place: [entry[1], key], bytes: undefined });
    this.entries.set(key, undefined);
  }

  /**
   * Drops what is expired, oldest first, and moves to its new place what has come to live longer.
   * @param limit how many places of each table to look at
   * @returns whether more may be due
   */
  sweep(limit: number): boolean {
    return SHELVES.map((shelf) => this.sweepShelf(shelf, limit)).includes(true);
  }

  /** Writes all changes in one transaction. @returns a promise that resolves once they are on disk */
  async write(): Promise<void> {
    const { root, entries } = this.tables;
    if (this.entries.size === 0) return;
    try {
      await root.batch(() => {
        for (const [key, entry] of this.entries) void (entry ? entries.put(key, entry) : entries.remove(key));
        for (const shelf of SHELVES) {
          // In order, so that each text goes behind the one before.
          for (const { place, bytes } of [...this.shelved[shelf].values()].sort(byPlace)) {
            void (bytes ? this.tables[shelf].put(place, bytes) : this.tables[shelf].remove(place));
          }
        }
      });
    } catch (error) {
      throw await told(error);
    }
  }

  private sweepShelf(shelf: Shelf, limit: number): boolean {
    let looked = 0;
    for (const place of this.tables[shelf].getKeys({ limit })) {
      if (place[0] > this.now) return false;
      looked += 1;
      const [due, key] = place;
      const entry = this.entry(key);
      const text = this.textOf(key);
      this.shelve(shelf, { place, bytes: undefined });
      if (entry?.[1] !== due || shelfOf(entry) !== shelf) continue;
      const [expiresAt, , , ...fields] = entry;
      if (expiresAt <= this.now) this.entries.set(key, undefined);
      else this.put(key, fields, expiresAt, text);
    }
    return looked === limit;
  }

  private put(key: string, fields: readonly Field[], expiresAt: number, text: Text | undefined): void {
    const shelf = text?.shelf ?? 'waiting';
    this.shelve(shelf, { place: [expiresAt, key], bytes: text?.bytes ?? NO_TEXT });
    this.entries.set(key, [expiresAt, expiresAt, SHELVES.indexOf(shelf), ...fields]);
  }

  private shelve(shelf: Shelf, change: Shelved): void {
    this.shelved[shelf].set(String(change.place), change);
  }

  private entry(key: string): Entry | undefined {
    return this.entries.has(key) ? this.entries.get(key) : this.tables.entries.get(key);
  }

  private textOf(key: string): Text | undefined {
    const entry = this.entry(key);
    const shelf = entry ? shelfOf(entry) : 'waiting';
    if (!entry || shelf === 'waiting') return undefined;
    const place: Place = [entry[1], key];
    const change = this.shelved[shelf].get(String(place));
    const bytes = change ? change.bytes : this.tables[shelf].get(place);
    return bytes && { shelf, bytes };
  }
}

function shelfOf(entry: Entry): Shelf {
  return SHELVES[entry[2]] ?? 'waiting';
}

function byPlace({ place: one }: Shelved, { place: other }: Shelved): number {
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
