// A row for each request in SQLite, durable before its answer: the least that an embedded store can do. One transaction
// runs at a time, and what arrives meanwhile goes into the next one, as in the gateway.
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';

if (!isMainThread) {
  const database = new DatabaseSync(join(workerData, 'rows.db'));
  database.exec(`PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
    CREATE TABLE rows (id TEXT PRIMARY KEY, sealed TEXT NOT NULL)`);
  const insert = database.prepare('INSERT INTO rows VALUES (?, ?)');
  parentPort.on('message', (rows) => {
    database.exec('BEGIN IMMEDIATE');
    for (const { id, sealed } of rows) insert.run(id, sealed);
    database.exec('COMMIT');
    parentPort.postMessage('written');
  });
}

/** The main thread's side of it. */
export class Rows {
  waiting = [];
  written = [];

  constructor(directory) {
    this.worker = new Worker(new URL(import.meta.url), { workerData: directory });
    this.worker.on('message', () => {
      for (const resolve of this.written.splice(0)) resolve();
      if (this.waiting.length > 0) this.send();
    });
  }

  /** Resolves when the row is on the disk. */
  write(id, sealed) {
    return new Promise((resolve) => {
      this.waiting.push({ row: { id, sealed }, resolve });
      if (this.written.length === 0) this.send();
    });
  }

  send() {
    const batch = this.waiting.splice(0);
    this.written = batch.map(({ resolve }) => resolve);
    this.worker.postMessage(batch.map(({ row }) => row));
  }
}
