import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Counter, LimitCounters } from '../../src/store/limit-counters.js';
import { openRedisCounters } from '../../src/store/redis-limit-counters.js';
import { describeCounters } from '../../src/store/testing/counters-contract.js';
import { RedisServer, startCluster } from './redis-servers.js';

const stops: (() => Promise<void> | void)[] = [];

afterAll(async () => {
  for (const stop of stops.reverse()) await stop();
});

describeCounters('Counters in Redis', async () => {
  const server = await RedisServer.start();
  stops.push(() => server.stop());
  const counters = await openRedisCounters({ mode: 'standalone', url: server.url });
  stops.push(() => {
    counters.close();
  });
  return { counters, pass: (milliseconds) => sleep(milliseconds + 10) };
});

describe('Counters in a Redis cluster', () => {
  let counters: LimitCounters;

  beforeAll(async () => {
    const nodes = await startCluster();
    for (const node of nodes) stops.push(() => node.stop());
    counters = await openRedisCounters({
      mode: 'cluster',
      url: 'redis://cluster',
      nodes: nodes.map(({ node }) => node),
    });
    stops.push(() => {
      counters.close();
    });
  }, 60_000);

  describeCounters('of one group', () =>
    Promise.resolve({ counters, pass: (milliseconds) => sleep(milliseconds + 10) }),
  );

  it('are added to together or not at all, also in different slots', async () => {
    const counter = (key: string, limit: number, group?: string): Counter => ({
      key,
      limit,
      windowSeconds: 3_600,
      ...(group !== undefined && { group }),
    });
    const [start, send] = [counter('starts:a', 3), counter('sends:a', 9)];
    const [pair, customer] = [counter('pair:a', 1, 'customer'), counter('customer:a', 2, 'customer')];
    const all = [start, send, pair, customer];
    expect(await counters.add(all)).toMatchObject({ refusedBy: undefined, count: 1 });
    expect(await counters.add(all)).toMatchObject({ refusedBy: 2, count: 2 });
    expect(await counters.add([send])).toMatchObject({ refusedBy: undefined, count: 2 });
    const others = [start, send, counter('pair:b', 9, 'customer'), customer];
    expect(await counters.add(others)).toMatchObject({ refusedBy: undefined, count: 2 });
    expect(await counters.add(others)).toMatchObject({ refusedBy: 3, count: 3 });
    expect(await counters.add([start])).toMatchObject({ refusedBy: undefined, count: 3 });
    expect(await counters.add([start, send])).toMatchObject({ refusedBy: 0, count: 4 });
    await counters.subtract([start, pair]);
    expect(await counters.add([start, pair])).toMatchObject({ refusedBy: undefined, count: 1 });
  });
});
