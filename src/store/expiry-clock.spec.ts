import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { ExpiryClock } from './expiry-clock.js';

const DAY_MS = 86_400_000;
const NOW = Date.UTC(2026, 10, 26);

let kept: string;
/** How often the time was written. */
let writes: number;
let wall: number;
let monotonic: number;
let clock: ExpiryClock;

/** Both clocks advance, and are compared every second. */
async function pass(seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second += 1) {
    wall += 1000;
    monotonic += 1000;
    await clock.compare();
  }
}

async function start(): Promise<void> {
  monotonic = 100; // of a new process
  clock = await ExpiryClock.open(
    {
      read: () => Promise.resolve(kept),
      write: (text) => {
        writes += 1;
        kept = text;
        return Promise.resolve();
      },
    },
    () => wall,
    () => monotonic,
  );
  clock.close(); // the test compares by itself
}

beforeEach(async () => {
  [kept, writes] = ['', 0];
  wall = NOW;
  await start();
});

describe('the clock of expiry', () => {
  it('runs with the wall clock', async () => {
    await pass(100);
    expect(clock.now()).toBe(wall);
  });

  it('ignores a step of the wall clock in either direction', async () => {
    await pass(100);
    for (const leap of [25 * 3_600_000, -50 * 3_600_000, 25 * 3_600_000]) {
      wall += leap;
      await pass(2);
    }
    expect(clock.now()).toBe(NOW + 106_000);
  });

  it('adds the time for which the process was down, a minute after the start', async () => {
    await pass(100);
    wall += DAY_MS;
    await start();
    await pass(59);
    expect(clock.now()).toBeLessThan(NOW + DAY_MS);
    await pass(2);
    expect(clock.now()).toBe(wall);
  });

  it('adds nothing while the wall clock is set forward at the start, and adds the right time later', async () => {
    await pass(100);
    wall += 10_000 + DAY_MS;
    await start();
    await pass(2);
    wall -= DAY_MS;
    await pass(100);
    expect(clock.now()).toBe(wall);
  });

  it('does not count the correction of a clock as time that passed', async () => {
    wall -= 1000 * DAY_MS; // a machine that does not know the time when it starts
    kept = '';
    await start();
    await pass(100);
    const before = clock.now();
    wall += 1000 * DAY_MS;
    await pass(2);
    await start();
    await pass(100);
    expect(clock.now() - before).toBeLessThan(DAY_MS);
  });

  it('adds the time for which the process was down when it is restarted within the minute', async () => {
    await pass(100);
    wall += DAY_MS;
    await start();
    await pass(30);
    wall += 3_600_000; // set forward, and back
    await pass(2);
    wall -= 3_600_000;
    await pass(2);
    await start();
    await pass(100);
    expect(clock.now()).toBe(wall);
  });

  it.each(['', 'no JSON', '{}', '{"at":"1","wall":1}', '{"at":1.5,"wall":1}', 'null'])(
    'starts with the wall clock when the store has %p for the time',
    async (text) => {
      kept = text;
      await start();
      expect([clock.now(), writes]).toEqual([NOW, 2]);
    },
  );

  it.each(['null', '"1"', '1.5'])('adds no time after a wall clock that was kept as %s', async (text) => {
    kept = `{"at":${NOW - DAY_MS},"wall":${text}}`;
    await start();
    await pass(100);
    expect(clock.now()).toBe(wall - DAY_MS);
  });

  it('is written at the first start and then each minute, and at once when the wall clock was set', async () => {
    expect(writes).toBe(1);
    await start();
    expect(writes).toBe(1);
    await pass(59);
    expect(writes).toBe(1);
    await pass(1);
    expect(writes).toBe(2);
    await pass(59);
    expect(writes).toBe(2);
    await pass(1);
    expect(writes).toBe(3);
    wall += 501;
    await clock.compare();
    expect([writes, kept]).toEqual([4, JSON.stringify({ at: NOW + 120_000, wall: null })]);
    wall += 500; // slewed, not set
    await clock.compare();
    expect(writes).toBe(4);
  });

  it('compares the clocks of the process every second until it is closed', async () => {
    jest.useFakeTimers({ now: NOW });
    const written: string[] = [];
    const write = (text: string): Promise<void> => Promise.resolve(void written.push(text));
    const own = await ExpiryClock.open({ read: () => Promise.resolve(''), write });
    await jest.advanceTimersByTimeAsync(60_000);
    expect(own.now()).toBe(NOW + 60_000);
    expect(written.map((text) => JSON.parse(text) as unknown)).toEqual([
      { at: NOW, wall: null },
      { at: NOW + 60_000, wall: NOW + 60_000 },
    ]);
    own.close();
    expect(jest.getTimerCount()).toBe(0);
    jest.useRealTimers();
  });
});
