import { existsSync, readdirSync, readFileSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import type { RedisServer } from '../store/redis-servers.js';
import { Preload } from './preload.js';

/** Ends a transaction in the log. */
const EXEC = '\r\nEXEC\r\n';

/** The log of writes of a Redis (AOF), and how much of it is synced to the disk. */
export class SyncedLog {
  private readonly preload = new Preload('synced-log.c');
  private readonly file = join(this.preload.directory, 'synced');

  /** @param syncMs the duration of each fsync, in milliseconds */
  constructor(private readonly syncMs: number) {}

  /** The environment of the Redis process. */
  get env(): Readonly<Record<string, string>> {
    return { ...this.preload.env, SYNCED_FILE: this.file, SYNC_MS: String(this.syncMs) };
  }

  /** Bytes that are synced to the disk. */
  get synced(): number {
    return existsSync(this.file) ? Number(readFileSync(this.file, 'utf8')) : 0;
  }

  /** Bytes that Redis has written, synced or not. */
  written(redis: RedisServer): number {
    return statSync(logOf(redis)).size;
  }

  /** Cuts the log as the death of a machine does: only synced bytes remain. */
  cut(redis: RedisServer): void {
    truncateSync(logOf(redis), this.synced);
  }

  /** Cuts the log within the unsynced bytes, in the middle of the word that ends a transaction. */
  tear(redis: RedisServer): void {
    const log = logOf(redis);
    const text = readFileSync(log, 'latin1');
    const end = text.indexOf(EXEC, Math.floor((this.synced + text.length) / 2));
    if (end < 0) throw new Error('the log contains no unsynced transaction');
    truncateSync(log, end + EXEC.length / 2);
  }

  remove(): void {
    this.preload.remove();
  }
}

function logOf({ directory }: RedisServer): string {
  const logs = readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.aof'),
  );
  const [log] = logs;
  if (log === undefined || logs.length > 1) throw new Error(`${logs.length} logs in ${directory}`);
  return join(directory, log);
}
