import { closeSync, existsSync, mkdirSync, openSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';

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
const EXPIRING_TABLES = ['onboardings', 'records', 'bindings'];

/**
 * An exclusive connection holds the kernel's lock on the database file itself, and keeps the index of the log in its
 * own memory: no other file represents the lock. FULL: a commit returns once it is on the disk. FAST: deleted text is
 * overwritten wherever its page is written anyway. The page cache has 8 MiB, since a commit may search all of it. The log
 * is copied into the database file every 16 MiB.
 */
const SETTINGS = `
  PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
  PRAGMA secure_delete = FAST; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -8192;
  PRAGMA wal_autocheckpoint = 4096; PRAGMA journal_size_limit = 67108864`;

/** Expired rows are searched for at most this often while none is left, milliseconds. */
const SWEEP_INTERVAL_MS = 100;
/** A transaction deletes this many more expired rows of each table than it can write. */
const DELETED_AHEAD = 64;

/** The database of release 0.1. */
const LMDB_FILE = 'data.mdb';

/** Executes one statement with its values. @returns its first row */
export type Sql = <Row>(statement: TemplateStringsArray, ...values: SQLInputValue[]) => Row | undefined;

/** The only connection to the database of a directory. */
export class Database {
  private readonly file: string;
  private readonly connection: DatabaseSync;
  private readonly prepared = new Map<TemplateStringsArray, StatementSync>();
  private sweepAt = 0;
  private inodes: readonly (number | undefined)[];

  /**
   * When it throws, the thread has to end, which closes the connection.
   * @param directory created when it is missing
   * @throws Error of SQLite or Node.js, or with the code OTHER_LAYOUT when another release wrote the directory
   */
  constructor(directory: string) {
    this.file = join(directory, 'store.db');
    if (existsSync(join(directory, LMDB_FILE))) throw otherLayout();
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    // SQLite gives the log the mode of this file. A file in use must never be opened here: closing any descriptor of
    // it would release this process's lock on it.
    if (!existsSync(this.file)) closeSync(openSync(this.file, 'wx', 0o600));
    this.connection = new DatabaseSync(this.file, { timeout: 0 });
    this.connection.exec('PRAGMA locking_mode = EXCLUSIVE');
    const layout = this.sql<{ user_version: number }>`PRAGMA user_version`?.user_version;
    if (layout !== 0 && layout !== LAYOUT) throw otherLayout();
    this.connection.exec(SETTINGS);
    this.connection.exec(`BEGIN IMMEDIATE; ${layout === 0 ? SCHEMA : ''}; COMMIT`);
    this.inodes = this.currentInodes();
  }

  readonly sql: Sql = <Row>(strings: TemplateStringsArray, ...values: SQLInputValue[]) => {
    let statement = this.prepared.get(strings);
    if (!statement) this.prepared.set(strings, (statement = this.connection.prepare(strings.join('?'))));
    return statement.get(...values) as Row | undefined;
  };

  /**
   * Executes the work in one transaction.
   * @returns its result, when everything it changed is on the disk
   * @throws Error; nothing was changed then
   */
  transaction<T>(work: () => T): T {
    if (this.connection.isTransaction) this.sql`ROLLBACK`; // the last one failed
    this.checkFiles();
    this.sql`BEGIN IMMEDIATE`;
    const result = work();
    this.sql`COMMIT`;
    return result;
  }

  /**
   * Deletes expired rows, if it is time to: of each table more than the transaction can write.
   * @param calls of the transaction
   * @returns whether more may be left
   */
  deleteExpired(now: number, calls: number): boolean {
    if (now < this.sweepAt) return false;
    const limit = calls + DELETED_AHEAD;
    const deleted = EXPIRING_TABLES.map((table) =>
      this.connection
        .prepare(
          `DELETE FROM ${table} WHERE rowid IN (SELECT rowid FROM ${table} WHERE expires_at <= ? LIMIT ?)`,
        )
        .run(now, limit),
    );
    const moreExpired = deleted.some(({ changes }) => changes === limit);
    if (!moreExpired) this.sweepAt = now + SWEEP_INTERVAL_MS;
    return moreExpired;
  }

  /** Copies the log into the database file, and releases the lock. */
  close(): void {
    this.connection.close();
  }

  /**
   * What is written to a file that was moved or deleted is lost when the process ends. A log without a name is still
   * open: its content is copied into the database file, and a new log begun.
   */
  private checkFiles(): void {
    const [file, log] = this.currentInodes();
    if (file !== this.inodes[0]) throw new Error('The database file is not where it was opened');
    if (log === this.inodes[1]) return;
    if (this.sql<{ busy: number }>`PRAGMA wal_checkpoint(TRUNCATE)`?.busy !== 0)
      throw new Error('The log could not be copied into the database file');
    this.connection.exec('PRAGMA journal_mode = DELETE; PRAGMA journal_mode = WAL; BEGIN IMMEDIATE; COMMIT');
    this.inodes = this.currentInodes();
  }

  private currentInodes(): readonly (number | undefined)[] {
    return [this.file, `${this.file}-wal`].map((file) => statSync(file, { throwIfNoEntry: false })?.ino);
  }
}

function otherLayout(): Error {
  return Object.assign(new Error('Another release wrote the store'), { code: 'OTHER_LAYOUT' });
}
