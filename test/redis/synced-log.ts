import { existsSync, readdirSync, readFileSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import type { RedisServer } from '../store/redis-servers.js';
import { Preload } from './preload.js';

/** Ends a transaction in the log. */
const EXEC = '\r\nEXEC\r\n';

/** The log of writes of a Redis (AOF), and how much of it the disk has for certain. */
export class SyncedLog {
  private readonly preload = new Preload('synced-log.c');
  private readonly file = join(this.preload.directory, 'synced');

  /** @param syncMs how long the disk takes for each fsync, in milliseconds */
  constructor(private readonly syncMs: number) {}

  /** What the Redis is started with. */
  get env(): Readonly<Record<string, string>> {
    return { ...this.preload.env, SYNCED_FILE: this.file, SYNC_MS: String(this.syncMs) };
  }

  /** Bytes that are on the disk. */
  get synced(): number {
    return existsSync(this.file) ? Number(readFileSync(this.file, 'utf8')) : 0;
  }

  /** Bytes that Redis has written, on the disk or not. */
  written(redis: RedisServer): number {
    return statSync(logOf(redis)).size;
  }

  /** What a machine leaves that dies: only what is on the disk. */
  cut(redis: RedisServer): void {
    truncateSync(logOf(redis), this.synced);
  }

  /** The same, and about half of what was not synced: up to the middle of the word that ends a transaction. */
  tear(redis: RedisServer): void {
    const log = logOf(redis);
    const text = readFileSync(log, 'latin1');
    const end = text.indexOf(EXEC, Math.floor((this.synced + text.length) / 2));
    if (end < 0) throw new Error('no transaction was under way');
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
