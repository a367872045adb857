import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Counter, LimitCounters } from '../../src/store/limit-counters.js';
import { openRedisCounters } from '../../src/store/redis-limit-counters.js';
import { describeCounters } from '../../src/store/testing/counters-contract.js';
import { eventually } from '../support/until.js';
import { RedisServer, startCluster } from './redis-servers.js';

const UNAVAILABLE = { name: 'StoreUnavailable' };
/** The first primary of a cluster of three serves the slots up to this one. */
const LAST_SLOT = 5_460;

const stops: (() => Promise<void> | void)[] = [];

afterAll(async () => {
  for (const stop of stops.reverse()) await stop();
});

async function standalone(): Promise<[LimitCounters, RedisServer]> {
  const server = await RedisServer.start();
  stops.push(() => server.stop());
  const counters = await openRedisCounters({ mode: 'standalone', url: server.url });
  stops.push(() => {
    counters.close();
  });
  return [counters, server];
}

describeCounters('Counters in Redis', async () => {
  const [counters] = await standalone();
  return { counters, pass: (milliseconds) => sleep(milliseconds + 10) };
});

describe('Counters in Redis', () => {
  const one: Counter = { key: 'gateway:limit:one', group: 'group', limit: 9, windowSeconds: 3_600 };

  it('have the names that every release gives them, and reserved ones are fresh', async () => {
    const [counters, server] = await standalone();
    await counters.add([one]);
    expect(await server.ask('KEYS', '*')).toEqual(['gateway:limit:one']);
    const reserved = [...counters.reservedKeys(), ...counters.reservedKeys()];
    expect(new Set(reserved).size).toBe(2);
    for (const name of reserved) expect(name).toMatch(/^\{onb_probe\.[\w-]+\}[\w-]+$/);
  });

  it('fail when Redis does not answer, or is no longer connected', async () => {
    const [counters, server] = await standalone();
    server.freeze();
    await expect(counters.add([one])).rejects.toMatchObject(UNAVAILABLE);
    await expect(counters.subtract([one])).rejects.toMatchObject(UNAVAILABLE);
    server.thaw();
    await expect(counters.add([])).rejects.toThrow();
    counters.close();
    await expect(counters.add([one])).rejects.toMatchObject(UNAVAILABLE);
  });
});

describe('Counters in a Redis cluster', () => {
  let counters: LimitCounters;
  let nodes: RedisServer[];

  beforeAll(async () => {
    nodes = await startCluster();
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

  /** A name with a slot that fits. */
  async function nameWhere(fits: (slot: number) => boolean): Promise<string> {
    for (let number = 0; ; number += 1) {
      const name = `counter:${number}`;
      if (fits(Number(await nodes[1]?.ask('CLUSTER', 'KEYSLOT', name)))) return name;
    }
  }

  it('have reserved names at every primary', async () => {
    const names = counters.reservedKeys();
    const slots = await Promise.all(names.map(async (name) => nodes[1]?.ask('CLUSTER', 'KEYSLOT', name)));
    const primaries = slots.map((slot) => Math.floor(Number(slot) / (LAST_SLOT + 1)));
    expect(primaries.sort()).toEqual([0, 1, 2]);
  });

  it('are given back where they were added to when another primary does not answer', async () => {
    const window = { limit: 9, windowSeconds: 3_600 };
    const lost = { ...window, key: await nameWhere((slot) => slot <= LAST_SLOT) };
    const kept = { ...window, key: await nameWhere((slot) => slot > LAST_SLOT) };
    await counters.add([lost, kept]);
    nodes[0]?.freeze();
    await expect(counters.add([lost, kept])).rejects.toMatchObject(UNAVAILABLE);
    await expect(counters.add([kept, lost])).rejects.toMatchObject(UNAVAILABLE);
    nodes[0]?.thaw();
    await eventually('the cluster', () => counters.add([{ ...window, key: 'another' }]).then(() => true));
    expect(await counters.add([kept])).toMatchObject({ refusedBy: undefined, count: 2 });
  });
});
