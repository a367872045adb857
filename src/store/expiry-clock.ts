/** A wall clock that ran like the monotonic one for so long is believed, milliseconds. */
const AGREED_MS = 60_000;
/** What the two clocks may differ by between two looks: a step of the wall clock is more, slewing is less. */
const STEP_MS = 500;
const LOOK_EVERY_MS = 1_000;

/** Where the time is kept while the process is down. */
export interface KeptTime {
  /** @returns an empty text when nothing is kept yet */
  readonly read: () => Promise<string>;
  readonly write: (text: string) => Promise<void>;
}

/** As kept in the store: its time, and the wall clock's at that moment, if that was believed. */
interface Kept {
  readonly at: number;
  readonly wall: number | null;
}

/**
 * The time by which a store of one process drops what is expired. While the process runs it is what the monotonic
 * clock says, so that a wall clock that is set forward drops nothing. The time for which the process was down is known
 * from the wall clock alone: it is added once that has agreed with the monotonic clock for a minute, if it also had
 * for a minute when the process ended. Otherwise it is not added, and all is kept so much longer.
 */
export class ExpiryClock {
  private ahead: number;
  private difference: number;
  private agreedSince: number;
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
    this.agreedSince = monotonic();
    this.timer = setInterval(() => void this.look().catch(() => undefined), LOOK_EVERY_MS).unref();
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

  /** Compares the clocks, and keeps the time each minute; a wall clock that was set is not believed for one. */
  async look(): Promise<void> {
    const [wall, monotonic] = [this.wall(), this.monotonic()];
    if (Math.abs(wall - monotonic - this.difference) > STEP_MS) {
      this.agreedSince = monotonic;
      this.difference = wall - monotonic;
      await this.write(null);
      return;
    }
    this.difference = wall - monotonic;
    if (monotonic - this.agreedSince < AGREED_MS || monotonic - this.written < AGREED_MS) return;
    const { at, wall: believed = null } = this.before ?? {};
    if (at !== undefined && believed !== null) this.addDowntime(at + wall - believed);
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
    // Until the downtime is known, what is known of it must not be lost to a second restart.
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
