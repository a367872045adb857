/** Milliseconds since the epoch, from `first` on, which no other process has or will get; `count` may be 0. */
export interface SigningBlock {
  readonly first: number;
  readonly count: number;
  /** How far the clock of the sequence is ahead of this process's clock, milliseconds. */
  readonly skewMs: number;
}

/** Reserves milliseconds for signing, each only once for one key, across all processes that share the sequence. */
export interface SigningSequence {
  /**
   * Reserves the milliseconds that are free now, at most `count`.
   * @throws Error when the sequence cannot be reached
   */
  reserve(developerKey: string, count: number): Promise<SigningBlock>;
  /**
   * Checks within a second whether milliseconds can be reserved.
   * @returns how far the clock of the sequence is ahead of this process's clock, milliseconds; of several clocks, the
   *   largest difference
   * @throws Error when the sequence cannot be reached
   */
  check(): Promise<number>;
  close(): void;
}

export const SIGNING_SEQUENCE = Symbol('SigningSequence');

/** How far ahead of the clock milliseconds can be reserved, so that a burst need not wait. */
export const LEAD_MS = 1000;

/** A sequence further ahead than this was written before the clock was set back: it starts over. */
export const MAX_LEAD_MS = 30_000;

/**
 * The sequence of a single process. It starts LEAD_MS ahead of the clock: the process before a restart, with the same
 * key, was ahead by at most that much, so that none of its milliseconds are reused.
 */
export class LocalSigningSequence implements SigningSequence {
  private readonly last = new Map<string, number>();

  constructor(private readonly now: () => number = Date.now) {}

  reserve(developerKey: string, count: number): Promise<SigningBlock> {
    const now = this.now();
    const ahead = now + LEAD_MS;
    const known = this.last.get(developerKey);
    const last = known === undefined || known > now + MAX_LEAD_MS ? ahead : known;
    const first = Math.max(last + 1, now);
    const granted = Math.min(count, Math.max(0, ahead - first + 1));
    this.last.set(developerKey, first + granted - 1);
    return Promise.resolve({ first, count: granted, skewMs: 0 });
  }

  check(): Promise<number> {
    return Promise.resolve(0);
  }

  close(): void {
    this.last.clear();
  }
}
