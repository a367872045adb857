import { randomBytes } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';
import { Database } from './database.js';
import type { Answer, Batch, Failure, Opened, Operation, Outcome } from './operations.js';
import { Transitions } from './transitions.js';

/*
 * The worker thread of the database. It answers a batch when all of it is on the disk, or none of it was written.
 */

/**
 * Maximum of expired rows that one transaction deletes from each table, plus some for every operation in it. An
 * operation writes at most one row of a table, so that more rows are deleted than written.
 */
const MIN_SWEEP = 32;
const SWEEP_PER_OPERATION = 4;
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

const path = String(workerData);
const instance = randomBytes(6).toString('base64url');
let database: Database | undefined;
let failed = false;

function answerTo({ now, operations }: Batch): Answer {
  try {
    const open = (database ??= new Database(path));
    refuseWithoutFile(open);
    const answer = open.transaction(() => {
      const moreExpired = open.sweep(now, MIN_SWEEP + SWEEP_PER_OPERATION * operations.length);
      const transitions = new Transitions(open, instance, now);
      if (failed) transitions.writeNote('probe', PROBE);
      const outcomes = operations.map((operation) =>
        open.part<Outcome>(
          () => ({ value: apply(operation, transitions) }),
          (error) => ({ failure: failureFrom(error) }),
        ),
      );
      return { outcomes, moreExpired };
    });
    refuseWithoutFile(open);
    if (open.misplacedFiles().length > 0) reopen(open);
    failed = false;
    return answer;
  } catch (error) {
    failed = true;
    return { failure: failureFrom(error) };
  }
}

/** Data written to a file that was moved away or deleted is lost when the process ends. */
function refuseWithoutFile(open: Database): void {
  if (open.misplacedFiles().includes(path)) throw new Error('The database file is not where it was opened');
}

/** The log was deleted. It is still open, so its content is saved by copying it now. */
function reopen(open: Database): void {
  open.checkpoint();
  database = undefined;
  open.close();
  database = new Database(path);
}

function apply([name, ...values]: Operation, transitions: Transitions): unknown {
  const operations = transitions as unknown as Record<
    Operation[0],
    (...values: readonly unknown[]) => unknown
  >;
  return operations[name](...values);
}

function failureFrom(error: unknown): Failure {
  if (!(error instanceof Error)) return { code: undefined, message: String(error) };
  const { message } = error;
  if ('errcode' in error) return { code: SQLITE_CODES[Number(error.errcode) & 0xff], message };
  return { code: 'code' in error ? String(error.code) : undefined, message };
}

function open(): Opened {
  try {
    database = new Database(path);
    return {};
  } catch (error) {
    return { failure: failureFrom(error) };
  }
}

parentPort?.postMessage(open());
parentPort?.on('message', (batch: Batch | 'close') => {
  if (batch !== 'close') {
    parentPort?.postMessage(answerTo(batch));
    return;
  }
  database?.close();
  parentPort?.close();
});
