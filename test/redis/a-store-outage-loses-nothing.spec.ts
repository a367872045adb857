import { afterEach, expect, test } from '@jest/globals';
import { setTimeout as wait } from 'node:timers/promises';
import { Gateway, type Settings } from '../support/gateway.js';
import { sharedRedis } from '../support/shared-redis.js';
import { RawUpstream } from '../resilience/raw-upstream.js';
import { eventually } from '../support/until.js';
import { isReplicated, RedisServer, startCluster, startSentinels } from '../store/redis-servers.js';
import { RetryingLoad, StatefulEko } from './retrying-load.js';

const PROCESSES = 2;
const CUSTOMERS_PER_SECOND = 40;
/** The time under load before and after the outage. */
const CALM_MS = 3_000;
const STOPPED_MS = 10_000;
const TEST_MS = 180_000;
/** An abandoned claim is reconciled after this time and five seconds more. */
const SETTINGS: Settings = { EKO_TIMEOUT_MS: '2000' };

const stops: (() => unknown)[] = [];

afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

/** Causes an outage under load, and asserts that every customer was registered once. */
async function underLoad(
  store: Settings,
  trouble: (gateways: readonly Gateway[]) => Promise<void>,
): Promise<void> {
  const upstream = await RawUpstream.start();
  stops.push(() => upstream.stop());
  const eko = new StatefulEko();
  upstream.behaviour = eko.behaviour;
  const settings = { ...SETTINGS, ...upstream.settings(), ...store };
  const gateways = await Promise.all(Array.from({ length: PROCESSES }, () => Gateway.start(settings)));
  for (const gateway of gateways) stops.push(() => gateway.stop());
  const clients = gateways.map(({ client }) => client);

  const load = new RetryingLoad(clients, eko, CUSTOMERS_PER_SECOND);
  const running = load.run();
  await wait(CALM_MS);
  const doneBefore = load.done;
  expect(doneBefore).toBeGreaterThan(0);
  await trouble(gateways);
  for (const { client } of gateways)
    await eventually('readiness', async () => (await client.get('/health/ready')).status === 200);
  await wait(CALM_MS);
  load.stop();
  await running;

  expect(load.wrong).toEqual([]);
  expect(load.done).toBeGreaterThan(doneBefore);
  expect(load.done).toBe(eko.registered.size);
  // No customer was registered twice, and nothing was sent twice.
  const registrations = upstream.requests.filter(({ method }) => method === 'POST');
  expect(registrations).toHaveLength(load.done);
  expect(new Set(registrations.map(({ path }) => path)).size).toBe(load.done);
  expect(upstream.sends('GET').filter((times) => times > 1)).toEqual([]);
  const sent = upstream.requests.length;
  // Every process has each acknowledged answer, to the byte.
  for (const [index, { path, body, key, text }] of load.acknowledged.entries()) {
    const again = await clients[index % PROCESSES]?.post(path, body, { key });
    expect(again?.text).toBe(text);
    expect(again?.headers.get('idempotency-replayed')).toBe('true');
  }
  expect(upstream.requests).toHaveLength(sent);
}

async function expectNotReadyButLive(gateways: readonly Gateway[]): Promise<void> {
  for (const { client } of gateways) {
    await eventually('readiness to fail', async () => (await client.get('/health/ready')).status === 503);
    expect((await client.get('/health/live')).status).toBe(200);
  }
}

test(
  'a Redis that does not answer for ten seconds',
  async () => {
    const redis = await RedisServer.start(['appendonly', 'yes']);
    stops.push(() => redis.stop());
    await underLoad(sharedRedis(redis.url), async (gateways) => {
      redis.freeze();
      await Promise.all([wait(STOPPED_MS), expectNotReadyButLive(gateways)]);
      redis.thaw();
    });
  },
  TEST_MS,
);

test(
  'a Redis that is killed, and started again after ten seconds',
  async () => {
    const redis = await RedisServer.start(['appendonly', 'yes', 'appendfsync', 'always']);
    stops.push(() => redis.stop());
    await underLoad(sharedRedis(redis.url), async (gateways) => {
      await redis.kill();
      await Promise.all([wait(STOPPED_MS), expectNotReadyButLive(gateways)]);
      await redis.restart();
    });
  },
  TEST_MS,
);

test(
  'a primary that is killed, with Sentinels',
  async () => {
    const servers = await startSentinels();
    for (const server of [servers.primary, servers.replica, ...servers.sentinels])
      stops.push(() => server.stop());
    const nodes = servers.sentinels.map(({ node }) => node).join(',');
    const store = { ...sharedRedis('redis://gateway/0'), REDIS_MODE: 'sentinel', REDIS_NODES: nodes };
    await underLoad(store, async (gateways) => {
      await servers.primary.kill();
      await expectNotReadyButLive(gateways);
    });
  },
  TEST_MS,
);

test(
  'a primary of a cluster that is killed',
  async () => {
    const nodes = await startCluster();
    for (const node of nodes) stops.push(() => node.stop());
    const [primary, ...others] = nodes as [RedisServer, ...RedisServer[]];
    await eventually('replication', () => isReplicated(primary));
    const store = {
      ...sharedRedis(`redis://${others[0]?.node ?? ''}`),
      REDIS_MODE: 'cluster',
      REDIS_NODES: others.map(({ node }) => node).join(','),
    };
    await underLoad(store, async (gateways) => {
      await primary.kill();
      await expectNotReadyButLive(gateways);
    });
  },
  TEST_MS,
);
