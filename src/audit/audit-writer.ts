import { setTimeout as wait } from 'node:timers/promises';
import type { AuditDestination } from './audit-destination.js';

/** The audit stream cannot be written; what it would have told must not happen, or not be told as done. */
export class AuditUnavailable extends Error {
  override readonly name = 'AuditUnavailable';
}

interface Line {
  readonly text: string;
  readonly durable: boolean;
  resolve(): void;
  reject(error: Error): void;
}

/** A write that takes longer makes the stream unavailable until it ends, milliseconds. */
const STUCK_MS = 1_000;
/** A write that takes longer may be stuck, milliseconds: nothing is begun before that is known. */
const SLOW_MS = 100;
/** From a write that failed to the next try, milliseconds. */
const RETRY_MS = 500;
/** How long the end of the process waits for the last lines, milliseconds. */
const CLOSE_MS = 1_000;
/** Lines kept until they can be written. The oldest are kept: they tell of what was done, the later ones of refusals. */
const MAX_LINES = 10_000;

/**
 * Writes lines in the order in which they were given; those that wait while one is written go out together. A line is
 * written sooner or later, also when its giver has heard that the stream is unavailable.
 */
export class AuditWriter {
  private lines: Line[] = [];
  private pumping: Promise<void> | undefined;
  private writingSince: number | undefined;
  private isAvailable = true;
  private readonly closing = new AbortController();

  /** @param changed hears whether the stream is available, each time that this changes */
  constructor(
    private readonly destination: AuditDestination,
    private readonly changed: (isAvailable: boolean) => void,
  ) {}

  /** Whether lines can be written, as far as the last of them shows. */
  get available(): boolean {
    return this.isAvailable;
  }

  /** Lines that are not written yet. */
  get unwritten(): number {
    return this.lines.length;
  }

  /**
   * Resolves when the line is written.
   * @param durable see AuditDestination
   * @throws AuditUnavailable; the line is written as soon as it can be
   */
  append(text: string, durable: boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const isKept = this.lines.length < MAX_LINES && !this.closing.signal.aborted;
      if (isKept) this.lines.push({ text, durable, resolve, reject });
      if (!isKept || !this.isAvailable) reject(new AuditUnavailable());
      this.pumping ??= this.pump();
    });
  }

  /** Resolves when what is done next can be recorded. @throws AuditUnavailable */
  async ready(): Promise<void> {
    if (!this.isAvailable) throw new AuditUnavailable();
    const isSlow = this.writingSince !== undefined && performance.now() - this.writingSince > SLOW_MS;
    if (isSlow) await this.append('', false);
  }

  /** @returns how many lines could not be written any more */
  async close(): Promise<number> {
    if (this.isAvailable) await Promise.race([this.pumping, wait(CLOSE_MS)]);
    this.closing.abort();
    this.rejectAll();
    const lost = this.unwritten;
    await this.destination.close();
    return lost;
  }

  private async pump(): Promise<void> {
    while (this.lines.length > 0 && !this.closing.signal.aborted) {
      const isWritten = await this.write([...this.lines]);
      if (!isWritten) await wait(RETRY_MS, undefined, this.closing).catch(() => undefined);
    }
    this.pumping = undefined;
  }

  private async write(batch: readonly Line[]): Promise<boolean> {
    const since = performance.now();
    this.writingSince = since;
    const timer = setTimeout(() => {
      // A busy event loop runs its timers first: a write that has ended meanwhile must not count as stuck.
      setImmediate(() => {
        if (this.writingSince === since) this.become(false);
      });
    }, STUCK_MS);
    try {
      await this.destination.write(
        batch.map(({ text }) => text).join(''),
        batch.some(({ durable }) => durable),
      );
      this.lines = this.lines.slice(batch.length);
      for (const line of batch) line.resolve();
      this.become(true);
      return true;
    } catch {
      this.become(false);
      return false;
    } finally {
      clearTimeout(timer);
      this.writingSince = undefined;
    }
  }

  private become(isAvailable: boolean): void {
    if (!isAvailable) this.rejectAll();
    if (isAvailable === this.isAvailable) return;
    this.isAvailable = isAvailable;
    this.changed(isAvailable);
  }

  private rejectAll(): void {
    for (const line of this.lines) line.reject(new AuditUnavailable());
  }
}
