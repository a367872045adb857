import { Cluster, Redis } from 'ioredis';
import { LRUCache } from 'lru-cache';
import type { StoreConfig } from '../config/gateway-config.js';

/** Counters that forget themselves when their window is over; each addition is atomic over all that share them. */
export interface LimitCounters {
  /** What rate-limiter-flexible calls: an ioredis client, or the bounded map that stands in for one. */
  readonly client: object;
  close(): void;
}

/** Most counters of one process, about 200 bytes each; the least recently used go first. */
export const MAX_COUNTERS = 100_000;
/** A limit must not make a caller wait longer than the store itself may. */
const REDIS_TIMEOUT_MS = 250;
const MAX_RECONNECT_DELAY_MS = 1_000;

/** Counters in Redis when replicas share it, and otherwise in this process, which is then the only one. */
export function limitCounters({ kind, redis }: StoreConfig): LimitCounters {
  if (kind === 'embedded') return { client: new CountersInMemory(), close: () => undefined };
  const client = connect(redis);
  // Without a listener a lost connection would end the process; each caller is told by its own command.
  client.on('error', () => undefined);
  return {
    client,
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

function connect({ mode, url, nodes }: StoreConfig['redis']): Redis | Cluster {
  const options = {
    commandTimeout: REDIS_TIMEOUT_MS,
    connectTimeout: REDIS_TIMEOUT_MS * 4,
    maxRetriesPerRequest: 0,
    enableOfflineQueue: false,
    retryStrategy: (tries: number) => Math.min(tries * 50, MAX_RECONNECT_DELAY_MS),
  };
  const addresses = nodes.map(addressOf);
  switch (mode) {
    case 'standalone':
      return new Redis(url ?? '', options);
    case 'sentinel':
      return new Redis({ ...options, ...credentialsOf(url), sentinels: addresses, name: 'mymaster' });
    case 'cluster':
      return new Cluster(addresses, {
        redisOptions: { ...options, ...credentialsOf(url) },
        enableOfflineQueue: false,
      });
    default:
      return mode satisfies never;
  }
}

function addressOf(node: string): { host: string; port: number } {
  const colon = node.lastIndexOf(':');
  return { host: node.slice(0, colon), port: Number(node.slice(colon + 1)) };
}

/** User, password and TLS of the URL, which with Sentinel or Cluster names no host that is used. */
function credentialsOf(url: string | undefined): { username?: string; password?: string; tls?: object } {
  if (url === undefined) return {};
  const { username, password, protocol } = new URL(url);
  return {
    ...(username !== '' && { username: decodeURIComponent(username) }),
    ...(password !== '' && { password: decodeURIComponent(password) }),
    ...(protocol === 'rediss:' && { tls: {} }),
  };
}
