import { describe, expect, it } from '@jest/globals';
import { Limiter } from '../limits/limiter.js';
import type { StoreConfig } from '../config/gateway-config.js';
import { CountersInMemory, limitCounters, type Counter } from './limit-counters.js';
import { describeCounters } from './testing/counters-contract.js';

const HOUR = 3_600;

const counter = (key: string, limit: number): Counter => ({ key, limit, windowSeconds: HOUR });

describeCounters('Counters in memory', () => {
  let now = 0;
  const pass = (milliseconds: number): Promise<void> => Promise.resolve(void (now += milliseconds));
  return Promise.resolve({ counters: new CountersInMemory(100, () => now), pass });
});

describe('counters in memory', () => {
  it('are those of the embedded store, whose check needs none of them', async () => {
    const counters = await limitCounters({ kind: 'embedded' } as StoreConfig);
    expect(counters).toBeInstanceOf(CountersInMemory);
    expect(counters.reservedKeys()).toEqual([]);
  });

  // A million of them: test/durability.
  it('stay bounded', async () => {
    const counters = new CountersInMemory(100);
    for (let key = 0; key < 1_000; key++) await counters.add([counter(String(key), 1)]);
    expect(counters.size).toBe(100);
    counters.close();
    expect(counters.size).toBe(0);
  });

  it('take no room for what was refused or given back', async () => {
    const counters = new CountersInMemory(100);
    await counters.add([counter('full', 1)]);
    await counters.add([counter('other', 1), counter('full', 1)]);
    expect(counters.size).toBe(1);
    await counters.subtract([counter('full', 1)]);
    expect(counters.size).toBe(0);
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
});
