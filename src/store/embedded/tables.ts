import { join } from 'node:path';
import { open, type Database, type RootDatabase } from 'lmdb';
import { StartFailure } from '../../config/start-failure.js';
import { DiskReserve } from './disk-reserve.js';

export type Field = string | number | boolean | Buffer;
/** The tables of entries. */
export const SHELVES = ['waiting', 'bindings', 'onboardings', 'answers'] as const;
export type Shelf = (typeof SHELVES)[number];
/** An entry as it lies at its place: its text, null when it has none, and its fields. */
export type Shelved = [text: Buffer | null, ...fields: Field[]];
/** Where an entry lies: in which table, and when it expires, milliseconds since the epoch. */
export interface Where {
  readonly shelf: Shelf;
  readonly expiresAt: number;
}
/** The key of an entry in its table, which is in the order of expiry. */
export type Place = [expiresAt: number, key: string];

/**
 * The tables of the file. Entries lie in the order of their expiry: all of a kind live equally long, so each new one
 * goes behind all others, pages fill up one after the other, and what is expired is met without a search. Hence a
 * table for each kind, and one for claims and what waits for an answer, most of which is gone within the second.
 */
export interface Tables extends Readonly<Record<Shelf, Database<Shelved, Place>>> {
  readonly root: RootDatabase;
}

/** What LMDB calls its file. */
export const DATA_FILE = 'data.mdb';
/** Which tables there are, and what is in them. Another number: another layout, which this code cannot read. */
const LAYOUT = 2;
const LAYOUT_KEY = 'layout';

/**
 * Opens the file in a directory, and makes it when it is missing.
 * @throws when it was written in another layout, or there is no room to write
 */
export async function openTables(directory: string): Promise<Tables> {
  const root: RootDatabase = open({
    path: directory,
    noSubdir: false,
    // LMDB's own order: the pages, fdatasync, then the meta page, also synced; a write resolves only then.
    // docs/decisions/0003-store.md has the trace.
    overlappingSync: false,
    // Otherwise lmdb makes promises of its own that nobody can catch when a commit fails. What belongs together is
    // written as a batch.
    eventTurnBatching: false,
  });
  try {
    await makeRoom(directory); // for what is written before the first commit
    if (root.getKeysCount() === 0) await root.put(LAYOUT_KEY, LAYOUT);
    if (root.get(LAYOUT_KEY) !== LAYOUT) {
      throw new StartFailure(
        `The embedded store at ${directory} was written by another version of the gateway, and this one cannot read ` +
          `it. Go back to that version, or move the directory away to begin with an empty store.`,
      );
    }
  } catch (error) {
    await root.close();
    throw error;
  }
  return {
    root,
    waiting: root.openDB({ name: 'waiting' }),
    bindings: root.openDB({ name: 'bindings' }),
    onboardings: root.openDB({ name: 'onboardings' }),
    answers: root.openDB({ name: 'answers' }),
  };
}

async function makeRoom(directory: string): Promise<void> {
  try {
    await new DiskReserve(join(directory, DATA_FILE), () => 0).hold(0);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown reason';
    throw new StartFailure(
      `The embedded store at ${directory} has no room (${code}). Make some, or set STORE_PATH to a directory on ` +
        `another disk.`,
      { cause },
    );
  }
}

/** How much of the file holds data, or has held some and is free to be used again, bytes. */
export function usedBytes({ root }: Tables): number {
  // lmdb's types leave out what it returns.
  const { lastPageNumber, pageSize } = root.getStats() as { lastPageNumber: number; pageSize: number };
  return (lastPageNumber + 1) * pageSize;
}
