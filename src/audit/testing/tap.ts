import type { AuditDestination } from '../audit-destination.js';
import { AuditWriter } from '../audit-writer.js';

/** Accepts text only while it is open, like a pipe with a reader; or fails, like a full disk. */
export class Tap implements AuditDestination {
  readonly texts: string[] = [];
  /** For each text, whether it had to be on the disk. */
  readonly durable: boolean[] = [];
  /** How many writes were begun. */
  attempts = 0;
  isFull = false;
  isClosed = false;
  private waiting: (() => void)[] = [];
  private isOpen = true;

  shut(): void {
    this.isOpen = false;
  }

  turnOn(): void {
    this.isOpen = true;
    for (const go of this.waiting.splice(0)) go();
  }

  open(): Promise<void> {
    return Promise.resolve();
  }

  async write(text: string, durable: boolean): Promise<void> {
    this.attempts += 1;
    if (!this.isOpen) await new Promise<void>((go) => this.waiting.push(go));
    if (this.isFull) throw new Error('the disk is full');
    this.texts.push(text);
    this.durable.push(durable);
  }

  close(): Promise<void> {
    this.isClosed = true;
    return Promise.resolve();
  }
}

/** A writer, with its destination and the changes of whether it is available. */
export function stage(): { tap: Tap; writer: AuditWriter; changes: boolean[] } {
  const tap = new Tap();
  const changes: boolean[] = [];
  return { tap, changes, writer: new AuditWriter(tap, (isAvailable) => changes.push(isAvailable)) };
}

/** Lets the event loop turn so many times. */
export async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise(setImmediate);
}
