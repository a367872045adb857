import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { AuditUnavailable } from './audit-writer.js';
import { stage, turns } from './testing/tap.js';

/** Stops the clock and the timers, but for those of the event loop. */
function stopClock(): void {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] });
}

/** Advances the stopped clock until the write counts as stuck; the line is refused. */
async function stuck(line: Promise<void>): Promise<void> {
  const refused = expect(line).rejects.toThrow(AuditUnavailable);
  jest.advanceTimersByTime(1_000);
  await refused;
}

afterEach(() => {
  jest.useRealTimers();
});

describe('lines', () => {
  it('that wait for a running write are written together, in order', async () => {
    const { tap, writer } = stage();
    await Promise.all(['a', 'b', 'c'].map((text) => writer.append(text, false)));
    expect(tap.texts).toEqual(['a', 'bc']);
  });

  it('that were refused are written in order when they can be', async () => {
    stopClock();
    const { tap, writer, changes } = stage();
    tap.shut();
    await stuck(writer.append('a', false));
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

  it('are kept up to 10,000, the oldest ones', async () => {
    stopClock();
    const { tap, writer } = stage();
    tap.shut();
    await stuck(writer.append('first', false));
    for (let count = 0; count < 12_000; count++) writer.append('.', false).catch(() => undefined);
    expect(writer.unwritten).toBe(10_000);
    tap.turnOn();
    while (writer.unwritten > 0) await new Promise(setImmediate);
    expect(tap.texts.join('')).toBe(`first${'.'.repeat(9_999)}`);
  });

  it('that are not written at the end are counted', async () => {
    stopClock();
    const { tap, writer } = stage();
    tap.shut();
    await stuck(writer.append('a', false));
    let lost: number | undefined;
    void writer.close().then((lines) => (lost = lines));
    await turns(3);
    // It does not wait for a write that is stuck.
    expect(lost).toBe(1);
    await expect(writer.append('b', false)).rejects.toThrow(AuditUnavailable);
    expect(writer.unwritten).toBe(1);
  });

  it('that came while another was written are written as soon as that has ended', async () => {
    const { tap, writer } = stage();
    void writer.append('a', false);
    void writer.append('b', false);
    await turns(3);
    expect(tap.texts).toEqual(['a', 'b']);
  });
});

describe('a destination that fails', () => {
  it('is not tried at once: the next attempt is later', async () => {
    const { tap, writer } = stage();
    tap.isFull = true;
    await writer.append('a', false).catch(() => undefined);
    await turns(3);
    expect(tap.attempts).toBe(1);
    await writer.close();
  });

  it('receives every line once, in order, when it works again, after the callers were refused', async () => {
    const { tap, writer, changes } = stage();
    await writer.append('0', false);
    tap.isFull = true;
    const refused = ['a', 'b', 'c'].map((text) =>
      writer.append(text, false).catch((error: unknown) => error),
    );
    for (const error of await Promise.all(refused)) expect(error).toBeInstanceOf(AuditUnavailable);
    expect([writer.unwritten, writer.available]).toEqual([3, false]);
    await expect(writer.ready()).rejects.toThrow(AuditUnavailable);
    await expect(writer.append('d', false)).rejects.toThrow(AuditUnavailable);
    tap.isFull = false;
    while (!writer.available) await wait(10);
    expect(tap.texts).toEqual(['0', 'abcd']);
    expect([writer.unwritten, changes]).toEqual([0, [false, true]]);
    await writer.ready();
    await writer.append('e', false);
    expect(tap.texts).toEqual(['0', 'abcd', 'e']);
  });

  it('is closed with its unwritten lines counted, and is not tried any more', async () => {
    const { tap, writer } = stage();
    tap.isFull = true;
    for (const text of ['a', 'b']) await writer.append(text, false).catch(() => undefined);
    expect(await writer.close()).toBe(2);
    tap.isFull = false;
    await turns(3);
    expect([tap.texts, tap.isClosed]).toEqual([[], true]);
  });
});

describe('lines that are written together', () => {
  it.each<[readonly boolean[], boolean]>([
    [[false, false], false],
    [[false, true], true],
    [[true, false], true],
    [[true, true], true],
  ])('and of which each is durable as in %j, are on the disk: %s', async (durable, isOnDisk) => {
    const { tap, writer } = stage();
    const first = writer.append('first', false);
    await Promise.all([first, ...durable.map((one) => writer.append('.', one))]);
    expect(tap.texts).toEqual(['first', '..']);
    expect(tap.durable).toEqual([false, isOnDisk]);
  });

  it('are resolved when they are written, not before', async () => {
    const { tap, writer } = stage();
    tap.shut();
    const resolved: string[] = [];
    const written = ['a', 'b'].map((text) => writer.append(text, false).then(() => resolved.push(text)));
    await new Promise(setImmediate);
    expect(resolved).toEqual([]);
    tap.turnOn();
    await Promise.all(written);
    expect(resolved).toEqual(['a', 'b']);
  });
});

describe('the next action', () => {
  it('may begin while lines are written as usual', async () => {
    const { tap, writer } = stage();
    tap.shut();
    const written = writer.append('a', false);
    await writer.ready();
    tap.turnOn();
    await written;
    expect(tap.texts).toEqual(['a']);
  });

  it('waits while a write takes long, until that has ended', async () => {
    stopClock();
    const { tap, writer } = stage();
    tap.shut();
    const written = writer.append('a', false);
    jest.advanceTimersByTime(150);
    const ready = writer.ready();
    expect(await Promise.race([ready, Promise.resolve('waits')])).toBe('waits');
    tap.turnOn();
    await Promise.all([written, ready]);
    // An empty text waits behind the line.
    expect([tap.texts, tap.durable]).toEqual([
      ['a', ''],
      [false, false],
    ]);
  });

  it('is refused when the write is stuck', async () => {
    stopClock();
    const { tap, writer } = stage();
    tap.shut();
    const written = writer.append('a', false);
    jest.advanceTimersByTime(150);
    const ready = writer.ready();
    jest.advanceTimersByTime(1_000);
    await expect(written).rejects.toThrow(AuditUnavailable);
    await expect(ready).rejects.toThrow(AuditUnavailable);
    await expect(writer.ready()).rejects.toThrow(AuditUnavailable);
  });
});
