import { describe, expect, it } from '@jest/globals';
import { Limiter } from '../limits/limiter.js';
import { CountersInMemory } from './limit-counters.js';

const HOUR = 3_600;

describe('counters in memory', () => {
  // A million of them: test/durability.
  it('stay bounded', async () => {
    const client = new CountersInMemory(100);
    for (let key = 0; key < 1_000; key++) await client.rlflxIncr([String(key), '1', String(HOUR)]);
    expect(client.size).toBe(100);
  });

  it('keep counters in use, and drop the least recently used', async () => {
    const client = new CountersInMemory(3);
    const limiter = new Limiter({ client }, 'test', 5, HOUR);
    for (const key of ['a', 'b', 'c', 'a', 'd']) await limiter.take(key);
    expect((await limiter.take('a')).count).toBe(3);
    expect((await limiter.take('b')).count).toBe(1);
  });

  it('start over when their window ends, and not before', async () => {
    let now = 0;
    const limiter = new Limiter({ client: new CountersInMemory(10, () => now) }, 'test', 2, 60);
    expect(await limiter.take('a')).toEqual({ granted: true, count: 1, left: 1, resetSeconds: 60 });
    now = 30_000;
    expect(await limiter.take('a')).toEqual({ granted: true, count: 2, left: 0, resetSeconds: 30 });
    now = 59_001;
    expect(await limiter.take('a')).toEqual({ granted: false, count: 3, left: 0, resetSeconds: 1 });
    now = 60_000;
    expect(await limiter.take('a')).toEqual({ granted: true, count: 1, left: 1, resetSeconds: 60 });
  });

  it('subtract points that are given back', async () => {
    const limiter = new Limiter({ client: new CountersInMemory() }, 'test', 1, 60);
    await limiter.take('a');
    await limiter.giveBack('a');
    expect((await limiter.take('a')).granted).toBe(true);
    expect((await limiter.take('a')).granted).toBe(false);
  });
});
