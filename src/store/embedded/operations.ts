import type { Transitions } from './transitions.js';

/** The operations of the database thread, with their parameters. */
export type Operations = { readonly [Name in keyof Transitions]: Parameters<Transitions[Name]> };
export type Operation = {
  [Name in keyof Operations]: readonly [Name, ...Operations[Name]];
}[keyof Operations];

/** Operations of one transaction, at one time (milliseconds since the epoch). */
export interface Batch {
  readonly now: number;
  readonly operations: readonly Operation[];
}

/** Why an operation failed. */
export interface Failure {
  /** The code of SQLite or Node.js, in capitals, or OTHER_LAYOUT; undefined for any other error. */
  readonly code: string | undefined;
  readonly message: string;
}

/** The outcome of one operation. A failed one changed nothing; the others of its batch are written. */
export type Outcome = { readonly value: unknown } | { readonly failure: Failure };

/** The outcome of a batch. `failure`: none of it is acknowledged. `moreExpired`: more expired rows may be left. */
export type Answer =
  { readonly outcomes: readonly Outcome[]; readonly moreExpired: boolean } | { readonly failure: Failure };

/** The first message of the thread. `failure`: the database cannot be opened. */
export interface Opened {
  readonly failure?: Failure;
}

/** Code of a failure: the database file was written by another release. */
export const OTHER_LAYOUT = 'OTHER_LAYOUT';
/** Code of a failure: another process holds the lock. */
export const IN_USE = 'SQLITE_BUSY';
