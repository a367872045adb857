import { LRUCache } from 'lru-cache';

const MINUTE_MS = 60_000;
/** Maximum of client networks in this process; beyond it the least recently used is dropped. */
const REMEMBERED_NETWORKS = 20_000;

/**
 * Counts the refused tokens of each client network in the minute that began with the first of them. Each replica has
 * its own counters: a shared counter would cost more than the verification of a token.
 */
export class RefusedTokens {
  private readonly counts: LRUCache<string, number>;

  /** @param now milliseconds of a monotonic clock */
  constructor(
    private readonly maxPerMinute: number,
    now: () => number = () => performance.now(),
  ) {
    this.counts = new LRUCache({
      // Not `max`, with which it would allocate its arrays for all of them at once.
      maxSize: REMEMBERED_NETWORKS,
      sizeCalculation: () => 1,
      ttl: MINUTE_MS,
      ttlResolution: 0,
      noUpdateTTL: true,
      perf: { now },
    });
  }

  /** Counts a refused token of a network. */
  count(network: string): void {
    this.counts.set(network, (this.counts.get(network) ?? 0) + 1);
  }

  /** Whether tokens of a network are probably forged. */
  isSuspicious(network: string): boolean {
    return (this.counts.get(network) ?? 0) > this.maxPerMinute;
  }
}
