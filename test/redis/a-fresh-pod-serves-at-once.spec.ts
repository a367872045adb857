import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { setTimeout as wait } from 'node:timers/promises';
import { verdictOf } from '../support/client.js';
import { Gateway, refusedStart, type Settings } from '../support/gateway.js';
import { newMobile } from '../support/people.js';
import { sharedRedis } from '../support/shared-redis.js';
import { eventually } from '../support/until.js';
import { freePorts, RedisServer, startCluster } from '../store/redis-servers.js';

const PODS = 3;
const REQUESTS_AT_ONCE = 120;
/** Short, so that lost and joined nodes are detected during a test. */
const CLUSTER = ['cluster-enabled', 'yes', 'cluster-node-timeout', '1000'];

let nodes: RedisServer[];
const stops: (() => unknown)[] = [];

beforeAll(async () => {
  nodes = await startCluster();
}, 60_000);

afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

afterAll(async () => {
  for (const node of nodes) await node.stop();
});

function cluster(): Settings {
  const [first] = nodes;
  return { ...sharedRedis(first?.url ?? ''), REDIS_MODE: 'cluster', REDIS_NODES: first?.node ?? '' };
}

async function pods(count: number): Promise<readonly Gateway[]> {
  const settings = cluster();
  const started = await Promise.all(Array.from({ length: count }, () => Gateway.start(settings)));
  for (const gateway of started) stops.push(() => gateway.stop());
  return started;
}

/** Counts simultaneous starts by status. */
async function burst({ client }: Gateway): Promise<Readonly<Record<string, number>>> {
  const starts = Array.from({ length: REQUESTS_AT_ONCE }, () => client.start('ppi-levin', newMobile()));
  const counts: Record<string, number> = {};
  for (const { status, code = '' } of (await Promise.all(starts)).map(verdictOf)) {
    const verdict = `${status} ${code}`.trim();
    counts[verdict] = (counts[verdict] ?? 0) + 1;
  }
  return counts;
}

async function aPrimary(): Promise<RedisServer> {
  for (const node of nodes) if (String(await node.ask('ROLE')).startsWith('master')) return node;
  throw new Error('no primary');
}

async function redisCli(...args: readonly string[]): Promise<void> {
  const child = spawn('redis-cli', args, { stdio: 'ignore' });
  const [code] = (await once(child, 'exit')) as [number];
  if (code !== 0) throw new Error(`redis-cli ${args.join(' ')} ended with ${code}`);
}

test('none of the first 120 simultaneous requests to new pods on a cluster is refused', async () => {
  for (const pod of await pods(PODS)) expect(await burst(pod)).toEqual({ '201': REQUESTS_AT_ONCE });
}, 60_000);

test('a starting pod waits ten seconds for a cluster that is down', async () => {
  const [first, up, ...others] = nodes;
  if (!first || !up) throw new Error('no nodes');
  const down = [first, ...others];
  const settings = { ...cluster(), REDIS_NODES: up.node };
  await Promise.all(down.map((node) => node.kill()));
  await eventually('the cluster to be down', async () =>
    String(await up.ask('CLUSTER', 'INFO')).includes('cluster_state:fail'),
  );
  const { code, output } = await refusedStart(settings);
  expect(code).toBe(1);
  expect(output).toContain('Redis (cluster) cannot be reached: TIMEOUT');
  const starting = Gateway.start(settings);
  await Promise.all(down.map((node) => node.restart()));
  const pod = await starting;
  stops.push(() => pod.stop());
  expect(await burst(pod)).toEqual({ '201': REQUESTS_AT_ONCE });
}, 60_000);

test('no request to a primary that has just joined the cluster is refused', async () => {
  const [pod] = await pods(1);
  if (!pod) throw new Error('no pod');
  expect(await burst(pod)).toEqual({ '201': REQUESTS_AT_ONCE });
  const [port = 0] = await freePorts(1, 55_000);
  const joined = await RedisServer.startAt(port, CLUSTER);
  stops.push(() => joined.stop());
  const first = await aPrimary();
  await redisCli('--cluster', 'add-node', joined.node, first.node);
  await eventually('the cluster to know it', async () =>
    String(await joined.ask('CLUSTER', 'INFO')).includes('cluster_state:ok'),
  );
  const id = String(await joined.ask('CLUSTER', 'MYID'));
  const from = String(await first.ask('CLUSTER', 'MYID'));
  const resharding = redisCli(
    ...['--cluster', 'reshard', first.node, '--cluster-from', from, '--cluster-to', id],
    ...['--cluster-slots', '1000', '--cluster-yes'],
  );
  const under = { way: true };
  void resharding.finally(() => (under.way = false));
  const seen: unknown[] = [];
  while (under.way) {
    seen.push(await burst(pod));
    await wait(10);
  }
  await resharding;
  seen.push(await burst(pod));
  expect(seen).toEqual(seen.map(() => ({ '201': REQUESTS_AT_ONCE })));
}, 120_000);
