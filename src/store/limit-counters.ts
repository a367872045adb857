import { LRUCache } from 'lru-cache';
import type { StoreConfig } from '../config/gateway-config.js';
import { connected } from './redis/connection.js';
import { ReservedTags } from './redis/reserved-tags.js';

/** Counters that forget themselves when their window is over; each addition is atomic over all that share them. */
export interface LimitCounters {
  /** What rate-limiter-flexible calls: an ioredis client, or the bounded map that stands in for one. */
  readonly client: object;
  /** Of keys that nobody is counted under, those to try counting with; none when it cannot fail. */
  reservedKeys(): readonly string[];
  close(): void;
}

/** Most counters of one process, about 250 bytes each; the least recently used go first. */
export const MAX_COUNTERS = 100_000;
/** Sentinels and cluster nodes are named by REDIS_NODES; what is left to say is the primary's usual name. */
const DEFAULT_REDIS_URL = 'redis://mymaster';

/**
 * Counters in Redis when replicas share it, and otherwise in this process, which is then the only one.
 * @throws StoreUnavailable when Redis cannot be reached
 */
export async function limitCounters({ kind, redis }: StoreConfig): Promise<LimitCounters> {
  if (kind === 'embedded')
    return { client: new CountersInMemory(), reservedKeys: () => [], close: () => undefined };
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
 * The one command of rate-limiter-flexible's Redis limiter, on a bounded map. The library's own memory limiter
 * keeps a timer and an entry for every key ever seen, without a bound.
 */
export class CountersInMemory {
  private readonly counters: LRUCache<string, { count: number; readonly endsAt: number }>;

  constructor(
    most = MAX_COUNTERS,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.counters = new LRUCache({ max: most });
  }

  get size(): number {
    return this.counters.size;
  }

  /** Adds points to a counter, made if need be; resolves with its count and the milliseconds it has left. */
  rlflxIncr([key = '', points = '0', seconds = '1']: readonly string[]): Promise<readonly [number, number]> {
    const now = this.now();
    const known = this.counters.get(key);
    const counter = known && known.endsAt > now ? known : { count: 0, endsAt: now + Number(seconds) * 1000 };
    counter.count += Number(points);
    if (counter !== known) this.counters.set(key, counter);
    return Promise.resolve([counter.count, Math.round(counter.endsAt - now)]);
  }
}
