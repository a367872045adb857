import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { connected } from '../../src/store/redis/connection.js';
import { policyOf, primariesOf } from '../../src/store/redis/node-settings.js';
import type { RedisStoreOptions } from '../../src/store/redis-store.js';
import type { Store } from '../../src/store/store.js';
import { aClaim, finished } from '../../src/store/testing/claims.js';
import { eventually } from '../support/until.js';
import { OpenStores } from './open-stores.js';
import { freePorts, isReplicated, RedisServer } from './redis-servers.js';

const REPLICA_MAY_DROP = /^A replica of Redis may drop .* noeviction\.$/;

let warnings: string[];
const stores = new OpenStores();

const opened = (options: Omit<RedisStoreOptions, 'warn'>): Promise<Store> =>
  stores.open({ ...options, warn: (message) => void warnings.push(message) });

const setPolicy = (server: RedisServer, policy: string): Promise<unknown> =>
  server.ask('CONFIG', 'SET', 'maxmemory-policy', policy);

beforeEach(() => {
  warnings = [];
});

afterEach(async () => {
  await stores.close();
  jest.restoreAllMocks();
});

describe('the settings of one server', () => {
  let server: RedisServer;
  const open = (url = server.url): Promise<Store> => opened({ mode: 'standalone', url });

  beforeAll(async () => {
    server = await RedisServer.start(['repl-diskless-sync-delay', '0']);
  });

  beforeEach(async () => {
    for (const setting of ['appendonly yes', 'save ', 'maxmemory-policy noeviction']) {
      const [name = '', value = ''] = setting.split(' ');
      await server.ask('CONFIG', 'SET', name, value);
    }
  });

  afterAll(() => server.stop());

  it.each(['allkeys-lru', 'volatile-lru', 'volatile-ttl', 'allkeys-random'])('refuse %s', async (policy) => {
    await setPolicy(server, policy);
    await expect(open()).rejects.toThrow(`its maxmemory-policy is ${policy}. Set it to noeviction`);
  });

  it('do not warn about a Redis that appends each write', async () => {
    await open();
    expect(warnings).toEqual([]);
  });

  it.each([
    ['', /keeps nothing on disk/],
    ['60 1', /snapshots only/],
  ])('warn when Redis does not append, and saves "%s"', async (save, warning) => {
    await server.ask('CONFIG', 'SET', 'appendonly', 'no');
    await server.ask('CONFIG', 'SET', 'save', save);
    await open();
    expect(warnings).toEqual([expect.stringMatching(warning)]);
  });

  it.each([
    { command: 'CONFIG', unknown: [] },
    { command: 'INFO', unknown: [/^Whether Redis keeps anything on disk could not be checked/] },
  ])('are read without $command, as far as they can be', async ({ command, unknown }) => {
    const password = aClaim().owner;
    const rights = ['~*', '+@all', `-${command}`];
    await server.ask('ACL', 'SETUSER', 'limited', 'reset', 'on', `>${password}`, ...rights);
    jest.spyOn(console, 'warn').mockImplementation(() => undefined); // ioredis, of its own INFO
    const url = `redis://limited:${password}@${server.node}/0`;
    await open(url);
    expect(warnings).toEqual(unknown.map((one) => expect.stringMatching(one) as unknown));
    await setPolicy(server, 'allkeys-lru');
    await expect(open(url)).rejects.toThrow(/maxmemory-policy is allkeys-lru/);
  });

  it('are warned of as unknown when neither INFO nor CONFIG is permitted', async () => {
    const password = aClaim().owner;
    const rights = ['~*', '+@all', '-config', '-info'];
    await server.ask('ACL', 'SETUSER', 'limited', 'reset', 'on', `>${password}`, ...rights);
    jest.spyOn(console, 'warn').mockImplementation(() => undefined); // ioredis, of its own INFO
    const store = await open(`redis://limited:${password}@${server.node}/0`);
    expect(warnings).toEqual([
      expect.stringMatching(/^The maxmemory-policy of Redis could not be checked/),
      expect.stringMatching(/^Whether Redis keeps anything on disk could not be checked/),
    ]);
    expect(await finished(store, aClaim())).toEqual({ kind: 'claimed', attempt: 0 });
  });

  it('are not taken for unknown while the server does not answer', async () => {
    const client = await connected({ mode: 'standalone', url: server.url });
    server.freeze();
    const error: unknown = await Promise.all(primariesOf(client).map(policyOf)).catch((one: unknown) => one);
    server.thaw();
    client.disconnect();
    expect(error).toMatchObject({ name: 'StoreUnavailable', cause: { name: expect.any(String) as unknown } });
  });

  it('are read of a replica that can be reached, on a connection that ends', async () => {
    const replica = await RedisServer.start(['replicaof', `127.0.0.1 ${server.port}`]);
    try {
      await eventually('the replica', () => isReplicated(server));
      await open();
      await eventually('the end of the connection', async () =>
        /^[^\n]*\n$/.test(String(await replica.ask('CLIENT', 'LIST', 'TYPE', 'normal'))),
      );
      await setPolicy(replica, 'volatile-lru');
      await expect(open()).rejects.toThrow(REPLICA_MAY_DROP);
      const [unreachable] = await freePorts(1);
      await replica.ask('CONFIG', 'SET', 'replica-announce-port', Number(unreachable));
      await replica.ask('REPLICAOF', 'NO', 'ONE');
      await replica.ask('REPLICAOF', '127.0.0.1', server.port);
      await eventually('the announcement', async () =>
        String(await server.ask('INFO', 'replication')).includes(`port=${unreachable},state=online`),
      );
      const printed = jest.spyOn(console, 'error');
      await open();
      expect(printed).not.toHaveBeenCalled();
    } finally {
      await replica.stop();
    }
    expect(warnings).toEqual([]);
  });
});

describe('the settings of a cluster', () => {
  let primaries: RedisServer[];
  let replica: RedisServer;
  let spare: RedisServer;
  const open = (): Promise<Store> =>
    opened({ mode: 'cluster', url: 'redis://cluster', nodes: primaries.map(({ node }) => node) });

  beforeAll(async () => {
    const cluster = ['cluster-enabled', 'yes', 'cluster-node-timeout', '1000', 'appendonly', 'yes'];
    // A cluster lists a replica once it has received something, be it a ping.
    const settings = [...cluster, 'repl-diskless-sync-delay', '0', 'repl-ping-replica-period', '1'];
    const [first, second, third, fourth] = await Promise.all(
      // A node's bus listens 10,000 above its port.
      (await freePorts(4, 55_000)).map((port) => RedisServer.startAt(port, settings)),
    );
    if (!first || !second || !third || !fourth) throw new Error('no servers');
    primaries = [first, second];
    replica = third;
    spare = fourth;
    await first.ask('CLUSTER', 'ADDSLOTSRANGE', 0, 8191);
    await second.ask('CLUSTER', 'ADDSLOTSRANGE', 8192, 16_383);
    await second.ask('CLUSTER', 'SET-CONFIG-EPOCH', 2);
    for (const node of [second, third, fourth]) await node.ask('CLUSTER', 'MEET', '127.0.0.1', first.port);
    const id = String(await second.ask('CLUSTER', 'MYID'));
    await eventually('the replica', async () => (await replica.ask('CLUSTER', 'REPLICATE', id)) === 'OK');
    for (const node of [first, second, third, fourth])
      await eventually('the cluster', async () => {
        const slots = (await node.ask('CLUSTER', 'SLOTS')) as unknown[][];
        const isUp = String(await node.ask('CLUSTER', 'INFO')).includes('cluster_state:ok');
        return isUp && slots.length === 2 && slots.some((nodes) => nodes.length === 4);
      });
  });

  afterAll(async () => {
    for (const one of [...primaries, replica, spare]) await one.stop();
  });

  it('are read of every primary and every replica', async () => {
    for (const [node, refusal] of [
      ...primaries.map((one) => [one, /maxmemory-policy is allkeys-lfu/] as const),
      [replica, REPLICA_MAY_DROP] as const,
    ]) {
      await setPolicy(node, 'allkeys-lfu');
      await expect(open()).rejects.toThrow(refusal);
      await setPolicy(node, 'noeviction');
    }
  });

  it('are read of every primary, and warned of once', async () => {
    await open();
    expect(warnings).toEqual([]);
    for (const node of primaries) await node.ask('CONFIG', 'SET', 'appendonly', 'no');
    await open();
    expect(warnings).toEqual([expect.stringMatching(/keeps nothing on disk/)]);
  });

  it('are read of a node that joins, without a check', async () => {
    const store = await open();
    const claim = aClaim();
    const slot = Number(await spare.ask('CLUSTER', 'KEYSLOT', `{${claim.onboardingId}}`));
    await setPolicy(spare, 'allkeys-lfu');
    const id = String(await spare.ask('CLUSTER', 'MYID'));
    for (const node of [spare, ...primaries]) await node.ask('CLUSTER', 'SETSLOT', slot, 'NODE', id);
    // The first one is redirected to the node.
    await eventually('the refusal', async () => {
      const error: unknown = await store.begin(claim).catch((one: unknown) => one);
      return (error as { cause?: { code?: string } }).cause?.code === 'MAY_DROP_RECORDS';
    });
  });
});
