import { beforeEach, describe, expect, it } from '@jest/globals';
import { ExpiryClock } from './expiry-clock.js';

const DAY_MS = 86_400_000;
const NOW = Date.UTC(2026, 10, 26);

let kept: string;
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
      write: (text) => Promise.resolve(void (kept = text)),
    },
    () => wall,
    () => monotonic,
  );
  clock.close(); // the test compares by itself
}

beforeEach(async () => {
  kept = '';
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
});
