import type { AuditDestination } from '../../../audit/audit-destination.js';

/** One line of the audit stream. */
export type AuditLine = Readonly<Record<string, unknown>> & { readonly event: string };

/** An audit stream that can be made to fail, for all lines or for some. */
export class ScriptedAudit implements AuditDestination {
  readonly lines: AuditLine[] = [];
  /** Decides which lines cannot be written. */
  refuses: (line: AuditLine) => boolean = () => false;

  /** @param note is called for each line that is written */
  constructor(private readonly note: (what: string) => void) {}

  open(): Promise<void> {
    return Promise.resolve();
  }

  async write(text: string, durable: boolean): Promise<void> {
    const lines = text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as AuditLine);
    if (lines.some((line) => this.refuses(line))) throw new Error('the disk is full');
    // Asynchronous, as a disk: code that does not wait for it continues before it.
    await new Promise(setImmediate);
    this.lines.push(...lines);
    for (const { event } of lines) this.note(`audit ${event}${durable ? ', durable' : ''}`);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
