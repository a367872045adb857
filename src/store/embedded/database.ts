import { closeSync, existsSync, openSync, statSync } from 'node:fs';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { OTHER_LAYOUT } from './operations.js';

/** Layouts 1 and 2 were LMDB's. */
const LAYOUT = 3;
const SCHEMA = `
  CREATE TABLE onboardings (id TEXT PRIMARY KEY, expires_at INTEGER NOT NULL, agent TEXT NOT NULL, sealed TEXT,
    unsettled INTEGER NOT NULL, life TEXT NOT NULL, owner TEXT, instance TEXT, lease_until INTEGER);
  CREATE TABLE records (onboarding_id TEXT NOT NULL, record_id TEXT NOT NULL, expires_at INTEGER NOT NULL,
    fingerprint TEXT NOT NULL, owner TEXT NOT NULL, attempt INTEGER NOT NULL, status TEXT NOT NULL, life TEXT NOT NULL,
    answer TEXT, PRIMARY KEY (onboarding_id, record_id));
  CREATE TABLE bindings (id TEXT PRIMARY KEY, expires_at INTEGER NOT NULL, fingerprint TEXT NOT NULL);
  CREATE TABLE notes (note TEXT PRIMARY KEY, text TEXT NOT NULL);
  CREATE INDEX onboardings_by_expiry ON onboardings (expires_at);
  CREATE INDEX records_by_expiry ON records (expires_at);
  CREATE INDEX bindings_by_expiry ON bindings (expires_at);
  PRAGMA user_version = ${LAYOUT}`;
/** The tables whose rows expire. */
const EXPIRING = ['onboardings', 'records', 'bindings'];

/**
 * An exclusive connection holds the kernel's lock on the database file itself, and keeps the index of the log in its
 * own memory: no other file represents the lock. FULL: a commit returns once it is on the disk. FAST: deleted text is
 * overwritten wherever its page is written anyway. The page cache has 64 MiB; the log is copied into the database file
 * every 16 MiB.
 */
const SETTINGS = `
  PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
  PRAGMA secure_delete = FAST; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -65536;
  PRAGMA wal_autocheckpoint = 4096; PRAGMA journal_size_limit = 67108864`;

/** One connection to the database of one directory. */
export class Database {
  private readonly database: DatabaseSync;
  private readonly statements = new Map<string, StatementSync>();
  private readonly files: readonly { readonly path: string; readonly inode: number | undefined }[];

  /** @throws Error of SQLite, or with the code OTHER_LAYOUT */
  constructor(path: string) {
    // SQLite gives the log the mode of this file. A file in use must never be opened here: closing any descriptor of
    // it would release this process's lock on it.
    if (!existsSync(path)) closeSync(openSync(path, 'wx', 0o600));
    this.database = new DatabaseSync(path, { timeout: 0 });
    try {
      this.database.exec('PRAGMA locking_mode = EXCLUSIVE');
      const layout = this.get<{ user_version: number }>('PRAGMA user_version')?.user_version;
      if (layout !== 0 && layout !== LAYOUT)
        throw Object.assign(new Error('other layout'), { code: OTHER_LAYOUT });
      this.database.exec(SETTINGS);
      this.database.exec(`BEGIN IMMEDIATE; ${layout === 0 ? SCHEMA : ''}; COMMIT`);
    } catch (error) {
      this.database.close();
      throw error;
    }
    this.files = [path, `${path}-wal`].map((file) => ({ path: file, inode: inodeOf(file) }));
  }

  /** Runs the work in one transaction, which is on the disk when this returns. @throws Error; nothing was changed then */
  transaction<T>(work: () => T): T {
    if (this.database.isTransaction) this.run('ROLLBACK'); // of a transaction that the disk prevented from ending
    this.run('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.run('COMMIT');
      return result;
    } catch (error) {
      if (this.database.isTransaction) this.run('ROLLBACK');
      throw error;
    }
  }

  /**
   * Runs a part of a transaction. When the part throws, it changes nothing and the transaction continues.
   * @param failed receives the error, unless it ended the transaction
   */
  part<T>(work: () => T, failed: (error: unknown) => T): T {
    this.run('SAVEPOINT part');
    try {
      const result = work();
      this.run('RELEASE part');
      return result;
    } catch (error) {
      if (!this.database.isTransaction) throw error;
      this.run('ROLLBACK TO part');
      this.run('RELEASE part');
      return failed(error);
    }
  }

  /** Deletes at most `limit` expired rows of each table. @returns whether more may be left */
  sweep(now: number, limit: number): boolean {
    const deleted = EXPIRING.map((table) =>
      this.run(
        `DELETE FROM ${table} WHERE rowid IN
          (SELECT rowid FROM ${table} WHERE expires_at <= ? ORDER BY expires_at LIMIT ?)`,
        now,
        limit,
      ),
    );
    return deleted.includes(limit);
  }

  /** The files that are no longer at their paths: the next process to open the database would not find their data. */
  misplacedFiles(): readonly string[] {
    return this.files.filter(({ path, inode }) => inodeOf(path) !== inode).map(({ path }) => path);
  }

  /** Copies the log into the database file. @throws Error when it was not copied completely */
  checkpoint(): void {
    const { busy } = this.get<{ busy: number }>('PRAGMA wal_checkpoint(TRUNCATE)') ?? {};
    if (busy !== 0) throw new Error('The log could not be copied into the database file');
  }

  get<Row>(sql: string, ...values: readonly SQLInputValue[]): Row | undefined {
    return this.statement(sql).get(...values) as Row | undefined;
  }

  /** @returns how many rows were changed */
  run(sql: string, ...values: readonly SQLInputValue[]): number {
    return Number(this.statement(sql).run(...values).changes);
  }

  /** Copies the log into the database file, and releases the lock. */
  close(): void {
    this.database.close();
  }

  private statement(sql: string): StatementSync {
    let statement = this.statements.get(sql);
    if (!statement) this.statements.set(sql, (statement = this.database.prepare(sql)));
    return statement;
  }
}

function inodeOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.ino;
}
