import { afterEach, describe, expect, test } from '@jest/globals';
import { Gateway } from '../support/gateway.js';
import { newMobile } from '../support/people.js';
import { sharedRedis } from '../support/shared-redis.js';
import { eventually } from '../support/until.js';
import { isReplicated, REDIS_PROGRAMS } from '../store/redis-servers.js';
import { ManagedRedis } from './managed-redis.js';

/** The clients of store, limits and signing. */
const CLIENTS_OF_A_GATEWAY = 3;
const STARTS_AT_ONCE = 20;
/** Seconds, with time for a busy machine. */
const LEFT_WITHIN_MS = 8_000;
/** Takes a server 20 s to load; meanwhile it answers once in 2 MiB. */
const [KEYS, BYTES, LOAD_MS_A_KEY] = [100, 1_050_000, 200];
const FILL = `for at = 1, ARGV[1] do redis.call('SET', 'key' .. at, string.rep('x', ARGV[2])) end`;

const stops: (() => unknown)[] = [];

afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

async function served({ client }: Gateway): Promise<boolean> {
  const starts = Array.from({ length: STARTS_AT_ONCE }, () => client.start('ppi-levin', newMobile()));
  return (await Promise.all(starts)).every(({ status }) => status === 201);
}

interface Served {
  readonly redis: ManagedRedis;
  readonly gateway: Gateway;
}

async function servedGateway(program: string): Promise<Served> {
  const redis = await ManagedRedis.start(program);
  stops.push(() => redis.stop());
  const gateway = await Gateway.start(sharedRedis(redis.name.url));
  stops.push(() => gateway.stop());
  expect(await served(gateway)).toBe(true);
  expect(redis.name.connectionsTo(redis.primary.port)).toBe(CLIENTS_OF_A_GATEWAY);
  return { redis, gateway };
}

async function isServedByTheNewPrimary({ redis, gateway }: Served): Promise<void> {
  const { primary, replica, name } = redis;
  const switchedAt = Date.now();
  name.switchTo(replica.port);
  await eventually('steps to be served', () => served(gateway));
  expect(Date.now() - switchedAt).toBeLessThan(LEFT_WITHIN_MS);
  expect(name.connectionsTo(primary.port)).toBe(0);
  expect(name.connectionsTo(replica.port)).toBe(CLIENTS_OF_A_GATEWAY);
  expect((await gateway.client.get('/health/ready')).status).toBe(200);
}

describe.each(REDIS_PROGRAMS)('After a managed failover of %s', (program) => {
  test('every client leaves the old primary, which runs as a replica, within seconds', async () => {
    const both = await servedGateway(program);
    await both.redis.promote();
    await isServedByTheNewPrimary(both);
  }, 60_000);

  test('no client waits for the old primary, which loads the data of the new one', async () => {
    const both = await servedGateway(program);
    const { primary, replica, name } = both.redis;
    await replica.ask('CONFIG', 'SET', 'rdbcompression', 'no');
    await primary.ask('EVAL', FILL, 0, KEYS, BYTES);
    await eventually('replication', () => isReplicated(primary));
    await replica.ask('REPLICAOF', 'NO', 'ONE');
    // A write that only the old primary has forces it to load all data.
    await primary.ask('SET', 'lost', 1);
    await primary.ask('CONFIG', 'SET', 'key-load-delay', LOAD_MS_A_KEY * 1000);
    await primary.ask('REPLICAOF', '127.0.0.1', replica.port);
    await eventually('loading', async () => {
      return String(await primary.ask('INFO', 'persistence')).includes('loading:1');
    });
    name.drop();
    await eventually('the clients to reconnect', () => {
      return Promise.resolve(name.connectionsTo(primary.port) === CLIENTS_OF_A_GATEWAY);
    });
    await isServedByTheNewPrimary(both);
    expect(String(await primary.ask('INFO', 'persistence'))).toContain('loading:1');
  }, 60_000);
});
