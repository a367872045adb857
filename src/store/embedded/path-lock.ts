import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StartFailure } from '../../config/start-failure.js';

/** The store is there, and another process has it. */
export class StoreInUse extends StartFailure {}

/**
 * One process at a time per directory. The lock is the kernel's (fcntl, through SQLite's locking of an empty file):
 * a kill -9 releases it, and it holds between containers that share the directory, where a pid or an abstract
 * socket would name something else. Node itself has no flock.
 */
export class PathLock {
  private readonly file: DatabaseSync;

  /** @throws when another process, or another store of this one, holds the directory */
  constructor(directory: string) {
    this.file = new DatabaseSync(join(directory, 'instance.lock'), { timeout: 0 });
    try {
      // The journal stays in memory, so that nothing is ever written: the file stays empty.
      this.file.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
    } catch (error) {
      this.file.close();
      if (!isBusy(error)) throw error;
      throw new StoreInUse(
        `Another process uses the embedded store at ${directory}. Stop it first, or give this one its own ` +
          `STORE_PATH, or let both share one store with STORE=redis.`,
        { cause: error },
      );
    }
  }

  release(): void {
    if (this.file.isOpen) this.file.close();
  }
}

/** SQLITE_BUSY: somebody else has the lock. */
function isBusy(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'errcode' in error && error.errcode === 5;
}
