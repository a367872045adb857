import { describe, expect, it } from '@jest/globals';
import { LEAD_MS, LocalSigningSequence } from './signing-sequence.js';

const TIME = 1_700_000_000_000;
const KEY = 'developer-key';

describe('the signing sequence of one process', () => {
  it('starts after everything that a predecessor can have used, and then allows one a millisecond', async () => {
    let now = TIME;
    const sequence = new LocalSigningSequence(() => now);
    expect(await sequence.reserve(KEY, 10)).toEqual({ first: TIME + LEAD_MS + 1, count: 0, skewMs: 0 });
    now += 3;
    expect(await sequence.reserve(KEY, 10)).toEqual({ first: TIME + LEAD_MS + 1, count: 3, skewMs: 0 });
    expect(await sequence.reserve(KEY, 10)).toEqual({ first: TIME + LEAD_MS + 4, count: 0, skewMs: 0 });
  });

  it('never repeats a millisecond of the process before a restart, however short the pause', async () => {
    let now = TIME;
    const before = new LocalSigningSequence(() => now);
    await before.reserve(KEY, 1);
    now += 5000;
    const used = await before.reserve(KEY, 2000);
    const after = new LocalSigningSequence(() => now);
    await after.reserve(KEY, 1);
    now += 1;
    const next = await after.reserve(KEY, 1);
    expect(next.count).toBe(1);
    expect(next.first).toBeGreaterThanOrEqual(used.first + used.count);
  });

  it('gives a burst the milliseconds of the next second, and no more', async () => {
    let now = TIME;
    const sequence = new LocalSigningSequence(() => now);
    await sequence.reserve(KEY, 1);
    now += 10_000;
    expect(await sequence.reserve(KEY, 5000)).toEqual({ first: now, count: LEAD_MS + 1, skewMs: 0 });
    expect(await sequence.reserve(KEY, 1)).toEqual({ first: now + LEAD_MS + 1, count: 0, skewMs: 0 });
  });

  it('continues when the clock is set back a little', async () => {
    let now = TIME;
    const sequence = new LocalSigningSequence(() => now);
    await sequence.reserve(KEY, 1);
    now += 5000;
    await sequence.reserve(KEY, 1);
    now -= 500;
    expect(await sequence.reserve(KEY, 1)).toEqual({ first: TIME + 5001, count: 1, skewMs: 0 });
  });

  it('starts over when the clock was far ahead', async () => {
    let now = TIME + 3_600_000;
    const sequence = new LocalSigningSequence(() => now);
    await sequence.reserve(KEY, 1);
    now = TIME;
    await sequence.reserve(KEY, 1);
    now += 10;
    expect(await sequence.reserve(KEY, 1)).toEqual({ first: TIME + LEAD_MS + 1, count: 1, skewMs: 0 });
  });

  it('has the clock of the process, and forgets what it reserved when it is closed', async () => {
    let now = TIME;
    const sequence = new LocalSigningSequence(() => now);
    expect(await sequence.check()).toBe(0);
    await sequence.reserve(KEY, 1);
    now += 10_000;
    sequence.close();
    expect(await sequence.reserve(KEY, 1)).toEqual({ first: now + LEAD_MS + 1, count: 0, skewMs: 0 });
  });
});
