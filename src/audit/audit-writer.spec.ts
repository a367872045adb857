import { describe, expect, it } from '@jest/globals';
import type { AuditDestination } from './audit-destination.js';
import { AuditUnavailable, AuditWriter } from './audit-writer.js';

/** Takes text only while it is open, as a pipe that somebody reads. */
class Tap implements AuditDestination {
  readonly texts: string[] = [];
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

  async write(text: string): Promise<void> {
    if (!this.isOpen) await new Promise<void>((go) => this.waiting.push(go));
    this.texts.push(text);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

function stage(): { tap: Tap; writer: AuditWriter; changes: boolean[] } {
  const tap = new Tap();
  const changes: boolean[] = [];
  return { tap, changes, writer: new AuditWriter(tap, (isAvailable) => changes.push(isAvailable)) };
}

describe('lines', () => {
  it('that wait while one is written go out together, in order', async () => {
    const { tap, writer } = stage();
    await Promise.all(['a', 'b', 'c'].map((text) => writer.append(text, false)));
    expect(tap.texts).toEqual(['a', 'bc']);
  });

  it('that were refused are written in order when they can be', async () => {
    const { tap, writer, changes } = stage();
    tap.shut();
    await expect(writer.append('a', false)).rejects.toThrow(AuditUnavailable);
    await expect(writer.append('b', true)).rejects.toThrow(AuditUnavailable);
    expect({ unwritten: writer.unwritten, available: writer.available }).toEqual({
      unwritten: 2,
      available: false,
    });
    tap.turnOn();
    await expect(writer.append('c', false)).rejects.toThrow(AuditUnavailable);
    while (writer.unwritten > 0) await new Promise(setImmediate);
    expect(tap.texts.join('')).toBe('abc');
    expect(changes).toEqual([false, true]);
  });

  it('are kept up to 10,000, the oldest of them', async () => {
    const { tap, writer } = stage();
    tap.shut();
    await expect(writer.append('first', false)).rejects.toThrow(AuditUnavailable);
    for (let count = 0; count < 12_000; count++) writer.append('.', false).catch(() => undefined);
    expect(writer.unwritten).toBe(10_000);
    tap.turnOn();
    while (writer.unwritten > 0) await new Promise(setImmediate);
    expect(tap.texts.join('')).toBe(`first${'.'.repeat(9_999)}`);
  });

  it('that are not written at the end are counted', async () => {
    const { tap, writer } = stage();
    tap.shut();
    await expect(writer.append('a', false)).rejects.toThrow(AuditUnavailable);
    expect(await writer.close()).toBe(1);
    await expect(writer.append('b', false)).rejects.toThrow(AuditUnavailable);
  });
});

describe('what is done next', () => {
  it('may begin while lines are written as usual', async () => {
    const { writer } = stage();
    const written = writer.append('a', false);
    await writer.ready();
    await written;
  });

  it('waits while a write takes long, until that has ended', async () => {
    const { tap, writer } = stage();
    tap.shut();
    const written = writer.append('a', false);
    await new Promise((resolve) => setTimeout(resolve, 150));
    const ready = writer.ready();
    expect(await Promise.race([ready, Promise.resolve('waits')])).toBe('waits');
    tap.turnOn();
    await Promise.all([written, ready]);
  });

  it('is refused when the write is stuck', async () => {
    const { tap, writer } = stage();
    tap.shut();
    const written = writer.append('a', false);
    await new Promise((resolve) => setTimeout(resolve, 150));
    const ready = writer.ready();
    await expect(written).rejects.toThrow(AuditUnavailable);
    await expect(ready).rejects.toThrow(AuditUnavailable);
    await expect(writer.ready()).rejects.toThrow(AuditUnavailable);
  });
});
