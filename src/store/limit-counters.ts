import { LRUCache } from 'lru-cache';
import type { StoreConfig } from '../config/gateway-config.js';

/** Counters that expire with their window. An addition is atomic across all processes that share the counters. */
export interface LimitCounters {
  /** The client of rate-limiter-flexible: ioredis, or a bounded map with the same method. */
  readonly client: object;
  /** Keys for checks, under which nothing else is counted; none when counting cannot fail. */
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
  if (kind === 'embedded')
    return { client: new CountersInMemory(), reservedKeys: () => [], close: () => undefined };
  const { connected } = await import('./redis/connection.js');
  const { ReservedTags } = await import('./redis/reserved-tags.js');
  const client = await connected({ ...redis, url: redis.url ?? DEFAULT_REDIS_URL });
  const reserved = new ReservedTags(client);
  return {
    client,
    reservedKeys: () => reserved.current().map((tag) => `{${tag}}`),
    close: () => {
      client.disconnect();
    },
  };
}

/**
 * The command that rate-limiter-flexible's Redis limiter uses, on a bounded map. The library's own memory limiter keeps
 * a timer and an entry for every key, without a bound.
 */
export class CountersInMemory {
  private readonly counters: LRUCache<string, { count: number; readonly endsAt: number }>;

  constructor(
    max = MAX_COUNTERS,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.counters = new LRUCache({ max });
  }

  get size(): number {
    return this.counters.size;
  }

  /** Adds points to a counter, which is created if it is missing. @returns its count and its remaining milliseconds */
  rlflxIncr([key = '', points = '0', seconds = '1']: readonly string[]): Promise<readonly [number, number]> {
    const now = this.now();
    const known = this.counters.get(key);
    const counter = known && known.endsAt > now ? known : { count: 0, endsAt: now + Number(seconds) * 1000 };
    counter.count += Number(points);
    if (counter !== known) this.counters.set(key, counter);
    return Promise.resolve([counter.count, Math.round(counter.endsAt - now)]);
  }
}
