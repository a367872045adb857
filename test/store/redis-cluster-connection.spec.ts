import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Cluster, Redis } from 'ioredis';
import { connected } from '../../src/store/redis/connection.js';
import { eventually } from '../support/until.js';
import { startPrimaries } from './redis-primaries.js';
import { freePorts, RedisServer } from './redis-servers.js';

const SECRET = 'of/this/test';
const IP = '127.0.0.1';
/** Their slots are those of the first and of the second primary. */
const [KEY, OTHER_KEY] = ['{b}', '{a}'];
/** A server with these data loads for eight seconds; meanwhile it answers once in 2 MiB. */
const [KEYS, BYTES, LOAD_MS_A_KEY] = [40, 1_050_000, 200];
const FILL = `for at = 1, ARGV[1] do redis.call('SET', KEYS[1] .. at, string.rep('x', ARGV[2])) end`;
/** A server answers while it loads a dump that is not compressed. */
const DUMPED = ['appendonly', 'no', 'rdbcompression', 'no'];
const OF_A_NODE = [
  'cluster-enabled',
  'yes',
  'cluster-announce-ip',
  IP,
  'cluster-require-full-coverage',
  'no',
];

let primaries: readonly RedisServer[];
const stops: (() => unknown)[] = [];

async function opened(...nodes: readonly string[]): Promise<Cluster> {
  const url = `redis://gateway:${encodeURIComponent(SECRET)}@cluster`;
  const client = (await connected({ mode: 'cluster', url, nodes })) as Cluster;
  stops.push(() => {
    client.disconnect();
  });
  return client;
}

async function withUser(server: RedisServer): Promise<RedisServer> {
  await server.ask('ACL', 'SETUSER', 'gateway', 'on', `>${SECRET}`, '~*', '+@all');
  return server;
}

/** A node of no cluster yet. */
async function startNode(): Promise<RedisServer> {
  const [port = 0] = await freePorts(1, 55_000);
  const server = await withUser(await RedisServer.startAt(port, OF_A_NODE));
  stops.push(() => server.stop());
  return server;
}

/** Resolves when the client has read the slots, which it otherwise does every five seconds. */
function refreshed(client: Cluster): Promise<unknown> {
  return new Promise((resolve) => {
    client.refreshSlotsCache(resolve);
  });
}

const node = (server: RedisServer | undefined): string => server?.node ?? '';

beforeAll(async () => {
  primaries = (await startPrimaries({ count: 2, ip: IP, settings: DUMPED })).map(({ server }) => server);
  for (const one of primaries) await withUser(one);
});

afterEach(async () => {
  jest.useRealTimers();
  jest.restoreAllMocks();
  for (const stop of stops.splice(0).reverse()) await stop();
});

afterAll(async () => {
  for (const one of primaries) await one.stop();
});

describe('a client of a cluster', () => {
  it('is connected to each primary before it is used', async () => {
    // Which node is asked whether the cluster is up is random: it must be the other one.
    jest.spyOn(Math, 'random').mockReturnValue(0);
    primaries[1]?.freeze();
    setTimeout(() => {
      primaries[1]?.thaw();
    }, 300);
    const client = await opened(node(primaries[0]));
    expect(client.nodes('master').map(({ status }) => status)).toEqual(['ready', 'ready']);
    expect(String(await client.call('ACL', 'WHOAMI'))).toBe('gateway');
    await client.set(KEY, 1);
    await client.set(OTHER_KEY, 1);
    for (const one of primaries) expect(await one.ask('DBSIZE')).toBe(1);
  });

  it('needs no list of nodes', async () => {
    const url = `redis://gateway:${encodeURIComponent(SECRET)}@${node(primaries[0])}/0`;
    const client = await connected({ mode: 'cluster', url });
    stops.push(() => {
      client.disconnect();
    });
    expect(await client.exists(KEY)).toBe(1);
  });

  it('reports at once why there is no cluster, and is connected again when there is one', async () => {
    const alone = await startNode();
    await alone.ask('CLUSTER', 'ADDSLOTSRANGE', 0, 16_383);
    const client = await opened(node(alone));
    await alone.kill();
    await eventually('the reason', async () => {
      const failure: unknown = await client.get(KEY).catch((error: unknown) => error);
      expect(failure).toMatchObject({
        message: 'The cluster is not connected',
        cause: { message: 'Failed to refresh slots cache.' },
      });
      return true;
    });
    await alone.restart();
    await withUser(alone);
    await eventually('the cluster', async () => (await client.exists(KEY)) === 0);
  });

  it('waits at its start for a cluster that is down', async () => {
    const down = await startNode();
    const starting = opened(node(down));
    await eventually('the first attempt', async () =>
      /cmdstat_cluster\|slots:calls=[2-9]/.test(String(await down.ask('INFO', 'commandstats'))),
    );
    await down.ask('CLUSTER', 'ADDSLOTSRANGE', 0, 16_383);
    expect(await (await starting).exists(KEY)).toBe(0);
  });

  it('waits for ten seconds at most, and reports the last failure', async () => {
    const [down, refusing] = [await startNode(), await startNode()];
    await refusing.ask('ACL', 'SETUSER', 'gateway', '-cluster');
    // Which node is asked first is random.
    jest.spyOn(Math, 'random').mockReturnValue(0);
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask', 'performance', 'Date'] });
    let ended = false;
    const refused = opened(down.node, refusing.node)
      .then(() => 'connected', String)
      .finally(() => (ended = true));
    for (let passed = 0; passed < 9_900; passed += 100) {
      // Takes as long as the attempts that a timer has begun.
      await down.ask('PING');
      jest.advanceTimersByTime(100);
    }
    expect(ended).toBe(false);
    jest.advanceTimersByTime(100);
    expect(await refused).toMatch(/: TIMEOUT, the last failure was NOPERM; the Redis user needs/);
  });

  it('leaves a node that does not become ready within two seconds', async () => {
    const [first, second] = primaries;
    if (!second) throw new Error('no second primary');
    const client = await opened(node(first));
    await second.ask('EVAL', FILL, 1, OTHER_KEY, KEYS, BYTES);
    await second.ask('SAVE');
    await second.ask('CONFIG', 'SET', 'key-load-delay', LOAD_MS_A_KEY * 1000);
    await second.ask('CONFIG', 'REWRITE');
    const joining = new Promise<Redis>((resolve) => {
      client.on('+node', (one: Redis) =>
        one.once('connect', () => {
          resolve(one);
        }),
      );
    });
    await second.kill();
    // A primary that is down delays no start.
    await opened(node(first));
    const restarted = second.restart();
    let loading: Redis | undefined;
    void joining.then((one) => (loading = one));
    await eventually('a connection', async () => {
      await refreshed(client);
      return loading !== undefined;
    });
    const left = await new Promise((resolve) => {
      for (const event of ['ready', 'end'])
        loading?.once(event, () => {
          resolve(event);
        });
    });
    expect(left).toBe('end');
    await second.ask('CONFIG', 'SET', 'key-load-delay', 0);
    await restarted;
    await eventually('the node', async () => (await client.exists(`${OTHER_KEY}1`)) === 1);
  });

  it('follows a slot to a new primary, and is connected to that before a command needs it', async () => {
    const [first, owner] = primaries;
    const client = await opened(node(first));
    const joined = await startNode();
    await joined.ask('CLUSTER', 'MEET', IP, first?.port ?? 0, (first?.port ?? 0) + 10_000);
    const id = String(await joined.ask('CLUSTER', 'MYID'));
    const all = [joined, ...primaries];
    await eventually('all nodes to know each other', async () => {
      expect(String(await joined.ask('CLUSTER', 'INFO'))).toContain('cluster_state:ok');
      const known = await Promise.all(all.map((one) => one.ask('CLUSTER', 'NODES')));
      return known.every((one) => /^(?:\S+ \S+ (?:myself,)?master .* connected.*\n){3}$/.test(String(one)));
    });
    const slot = Number(await joined.ask('CLUSTER', 'KEYSLOT', OTHER_KEY));
    for (const one of primaries) await one.ask('FLUSHALL');
    await joined.ask('CLUSTER', 'SETSLOT', slot, 'IMPORTING', String(await owner?.ask('CLUSTER', 'MYID')));
    for (const one of all) await one.ask('CLUSTER', 'SETSLOT', slot, 'NODE', id);
    await refreshed(client);
    expect(client.nodes('master').map(({ status }) => status)).toEqual(['ready', 'ready', 'connecting']);
    await client.set(OTHER_KEY, 1);
    expect(await joined.ask('DBSIZE')).toBe(1);
  });
});
