import type { AuditDestination } from './audit-destination.js';

/** The audit stream cannot be written; what it would have told must not happen, or not be told as done. */
export class AuditUnavailable extends Error {
  override readonly name = 'AuditUnavailable';
}

interface Entry {
  readonly line: string;
  readonly durable: boolean;
  readonly keep: boolean;
  resolve(): void;
  reject(error: Error): void;
}

/** Lines of things that have happened, kept in memory until they can be written. */
const MAX_KEPT_LINES = 10_000;

/** Writes lines in the order in which they were given; those that wait while one is written go out together. */
export class AuditWriter {
  private waiting: Entry[] = [];
  private kept: string[] = [];
  private running: Promise<void> | undefined;

  constructor(private readonly destination: AuditDestination) {}

  /**
   * Resolves when the line is written.
   * @param durable see AuditDestination
   * @param keep the line tells what has happened: when it cannot be written now, it is before the next one
   * @throws AuditUnavailable
   */
  append(line: string, { durable, keep }: { durable: boolean; keep: boolean }): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ line: `${line}\n`, durable, keep, resolve, reject });
      this.running ??= this.drain().finally(() => {
        this.running = undefined;
      });
    });
  }

  /** Resolves when nothing that happened is still unwritten. @throws AuditUnavailable */
  async ready(): Promise<void> {
    if (this.kept.length > 0) await this.append('', { durable: false, keep: false });
  }

  async close(): Promise<void> {
    await this.running;
    await this.destination.close();
  }

  private async drain(): Promise<void> {
    while (this.waiting.length > 0) {
      const batch = this.waiting;
      this.waiting = [];
      await this.write(batch);
    }
  }

  private async write(batch: readonly Entry[]): Promise<void> {
    const lines = [...this.kept, ...batch.map(({ line }) => line)].filter((line) => line !== '\n');
    try {
      await this.destination.write(
        lines.join(''),
        batch.some(({ durable }) => durable),
      );
      this.kept = [];
      for (const entry of batch) entry.resolve();
    } catch {
      const happened = batch.filter(({ keep }) => keep).map(({ line }) => line);
      this.kept = [...this.kept, ...happened].slice(-MAX_KEPT_LINES);
      for (const entry of batch) entry.reject(new AuditUnavailable());
    }
  }
}
