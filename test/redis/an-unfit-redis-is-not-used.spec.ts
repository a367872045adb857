import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { verdictOf } from '../support/client.js';
import { NOT_REGISTERED } from '../support/eko-replies.js';
import { Gateway, refusedStart, type Settings } from '../support/gateway.js';
import { newMobile } from '../support/people.js';
import { sharedRedis } from '../support/shared-redis.js';
import { eventually } from '../support/until.js';
import { http, RawUpstream } from '../resilience/raw-upstream.js';
import { isReplicated, RedisServer } from '../store/redis-servers.js';

const stops: (() => unknown)[] = [];
let redis: RedisServer;
let upstream: RawUpstream;
let settings: Settings;
let gateway: Gateway;

beforeAll(async () => {
  redis = await RedisServer.start(['repl-diskless-sync-delay', '0']);
  stops.push(() => redis.stop());
  upstream = await RawUpstream.start();
  stops.push(() => upstream.stop());
  upstream.behaviour = { onRequest: (socket) => void socket.write(http(200, NOT_REGISTERED)) };
  settings = { AUTH_MODE: 'disabled', ...upstream.settings(), ...sharedRedis(redis.url) };
  gateway = await Gateway.start(settings);
  stops.push(() => gateway.stop());
}, 60_000);

afterAll(async () => {
  for (const stop of stops.reverse()) await stop();
});

async function isReady(answer: boolean): Promise<void> {
  await eventually(`readiness to say ${answer ? 'yes' : 'no'}`, async () => {
    const { status } = await gateway.client.get('/health/ready');
    return status === (answer ? 200 : 503);
  });
}

/** The only log line of a refused start. */
async function refusal(): Promise<string> {
  const { code, log } = await refusedStart(settings);
  expect(code).toBe(1);
  const errors = log.filter(({ level }) => level === 'fatal' || level === 'error');
  expect(errors).toHaveLength(1);
  return JSON.stringify(errors[0]);
}

type Command = Parameters<RedisServer['ask']>;

const CHANGES: readonly { what: string; message: RegExp; change: Command; restore: Command }[] = [
  {
    what: 'the number of another layout',
    message:
      /written by a version of the gateway with another layout.*Go back to that version, or use an empty database\./,
    change: ['SET', 'gateway:layout', '2'],
    restore: ['SET', 'gateway:layout', '1'],
  },
  {
    what: 'a policy that drops records',
    message: /its maxmemory-policy is allkeys-lru\. Set it to noeviction/,
    change: ['CONFIG', 'SET', 'maxmemory-policy', 'allkeys-lru'],
    restore: ['CONFIG', 'SET', 'maxmemory-policy', 'noeviction'],
  },
];

describe.each(CHANGES)('$what', ({ message, change, restore }) => {
  afterEach(async () => {
    await redis.ask(...restore);
  });

  test('makes a running gateway not ready and steps STORE_UNAVAILABLE before anything is sent, until it is corrected', async () => {
    const { client, log } = gateway;
    await isReady(true);
    expect((await client.start('ppi-levin', newMobile())).status).toBe(201);
    await redis.ask(...change);
    await isReady(false);
    const sent = upstream.requests.length;
    const [mobile, key] = [newMobile(), randomUUID()];
    expect(verdictOf(await client.start('ppi-levin', mobile, { key }))).toEqual({
      status: 503,
      code: 'STORE_UNAVAILABLE',
    });
    expect(upstream.requests.length).toBe(sent);
    const warnings = log.filter((line) => line['level'] === 'warn' && message.test(JSON.stringify(line)));
    expect(warnings).toHaveLength(1);

    await redis.ask(...restore);
    await isReady(true);
    expect((await client.start('ppi-levin', mobile, { key })).status).toBe(201);
    expect(upstream.requests.length).toBe(sent + 1);
  });

  test('stops the start with a sentence that states what to do', async () => {
    await redis.ask(...change);
    expect(await refusal()).toMatch(message);
  });
});

test('a replica that may evict records stops the start', async () => {
  const replica = await RedisServer.start(['replicaof', `127.0.0.1 ${redis.port}`]);
  stops.push(() => replica.stop());
  await eventually('the replica', () => isReplicated(redis));
  await replica.ask('CONFIG', 'SET', 'maxmemory-policy', 'volatile-lru');
  expect(await refusal()).toMatch(
    /A replica of Redis may drop records.*Set its maxmemory-policy to noeviction\./,
  );
});
