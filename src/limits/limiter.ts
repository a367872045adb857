import { RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { LimitCounters } from '../store/limit-counters.js';
import { withTimeout } from '../store/with-timeout.js';

/** The counters cannot be reached, so it is unknown whether a limit is exceeded. */
export class LimitsUnavailable extends Error {
  override readonly name = 'LimitsUnavailable';
}

/** The same as the timeout of the store's commands, milliseconds. */
const TIMEOUT_MS = 250;

/** The result of taking one from a limit. */
export interface Taken {
  /** Whether it was within the limit. */
  readonly granted: boolean;
  /** How many were taken in this window, including this one. */
  readonly count: number;
  readonly left: number;
  /** Until the window ends, whole seconds, at least 1. */
  readonly resetSeconds: number;
}

/** A maximum per key in a window that begins with the first one taken. */
export class Limiter {
  private readonly limiter: RateLimiterRedis;

  /** @param name distinguishes its keys from those of other limits */
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
      return this.toTaken(await withTimeout(TIMEOUT_MS, this.limiter.consume(key)));
    } catch (error) {
      if (error instanceof RateLimiterRes) return this.toTaken(error);
      throw new LimitsUnavailable('The request could not be counted', { cause: error });
    }
  }

  /** Gives back one that was not used, within its window. A failure only makes the limit stricter. */
  async giveBack(key: string): Promise<void> {
    await withTimeout(TIMEOUT_MS, this.limiter.reward(key)).catch(() => undefined);
  }

  private toTaken({ consumedPoints: count, msBeforeNext }: RateLimiterRes): Taken {
    return {
      granted: count <= this.limit,
      count,
      left: Math.max(0, this.limit - count),
      resetSeconds: Math.min(this.windowSeconds, Math.max(1, Math.ceil(msBeforeNext / 1000))),
    };
  }
}
