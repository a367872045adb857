import { RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { LimitCounters } from '../store/limit-counters.js';
import { withTimeout } from '../store/with-timeout.js';

/** The counters cannot be reached; whether a limit is kept is not known. */
export class LimitsUnavailable extends Error {
  override readonly name = 'LimitsUnavailable';
}

/** A limit must not make a caller wait longer than the store itself may, milliseconds. */
const TIMEOUT_MS = 250;

/** What came of taking one from a limit. */
export interface Taken {
  /** Whether the one was within the limit. */
  readonly granted: boolean;
  /** How many were taken in this window, this one included. */
  readonly count: number;
  readonly left: number;
  /** Until the window ends, whole seconds, at least 1. */
  readonly resetSeconds: number;
}

/** So many of something in a window that begins with the first of them, for each key. */
export class Limiter {
  private readonly limiter: RateLimiterRedis;

  /** @param name tells its keys apart from those of other limits */
  constructor(
    counters: Pick<LimitCounters, 'client'>,
    name: string,
    readonly limit: number,
    readonly windowSeconds: number,
  ) {
    const storeClient = counters.client;
    this.limiter = new RateLimiterRedis({
      storeClient,
      keyPrefix: `gateway:limit:${name}`,
      points: limit,
      duration: windowSeconds,
    });
  }

  /** Takes one. @throws LimitsUnavailable */
  async take(key: string): Promise<Taken> {
    try {
      return this.told(await withTimeout(TIMEOUT_MS, this.limiter.consume(key)));
    } catch (error) {
      if (error instanceof RateLimiterRes) return this.told(error);
      throw new LimitsUnavailable('The request could not be counted', { cause: error });
    }
  }

  /** Gives back one that was not used, within its window. A failure to do so only makes the limit tighter. */
  async giveBack(key: string): Promise<void> {
    await withTimeout(TIMEOUT_MS, this.limiter.reward(key)).catch(() => undefined);
  }

  private told({ consumedPoints: count, msBeforeNext }: RateLimiterRes): Taken {
    return {
      granted: count <= this.limit,
      count,
      left: Math.max(0, this.limit - count),
      resetSeconds: Math.min(this.windowSeconds, Math.max(1, Math.ceil(msBeforeNext / 1000))),
    };
  }
}
