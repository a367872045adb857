import { parentPort, workerData } from 'node:worker_threads';
import { Database } from './database.js';
import { Transitions } from './transitions.js';

/*
 * The worker thread of the database. It answers a batch when all of it is on the disk, or none of it was written.
 */

/** One transition with its parameters. */
export type Call = {
  readonly [Name in keyof Transitions]: readonly [Name, ...Parameters<Transitions[Name]>];
}[keyof Transitions];

/** What the thread is started with. */
export interface DatabaseOfRun {
  readonly directory: string;
  /** Id of this run of the process. The thread does not make it: `node:crypto` would take a mebibyte of its memory. */
  readonly instance: string;
}

/** Calls of one transaction, at one time (milliseconds since the epoch). */
export interface Batch {
  readonly now: number;
  readonly calls: readonly Call[];
}

export interface Answer {
  /** The result of each call. */
  readonly values: readonly unknown[];
  /** Nothing was written. */
  readonly failure?: Failure;
  /** Whether more expired rows may be left. */
  readonly moreExpired: boolean;
}

export interface Failure {
  /** The code of SQLite when the disk or a file is the cause; else that of Node.js, OTHER_LAYOUT, or undefined. */
  readonly code: string | undefined;
  readonly message: string;
}

/** Written by each transaction after a failed one, so that none succeeds only because it writes little. */
const PROBE = 'x'.repeat(64 * 1024);

/** Primary result codes, https://www.sqlite.org/rescode.html */
const SQLITE_CODES: Readonly<Record<number, string>> = {
  5: 'SQLITE_BUSY',
  8: 'SQLITE_READONLY',
  10: 'SQLITE_IOERR',
  11: 'SQLITE_CORRUPT',
  13: 'SQLITE_FULL',
  14: 'SQLITE_CANTOPEN',
  26: 'SQLITE_NOTADB',
};

const { directory, instance } = workerData as DatabaseOfRun;
let database: Database | undefined;
let failed = false;

parentPort?.postMessage(execute({ now: 0, calls: [] }));
// Collects what only the start of the thread needed: a quarter of its memory.
globalThis.gc?.({ type: 'major', flavor: 'last-resort', execution: 'sync' });
parentPort?.on('message', (batch: Batch | 'close') => {
  if (batch !== 'close') {
    parentPort?.postMessage(execute(batch));
    return;
  }
  database?.close();
  parentPort?.close();
});

function execute({ now, calls }: Batch): Answer {
  try {
    const open = (database ??= new Database(directory));
    const transitions = new Transitions(open.sql, instance, now);
    const answer = open.transaction(() => {
      const moreExpired = open.deleteExpired(now, calls.length);
      if (failed) transitions.writeNote('probe', PROBE);
      const values = calls.map(([name, ...parameters]) =>
        (transitions[name] as (...parameters: readonly unknown[]) => unknown).apply(transitions, parameters),
      );
      return { values, moreExpired };
    });
    failed = false;
    return answer;
  } catch (error) {
    failed = true;
    return { values: [], failure: failureFrom(error as Error), moreExpired: false };
  }
}

function failureFrom({ message, code, errcode }: Error & { code?: string; errcode?: number }): Failure {
  return { message, code: errcode === undefined ? code : SQLITE_CODES[errcode & 0xff] };
}
