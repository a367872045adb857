/** Milliseconds since the epoch, from `first` on, that nobody else has or will get; `count` may be 0. */
export interface SigningBlock {
  readonly first: number;
  readonly count: number;
  /** How far the clock that the milliseconds follow is ahead of this process's, milliseconds. */
  readonly skewMs: number;
}

/** Hands out milliseconds for signing, none of them twice for one key, over all processes that share it. */
export interface SigningSequence {
  /**
   * As many free milliseconds as there are now, at most `count`.
   * @throws whatever keeps the sequence from being reached
   */
  reserve(developerKey: string, count: number): Promise<SigningBlock>;
  /**
   * Finds out within a second whether there are any to be had.
   * @returns how far the clock that they follow is ahead of this process's, milliseconds; of several, the furthest off
   * @throws whatever keeps the sequence from being reached
   */
  check(): Promise<number>;
  close(): void;
}

export const SIGNING_SEQUENCE = Symbol('SigningSequence');

/** How far ahead of the clock milliseconds are handed out, so that a burst need not wait for them to come. */
export const LEAD_MS = 1000;

/** A sequence that is further ahead than this was left by a clock that has been set back: it is begun anew. */
export const LONGEST_LEAD_MS = 30_000;

/**
 * The sequence of a process that is alone. It begins LEAD_MS ahead of the clock: a predecessor with the same key
 * can have been ahead by that much and no more, so that a restart reuses none of its milliseconds.
 */
export class LocalSigningSequence implements SigningSequence {
  private readonly last = new Map<string, number>();

  constructor(private readonly now: () => number = Date.now) {}

  reserve(developerKey: string, count: number): Promise<SigningBlock> {
    const now = this.now();
    const ahead = now + LEAD_MS;
    const known = this.last.get(developerKey);
    const last = known === undefined || known > now + LONGEST_LEAD_MS ? ahead : known;
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
