import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { AuditUnavailable } from './audit-writer.js';
import { stage, turns } from './testing/tap.js';

describe('the time that a write takes', () => {
  const SECOND_MS = 1_000;
  afterEach(() => {
    jest.useRealTimers();
  });
  const fake = (): void => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'queueMicrotask', 'nextTick'] });
  };

  it('makes the stream unavailable after a second, and not before', async () => {
    fake();
    const { tap, writer, changes } = stage();
    tap.shut();
    writer.append('a', false).catch(() => undefined);
    jest.advanceTimersByTime(SECOND_MS - 1);
    await turns(2);
    expect(changes).toEqual([]);
    jest.advanceTimersByTime(1);
    await turns(2);
    expect(changes).toEqual([false]);
  });

  it('makes it unavailable after a second, also when a line has more time than that', async () => {
    fake();
    const { tap, writer, changes } = stage();
    tap.shut();
    writer.append('a', false, Date.now() + 5 * SECOND_MS).catch(() => undefined);
    for (let passed = 0; passed < SECOND_MS; passed += 50) {
      jest.advanceTimersByTime(50);
      await turns(2);
    }
    expect(changes).toEqual([false]);
  });

  it.each([
    [0, 100],
    [99, 100],
    [250, 250],
    [250.5, 251],
  ])('refuses a line that has %d ms after %d ms, and still writes it', async (milliseconds, due) => {
    fake();
    const { tap, writer, changes } = stage();
    tap.shut();
    writer.append('a', false).catch(() => undefined);
    jest.advanceTimersByTime(30);
    let refused: unknown;
    writer.append('b', false, Date.now() + milliseconds).catch((error: unknown) => (refused = error));
    for (let at = 1; at < due; at++) {
      jest.advanceTimersByTime(1);
      await turns(1);
    }
    expect(refused).toBeUndefined();
    jest.advanceTimersByTime(1);
    await turns(2);
    expect(refused).toBeInstanceOf(AuditUnavailable);
    jest.useRealTimers();
    tap.turnOn();
    await turns(3);
    expect([tap.texts, writer.available, changes]).toEqual([['a', 'b'], true, []]);
  });

  it('does not count after the write has ended', async () => {
    fake();
    const { writer, changes } = stage();
    await writer.append('a', false);
    expect(jest.getTimerCount()).toBe(0);
    jest.advanceTimersByTime(2 * SECOND_MS);
    await writer.ready();
    await turns(2);
    expect([writer.available, changes]).toEqual([true, []]);
  });

  it('does not count when the write ends while a busy event loop runs its timers', async () => {
    fake();
    const { tap, writer, changes } = stage();
    tap.shut();
    const written = writer.append('a', false);
    jest.advanceTimersByTime(SECOND_MS);
    tap.turnOn();
    await written;
    await turns(2);
    expect([writer.available, changes]).toEqual([true, []]);
  });
});

describe('closing', () => {
  it('ends after a second when the write does not, and refuses its lines', async () => {
    // The writer's own timers stay real; that which finds out whether the write is stuck never runs.
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'queueMicrotask', 'nextTick'] });
    const { tap, writer } = stage();
    tap.shut();
    const refused = expect(writer.append('a', false)).rejects.toThrow(AuditUnavailable);
    expect(await writer.close()).toBe(1);
    await refused;
    expect(tap.isClosed).toBe(true);
    jest.useRealTimers();
  });

  it('waits for the running write', async () => {
    const { tap, writer } = stage();
    tap.shut();
    const written = writer.append('a', false);
    const closed = writer.close();
    tap.turnOn();
    await written;
    expect(await closed).toBe(0);
    expect([tap.texts, tap.isClosed]).toEqual([['a'], true]);
  });
});
