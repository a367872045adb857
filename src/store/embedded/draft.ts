import type { PlaceIndex, Where } from './place-index.js';
import { SHELVES, type Field, type Place, type Shelf, type Shelved, type Tables } from './tables.js';

export interface Entry {
  readonly shelf: Shelf;
  readonly fields: readonly Field[];
  readonly text?: Buffer | undefined;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** What a key has in the tables: undefined when it has nothing. */
interface Stored {
  readonly where?: Where;
  readonly entry?: Entry;
}

/** Something is no longer where the index has it: a commit has landed that this process has not been told of yet. */
export class EntryMoved extends Error {
  override readonly name = 'EntryMoved';
}

/** Changes on top of the tables, decided now and written together. */
export class Draft {
  private readonly stored = new Map<string, Stored>();
  /** By key; undefined to remove it. */
  private readonly changes = new Map<string, Entry | undefined>();

  /**
   * @param now the time of everything in this draft, milliseconds since the epoch
   * @param alone whether no commit is under way. Otherwise reading throws EntryMoved for what may have moved
   */
  constructor(
    private readonly tables: Tables,
    private readonly index: PlaceIndex,
    readonly now: number,
    private readonly alone: boolean,
  ) {}

  /** What is behind a key, unless it is expired. */
  entry(key: string): Entry | undefined {
    const entry = this.changes.has(key) ? this.changes.get(key) : this.find(key).entry;
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
    const moves: {
      readonly key: string;
      readonly from: Where | undefined;
      readonly to: Where | undefined;
    }[] = [];
    const writes: { readonly shelf: Shelf; readonly place: Place; readonly put?: Shelved }[] = [];
    for (const [key, entry] of this.changes) {
      const from = this.find(key).where;
      const to = entry && whereIs(entry);
      if (from?.[0] !== to?.[0] || from?.[1] !== to?.[1]) {
        moves.push({ key, from, to });
        if (from) writes.push({ shelf: shelfAt(from), place: [from[1], key] });
      }
      if (entry) {
        const put: Shelved = [entry.text ?? null, ...entry.fields];
        writes.push({ shelf: entry.shelf, place: [entry.expiresAt, key], put });
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
      this.stored.set(key, { where: [SHELVES.indexOf(shelf), expiresAt] });
      this.remove(key);
    }
    return looked === limit;
  }

  private find(key: string): Stored {
    const known = this.stored.get(key);
    if (known) return known;
    const found = this.look(key);
    this.stored.set(key, found);
    return found;
  }

  private look(key: string): Stored {
    for (const where of this.index.candidates(key)) {
      const shelf = shelfAt(where);
      const [, expiresAt] = where;
      const shelved = this.tables[shelf].get([expiresAt, key]);
      if (!shelved) {
        if (!this.alone) throw new EntryMoved('Not where the index has it');
        continue; // another key's, with the same hash
      }
      const [text, ...fields] = shelved;
      return { where, entry: { shelf, fields, text: text ?? undefined, expiresAt } };
    }
    return {};
  }
}

function whereIs({ shelf, expiresAt }: Entry): Where {
  return [SHELVES.indexOf(shelf), expiresAt];
}

function shelfAt([shelf]: Where): Shelf {
  return SHELVES[shelf] ?? 'waiting';
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
