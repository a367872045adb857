import type { Added, Counter, LimitCounters } from '../store/limit-counters.js';

/** The counters cannot be reached, so it is unknown whether a limit is exceeded. */
export class LimitsUnavailable extends Error {
  override readonly name = 'LimitsUnavailable';
}

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
  /** @param name distinguishes its keys from those of other limits */
  constructor(
    private readonly counters: LimitCounters,
    private readonly name: string,
    readonly limit: number,
    readonly windowSeconds: number,
  ) {}

  /** The counter of a key. */
  counter(key: string): Counter {
    const { name, limit, windowSeconds } = this;
    return { key: `gateway:limit:${name}:${key}`, limit, windowSeconds };
  }

  /** Takes one. @throws LimitsUnavailable */
  async take(key: string): Promise<Taken> {
    const { refusedBy, count, msLeft } = await taken(this.counters, [this.counter(key)]);
    const left = Math.max(0, this.limit - count);
    return { granted: refusedBy === undefined, count, left, resetSeconds: this.secondsOf(msLeft) };
  }

  /** Gives back one that was not used, within its window. A failure only makes the limit stricter. */
  giveBack(key: string): Promise<void> {
    return givenBack(this.counters, [this.counter(key)]);
  }

  /** The end of a window in whole seconds, at least 1; a clock that was set back does not make it longer. */
  secondsOf(msLeft: number): number {
    return Math.min(this.windowSeconds, Math.max(1, Math.ceil(msLeft / 1000)));
  }
}

/** Takes one from all of the counters, or from none of them. @throws LimitsUnavailable */
export function taken(counters: LimitCounters, wanted: readonly Counter[]): Promise<Added> {
  return counters.add(wanted).catch((error: unknown) => {
    throw new LimitsUnavailable('The request could not be counted', { cause: error });
  });
}

/** Gives one back to all of the counters. A failure only makes the limits stricter. */
export async function givenBack(counters: LimitCounters, unused: readonly Counter[]): Promise<void> {
  await counters.subtract(unused).catch(() => undefined);
}
