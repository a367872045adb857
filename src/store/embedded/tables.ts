import { open, type Database, type RootDatabase } from 'lmdb';

export type Field = string | number | boolean | Buffer;
/** The tables of places; an entry names its one by the position in this list. */
export const SHELVES = ['waiting', 'onboardings', 'answers'] as const;
export type Shelf = (typeof SHELVES)[number];
/** What stands behind a key: when it expires (epoch ms), its place, and its fields. */
export type Entry = [expiresAt: number, due: number, shelf: number, ...fields: Field[]];
/** Where an entry is met by the sweeper, in the order of expiry. */
export type Place = [due: number, key: string];

/**
 * The tables of the file. Entries lie in the order of their keys, that is anywhere, and so they are small. Texts lie
 * at the places of their entries, in the order of expiry: all of a kind live equally long, so each new one goes
 * behind all others, pages fill up one after the other, and what is expired is met without a search. Hence a table
 * for each kind, and one for the places of entries that have no text, most of which get one within the second.
 */
export interface Tables extends Readonly<Record<Shelf, Database<Buffer, Place>>> {
  readonly root: RootDatabase;
  readonly entries: Database<Entry, string>;
}

/** What LMDB calls its file. */
export const DATA_FILE = 'data.mdb';

/** Opens the file in a directory, and makes it when it is missing. */
export function openTables(directory: string): Tables {
  const root = open({
    path: directory,
    noSubdir: false,
    // LMDB's own order: the pages, fdatasync, then the meta page, also synced; a write resolves only then.
    // docs/decisions/0003-store.md has the trace.
    overlappingSync: false,
    // Otherwise lmdb makes promises of its own that nobody can catch when a commit fails. What belongs together is
    // written as a batch.
    eventTurnBatching: false,
  });
  return {
    root,
    entries: root.openDB({ name: 'entries' }),
    onboardings: root.openDB({ name: 'onboardings', encoding: 'binary' }),
    answers: root.openDB({ name: 'answers', encoding: 'binary' }),
    waiting: root.openDB({ name: 'waiting', encoding: 'binary' }),
  };
}

/** How much of the file holds data, or has held some and is free to be used again, bytes. */
export function usedBytes({ root }: Tables): number {
  // lmdb's types leave out what it returns.
  const { lastPageNumber, pageSize } = root.getStats() as { lastPageNumber: number; pageSize: number };
  return (lastPageNumber + 1) * pageSize;
}
