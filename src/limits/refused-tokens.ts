import { LRUCache } from 'lru-cache';

const MINUTE_MS = 60_000;
/** Client networks remembered in this process; an attacker with more of them only makes it forget the oldest. */
const REMEMBERED_NETWORKS = 20_000;

/**
 * How many tokens of each client network were refused in the minute that began with the first of them. Kept by each
 * replica for itself: a shared counter would cost more than the verification that it is about.
 */
export class RefusedTokens {
  private readonly counts: LRUCache<string, number>;

  /** @param now milliseconds of a clock that only goes forward */
  constructor(
    private readonly mostPerMinute: number,
    now: () => number = () => performance.now(),
  ) {
    this.counts = new LRUCache({
      max: REMEMBERED_NETWORKS,
      ttl: MINUTE_MS,
      ttlResolution: 0,
      noUpdateTTL: true,
      perf: { now },
    });
  }

  /** A token of that network was refused. */
  count(network: string): void {
    this.counts.set(network, (this.counts.get(network) ?? 0) + 1);
  }

  /** Whether tokens of that network are likely to be made up. */
  isSuspicious(network: string): boolean {
    return (this.counts.get(network) ?? 0) > this.mostPerMinute;
  }
}
