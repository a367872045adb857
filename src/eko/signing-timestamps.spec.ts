import { describe, expect, it } from '@jest/globals';
import { SigningTimestamps } from './signing-timestamps.js';

const TIME = 1_700_000_000_000;
const KEY = 'developer-key';

function taken(timestamps: SigningTimestamps, count: number): Promise<number[]> {
  return Promise.all(Array.from({ length: count }, () => timestamps.next(KEY)));
}

function expectStrictlyIncreasing(values: readonly number[]): void {
  const steps = values.slice(1).map((value, index) => value - (values[index] ?? value));
  expect(steps.filter((step) => step <= 0)).toEqual([]);
}

describe('signing timestamps', () => {
  it('are the clock when it has moved on', async () => {
    let now = TIME;
    const timestamps = new SigningTimestamps(() => now);
    expect(await timestamps.next(KEY)).toBe(TIME);
    now = TIME + 7;
    expect(await timestamps.next(KEY)).toBe(TIME + 7);
  });

  it('are milliseconds of the real clock by default', async () => {
    const before = Date.now();
    const timestamp = await new SigningTimestamps().next(KEY);
    expect(timestamp).toBeGreaterThanOrEqual(before);
    expect(timestamp).toBeLessThanOrEqual(Date.now());
  });

  it('never repeat and strictly increase under 1,000 concurrent calls while the clock stands still', async () => {
    const values = await taken(new SigningTimestamps(() => TIME), 1000);
    expect(new Set(values).size).toBe(1000);
    expect(values).toEqual(Array.from({ length: 1000 }, (_, index) => TIME + index));
  });

  it('strictly increase under 1,000 concurrent calls on the real clock', async () => {
    const values = await taken(new SigningTimestamps(), 1000);
    expect(values).toHaveLength(1000);
    expectStrictlyIncreasing(values);
  });

  it('strictly increase when the clock goes back', async () => {
    let now = TIME;
    const timestamps = new SigningTimestamps(() => (now -= 1000));
    expectStrictlyIncreasing(await taken(timestamps, 100));
  });

  it('follow the clock again once it has caught up', async () => {
    let now = TIME;
    const timestamps = new SigningTimestamps(() => now);
    await taken(timestamps, 3);
    now = TIME - 60_000;
    expect(await timestamps.next(KEY)).toBe(TIME + 3);
    now = TIME + 10;
    expect(await timestamps.next(KEY)).toBe(TIME + 10);
  });

  it('are counted for each developer key alone', async () => {
    const timestamps = new SigningTimestamps(() => TIME);
    await taken(timestamps, 5);
    expect(await timestamps.next('another-key')).toBe(TIME);
    expect(await timestamps.next(KEY)).toBe(TIME + 5);
  });
});
