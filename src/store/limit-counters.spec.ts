import { describe, expect, it } from '@jest/globals';
import { Limiter } from '../limits/limiter.js';
import { CountersInMemory, type Counter } from './limit-counters.js';

const HOUR = 3_600;

const counter = (key: string, limit: number, reserve?: Counter['reserve']): Counter => ({
  key,
  limit,
  windowSeconds: HOUR,
  ...(reserve && { reserve }),
});

describe('counters in memory', () => {
  // A million of them: test/durability.
  it('stay bounded', async () => {
    const counters = new CountersInMemory(100);
    for (let key = 0; key < 1_000; key++) await counters.add([counter(String(key), 1)]);
    expect(counters.size).toBe(100);
  });

  it('keep counters in use, and drop the least recently used', async () => {
    const limiter = new Limiter(new CountersInMemory(3), 'test', 5, HOUR);
    for (const key of ['a', 'b', 'c', 'a', 'd']) await limiter.take(key);
    expect((await limiter.take('a')).count).toBe(3);
    expect((await limiter.take('b')).count).toBe(1);
  });

  it('start over when their window ends, and not before', async () => {
    let now = 0;
    const limiter = new Limiter(new CountersInMemory(10, () => now), 'test', 2, 60);
    expect(await limiter.take('a')).toEqual({ granted: true, count: 1, left: 1, resetSeconds: 60 });
    now = 30_000;
    expect(await limiter.take('a')).toEqual({ granted: true, count: 2, left: 0, resetSeconds: 30 });
    now = 59_001;
    expect(await limiter.take('a')).toEqual({ granted: false, count: 3, left: 0, resetSeconds: 1 });
    now = 60_000;
    expect(await limiter.take('a')).toEqual({ granted: true, count: 1, left: 1, resetSeconds: 60 });
  });

  it('subtract what is given back, and never fall below zero', async () => {
    const counters = new CountersInMemory();
    const limiter = new Limiter(counters, 'test', 1, 60);
    await limiter.giveBack('a');
    await limiter.take('a');
    await limiter.giveBack('a');
    await limiter.giveBack('a');
    expect((await limiter.take('a')).granted).toBe(true);
    expect((await limiter.take('a')).granted).toBe(false);
  });

  it('are added to together, or not at all', async () => {
    const counters = new CountersInMemory();
    const [wide, narrow] = [counter('wide', 9), counter('narrow', 1)];
    expect(await counters.add([wide, narrow])).toMatchObject({ refusedBy: undefined, count: 1 });
    expect(await counters.add([wide, narrow])).toMatchObject({ refusedBy: 1, count: 2 });
    expect(await counters.add([wide])).toMatchObject({ count: 2 });
    await counters.subtract([wide, narrow]);
    expect(await counters.add([wide, narrow])).toMatchObject({ refusedBy: undefined });
  });

  it('have another bound while the counter before them is within its reserve', async () => {
    const counters = new CountersInMemory();
    const both = [counter('own', 9), counter('all', 1, { count: 2, limit: 4 })];
    expect(await counters.add(both)).toMatchObject({ refusedBy: undefined });
    expect(await counters.add(both)).toMatchObject({ refusedBy: undefined });
    expect(await counters.add(both)).toMatchObject({ refusedBy: 1, count: 3 });
    const others = [counter('other', 9), counter('all', 1, { count: 2, limit: 4 })];
    expect(await counters.add(others)).toMatchObject({ refusedBy: undefined });
    expect(await counters.add(others)).toMatchObject({ refusedBy: undefined, count: 4 });
    const third = [counter('third', 9), counter('all', 1, { count: 2, limit: 4 })];
    expect(await counters.add(third)).toMatchObject({ refusedBy: 1, count: 5 });
  });
});
