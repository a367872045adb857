import { setTimeout as wait } from 'node:timers/promises';
import type { AuditDestination } from './audit-destination.js';

/** The audit stream cannot be written: the action that it would record must not be done, or not be answered as done. */
export class AuditUnavailable extends Error {
  override readonly name = 'AuditUnavailable';
}

interface Line {
  readonly text: string;
  readonly durable: boolean;
  /** When its caller is refused, though the line may still be written; milliseconds of `performance.now()`. */
  readonly refuseAt: number;
  resolve(): void;
  reject(error: Error): void;
}

/** A write that takes longer makes the stream unavailable until it ends, milliseconds. */
const STUCK_MS = 1_000;
/** A write that takes longer may be stuck, milliseconds: no step begins until that is known. */
const SLOW_MS = 100;
/** Minimum wait for a line, even when the client's time is over, so that a running write can end, milliseconds. */
const MIN_WAIT_MS = 100;
/** From a failed write to the next attempt, milliseconds. */
const RETRY_MS = 500;
/** How long the shutdown waits for the last lines, milliseconds. */
const CLOSE_MS = 1_000;
/** Maximum of lines kept until they can be written. The oldest are kept: they record actions, later ones refusals. */
const MAX_LINES = 10_000;

/**
 * Writes lines in the order of `append`; lines that wait for a running write are written together. A line is written
 * when that is possible, even if `append` has rejected because the stream is unavailable.
 */
export class AuditWriter {
  private lines: Line[] = [];
  private pumping: Promise<void> | undefined;
  private writingSince: number | undefined;
  private isAvailable = true;
  private timer: NodeJS.Timeout | undefined;
  private readonly closing = new AbortController();

  /** @param changed receives whether the stream is available, each time that changes */
  constructor(
    private readonly destination: AuditDestination,
    private readonly changed: (isAvailable: boolean) => void,
  ) {}

  /** Whether the last write succeeded or is still running. */
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
   * @param answerBy when to stop waiting for it, milliseconds since the epoch; never before MIN_WAIT_MS
   * @throws AuditUnavailable; the line is written as soon as it can be
   */
  append(text: string, durable: boolean, answerBy = Infinity): Promise<void> {
    return new Promise((resolve, reject) => {
      const isKept = this.lines.length < MAX_LINES && !this.closing.signal.aborted;
      const refuseAt = performance.now() + Math.max(MIN_WAIT_MS, answerBy - Date.now());
      if (isKept) this.lines.push({ text, durable, refuseAt, resolve, reject });
      if (!isKept || !this.isAvailable) reject(new AuditUnavailable());
      this.pumping ??= this.pump();
    });
  }

  /** Resolves when the next action can be recorded. @param answerBy as for `append` @throws AuditUnavailable */
  async ready(answerBy?: number): Promise<void> {
    if (!this.isAvailable) throw new AuditUnavailable();
    const isSlow = this.writingSince !== undefined && performance.now() - this.writingSince > SLOW_MS;
    if (isSlow) await this.append('', false, answerBy);
  }

  /** @returns how many lines are lost because they could not be written */
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
    this.writingSince = performance.now();
    this.timer = setTimeout(this.check, MIN_WAIT_MS);
    try {
      await this.destination.write(
        batch.map(({ text }) => text).join(''),
        batch.some(({ durable }) => durable),
      );
      this.lines = this.lines.slice(batch.length);
      for (const line of batch) line.resolve();
      this.setAvailable(true);
      return true;
    } catch {
      this.setAvailable(false);
      return false;
    } finally {
      clearTimeout(this.timer);
      this.writingSince = undefined;
    }
  }

  /** One timer for a write and all lines that wait for it: a line cannot be due before the next check. */
  private readonly check = (): void => {
    const { writingSince: since } = this;
    // A busy event loop runs its timers first: a write that has ended meanwhile must not count as late.
    setImmediate(() => {
      if (since === undefined || this.writingSince !== since) return;
      const now = performance.now();
      if (now - since >= STUCK_MS) {
        this.setAvailable(false);
        return;
      }
      let next = Math.min(since + STUCK_MS, now + MIN_WAIT_MS);
      for (const line of this.lines) {
        if (line.refuseAt > now) next = Math.min(next, line.refuseAt);
        else line.reject(new AuditUnavailable());
      }
      this.timer = setTimeout(this.check, next - now);
    });
  };

  private setAvailable(isAvailable: boolean): void {
    if (!isAvailable) this.rejectAll();
    if (isAvailable === this.isAvailable) return;
    this.isAvailable = isAvailable;
    this.changed(isAvailable);
  }

  private rejectAll(): void {
    for (const line of this.lines) line.reject(new AuditUnavailable());
  }
}
