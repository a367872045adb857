/** The wall clock is trusted after it has agreed with the monotonic clock for this long, milliseconds. */
const TRUSTED_AFTER_MS = 60_000;
/** Maximum difference of the two clocks between two comparisons: a step of the wall clock is larger, slewing smaller. */
const MAX_DRIFT_MS = 500;
const COMPARE_EVERY_MS = 1_000;

/** The note in the store that keeps the time while the process is down. */
export interface KeptTime {
  /** @returns an empty text when there is no note yet */
  readonly read: () => Promise<string>;
  readonly write: (text: string) => Promise<void>;
}

/** The store's time, and the wall clock's time at that moment if it was trusted. */
interface Kept {
  readonly at: number;
  readonly wall: number | null;
}

/**
 * The time by which the embedded store expires rows. While the process runs, it follows the monotonic clock, so that
 * setting the wall clock forward expires nothing. Only the wall clock knows how long the process was down: that time is
 * added once the wall clock has agreed with the monotonic clock for a minute, and only if it also had agreed for a
 * minute when the process ended. Otherwise the time is not added, and rows are kept that much longer.
 */
export class ExpiryClock {
  private ahead: number;
  private difference: number;
  private trustedFrom: number;
  private written = Number.NEGATIVE_INFINITY;
  private readonly timer: NodeJS.Timeout;
  private before: Kept | undefined;

  private constructor(
    private readonly kept: KeptTime,
    before: Kept | undefined,
    private readonly wall: () => number,
    private readonly monotonic: () => number,
  ) {
    this.before = before;
    this.ahead = (before?.at ?? wall()) - monotonic();
    this.difference = wall() - monotonic();
    this.trustedFrom = monotonic();
    this.timer = setInterval(() => void this.compare().catch(() => undefined), COMPARE_EVERY_MS).unref();
  }

  static async open(
    kept: KeptTime,
    wall: () => number = () => Date.now(),
    monotonic: () => number = () => performance.now(),
  ): Promise<ExpiryClock> {
    const clock = new ExpiryClock(kept, keptFrom(await kept.read()), wall, monotonic);
    if (!clock.before) await clock.write(null);
    return clock;
  }

  /** Milliseconds since the epoch. */
  now(): number {
    return Math.floor(this.ahead + this.monotonic());
  }

  /** Compares the clocks, and writes the time each minute. A wall clock that was set is not trusted for a minute. */
  async compare(): Promise<void> {
    const [wall, monotonic] = [this.wall(), this.monotonic()];
    if (Math.abs(wall - monotonic - this.difference) > MAX_DRIFT_MS) {
      this.trustedFrom = monotonic;
      this.difference = wall - monotonic;
      await this.write(null);
      return;
    }
    this.difference = wall - monotonic;
    if (monotonic - this.trustedFrom < TRUSTED_AFTER_MS || monotonic - this.written < TRUSTED_AFTER_MS)
      return;
    const { at, wall: trustedWall = null } = this.before ?? {};
    if (at !== undefined && trustedWall !== null) this.addDowntime(at + wall - trustedWall);
    this.before = undefined;
    await this.write(wall);
  }

  close(): void {
    clearInterval(this.timer);
  }

  private addDowntime(now: number): void {
    this.ahead += Math.max(0, now - this.now());
  }

  private async write(wall: number | null): Promise<void> {
    // Until the downtime is known, a second restart must not lose what it is computed from.
    if (typeof this.before?.wall === 'number' && wall === null) return;
    this.written = wall === null ? Number.NEGATIVE_INFINITY : this.monotonic();
    await this.kept.write(JSON.stringify({ at: this.now(), wall } satisfies Kept));
  }
}

function keptFrom(text: string): Kept | undefined {
  try {
    const { at, wall } = JSON.parse(text) as Partial<Kept>;
    if (!Number.isSafeInteger(at) || at === undefined) return undefined;
    return { at, wall: Number.isSafeInteger(wall) && wall !== undefined ? wall : null };
  } catch {
    return undefined;
  }
}
