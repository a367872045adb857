import type { PlaceIndex } from './place-index.js';
import {
  SHELVES,
  type Field,
  type Place,
  type Shelf,
  type Shelved,
  type Tables,
  type Where,
} from './tables.js';

/** What is behind a key. */
export interface Entry extends Where {
  readonly fields: readonly Field[];
  readonly text?: Buffer | undefined;
}

/** What lies in the tables; what is expired is not looked at. */
interface Stored {
  readonly where: Where;
  readonly entry?: Entry;
}

/**
 * Nothing of this key lies where the index has something: a commit has landed that this process has not been told of
 * yet, or what lies there is another key's, with the same hash.
 */
export class EntryMoved extends Error {
  override readonly name = 'EntryMoved';
}

/** Changes on top of the tables, decided now and written together. */
export class Draft {
  private readonly stored = new Map<string, Stored | undefined>();
  /** By key; undefined to remove it. */
  private readonly changes = new Map<string, Entry | undefined>();

  /**
   * @param now the time of everything in this draft, milliseconds since the epoch
   * @param alone whether no commit is under way; otherwise it throws EntryMoved for what may have moved
   */
  constructor(
    private readonly tables: Tables,
    private readonly index: PlaceIndex,
    readonly now: number,
    private readonly alone: boolean,
  ) {}

  /** What is behind a key, unless it is expired. */
  entry(key: string): Entry | undefined {
    const entry = this.changes.has(key) ? this.changes.get(key) : this.find(key)?.entry;
    return entry && entry.expiresAt > this.now ? entry : undefined;
  }

  save(key: string, entry: Entry): void {
    this.changes.set(key, entry);
  }

  remove(key: string): void {
    this.changes.set(key, undefined);
  }

  /**
   * Drops what is expired, oldest first.
   * @param limit how many entries of each table to look at
   * @returns whether more may be due
   */
  sweep(limit: number): boolean {
    return SHELVES.map((shelf) => this.sweepShelf(shelf, limit)).includes(true);
  }

  /** Writes all changes in one transaction. @returns a promise that resolves once they are on disk */
  async write(): Promise<void> {
    if (this.changes.size === 0) return;
    const { root } = this.tables;
    const moves: { readonly key: string; readonly from?: Where; readonly to?: Where }[] = [];
    const writes: { readonly shelf: Shelf; readonly place: Place; readonly put?: Shelved }[] = [];
    for (const [key, entry] of this.changes) {
      const from = this.find(key)?.where;
      if (from?.shelf !== entry?.shelf || from?.expiresAt !== entry?.expiresAt) {
        moves.push({ key, ...(from && { from }), ...(entry && { to: entry }) });
        if (from) writes.push({ shelf: from.shelf, place: [from.expiresAt, key] });
      }
      if (entry) {
        const { shelf, expiresAt, text = null, fields } = entry;
        writes.push({ shelf, place: [expiresAt, key], put: [text, ...fields] });
      }
    }
    // In order, so that each new entry goes behind the one before.
    writes.sort(({ place: one }, { place: other }) => one[0] - other[0] || (one[1] < other[1] ? -1 : 1));
    try {
      await root.batch(() => {
        for (const { shelf, place, put } of writes) {
          void (put ? this.tables[shelf].put(place, put) : this.tables[shelf].remove(place));
        }
      });
    } catch (error) {
      throw await told(error);
    }
    for (const { key, from, to } of moves) this.index.move(key, from, to);
    root.resetReadTxn(); // whoever reads from now on sees it
  }

  private sweepShelf(shelf: Shelf, limit: number): boolean {
    let looked = 0;
    for (const [expiresAt, key] of this.tables[shelf].getKeys({ limit })) {
      if (expiresAt > this.now) return false;
      looked += 1;
      this.stored.set(key, { where: { shelf, expiresAt } });
      this.remove(key);
    }
    return looked === limit;
  }

  private find(key: string): Stored | undefined {
    if (!this.stored.has(key)) this.stored.set(key, this.look(key));
    return this.stored.get(key);
  }

  private look(key: string): Stored | undefined {
    for (const where of this.index.candidates(key)) {
      const shelved = this.tables[where.shelf].get([where.expiresAt, key]);
      if (shelved) {
        const [text, ...fields] = shelved;
        return { where, entry: { ...where, fields, text: text ?? undefined } };
      }
      if (!this.alone) throw new EntryMoved('Not where the index has it');
    }
    return undefined;
  }
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
