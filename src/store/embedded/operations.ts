import type { Transitions } from './transitions.js';

/** What the thread of the database does when it is asked, and what it does it with. */
export type Operations = { readonly [Name in keyof Transitions]: Parameters<Transitions[Name]> };
export type Operation = {
  [Name in keyof Operations]: readonly [Name, ...Operations[Name]];
}[keyof Operations];

/** Operations of one transaction, at one time (milliseconds since the epoch). */
export interface Batch {
  readonly now: number;
  readonly operations: readonly Operation[];
}

/** Why something failed. */
export interface Failure {
  /** SQLite's or that of Node.js, in capitals; OTHER_LAYOUT; undefined for any other error. */
  readonly code: string | undefined;
  readonly message: string;
}

/** What became of one operation. One that failed changed nothing; the others of its batch stand. */
export type Outcome = { readonly value: unknown } | { readonly failure: Failure };

/** What became of a batch. `failure`: none of it is acknowledged. `moreIsDue`: more rows may be expired. */
export type Answer =
  { readonly outcomes: readonly Outcome[]; readonly moreIsDue: boolean } | { readonly failure: Failure };

/** The first message of the thread. `failure`: the database cannot be opened. */
export interface Opened {
  readonly failure?: Failure;
}

/** The code of a failure: the database file is of another release. */
export const OTHER_LAYOUT = 'OTHER_LAYOUT';
/** The code of a failure: another process holds the lock. */
export const IN_USE = 'SQLITE_BUSY';
