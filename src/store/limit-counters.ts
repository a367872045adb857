import { LRUCache } from 'lru-cache';
import type { StoreConfig } from '../config/gateway-config.js';

/** One counter and its bound. Its window begins with the first count. */
export interface Counter {
  readonly key: string;
  /**
   * A keyed tag that is the same whenever the counter is used: it places counters that have one in one slot of a
   * cluster.
   */
  readonly group?: string;
  readonly limit: number;
  readonly windowSeconds: number;
  /** While the counter before this one has at most `count`, this bound replaces `limit`. */
  readonly reserve?: { readonly count: number; readonly limit: number };
}

/** The result of an addition. */
export interface Added {
  /** The index of the counter whose bound was reached, so that none was added to; undefined when all were. */
  readonly refusedBy: number | undefined;
  /** The count of that counter, or of the last one, with this addition. */
  readonly count: number;
  /** Until its window ends, milliseconds. */
  readonly msLeft: number;
}

/**
 * Counters that expire with their window. An addition is atomic across all processes that share the counters; in a
 * cluster, for the counters of one group.
 */
export interface LimitCounters {
  /** Adds one to each counter, or to none if one of them has reached its bound. */
  add(counters: readonly Counter[]): Promise<Added>;
  /** Takes one from each counter that exists. One that counts nothing any more is deleted: its window ends. */
  subtract(counters: readonly Counter[]): Promise<void>;
  /** Fresh names of counters for checks, under which nothing else is counted; none when counting cannot fail. */
  reservedKeys(): readonly string[];
  close(): void;
}

/** Maximum of counters in one process, about 250 bytes each; the least recently used is dropped first. */
export const MAX_COUNTERS = 100_000;
/** REDIS_NODES names the Sentinels and cluster nodes; without a URL only the usual name of the primary is needed. */
const DEFAULT_REDIS_URL = 'redis://mymaster';

/**
 * Counters in Redis when replicas share it; otherwise in this process, which is then the only one.
 * @throws StoreUnavailable when Redis cannot be reached
 */
export async function limitCounters({ kind, redis }: StoreConfig): Promise<LimitCounters> {
  if (kind === 'embedded') return new CountersInMemory();
  const { openRedisCounters } = await import('./redis-limit-counters.js');
  return openRedisCounters({ ...redis, url: redis.url ?? DEFAULT_REDIS_URL });
}

/** A window that counts nothing is not kept. */
interface Window {
  readonly key: string;
  count: number;
  readonly endsAt: number;
}

/** Counters of one process, on a bounded map. */
export class CountersInMemory implements LimitCounters {
  private readonly windows: LRUCache<string, Window>;

  constructor(
    max = MAX_COUNTERS,
    private readonly now: () => number = () => performance.now(),
  ) {
    // Not `max`, with which it would allocate its arrays for all of them at once.
    this.windows = new LRUCache({ maxSize: max, sizeCalculation: () => 1 });
  }

  get size(): number {
    return this.windows.size;
  }

  add(counters: readonly Counter[]): Promise<Added> {
    const now = this.now();
    const windows = counters.map((counter) => this.window(counter, now));
    let last: Pick<Window, 'count' | 'endsAt'> = { count: 0, endsAt: now };
    for (const [index, window] of windows.entries()) {
      const { limit = 0, reserve } = counters[index] ?? {};
      const count = window.count + 1;
      const bound = reserve && last.count < reserve.count ? reserve.limit : limit;
      if (count > bound)
        return Promise.resolve({ refusedBy: index, count, msLeft: Math.round(window.endsAt - now) });
      last = window;
    }
    for (const window of windows) {
      if (window.count === 0) this.windows.set(window.key, window);
      window.count += 1;
    }
    return Promise.resolve({
      refusedBy: undefined,
      count: last.count,
      msLeft: Math.round(last.endsAt - now),
    });
  }

  subtract(counters: readonly Counter[]): Promise<void> {
    for (const { key } of counters) {
      const window = this.windows.get(key);
      if (!window) continue;
      window.count -= 1;
      if (window.count === 0) this.windows.delete(key);
    }
    return Promise.resolve();
  }

  reservedKeys(): readonly string[] {
    return [];
  }

  close(): void {
    this.windows.clear();
  }

  private window({ key, windowSeconds }: Counter, now: number): Window {
    const known = this.windows.get(key);
    if (known && known.endsAt > now) return known;
    return { key, count: 0, endsAt: now + windowSeconds * 1000 };
  }
}
