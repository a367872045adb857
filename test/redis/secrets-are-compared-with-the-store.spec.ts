import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { onboardingOf, verdictOf } from '../support/client.js';
import { MOBILE_OTP_SENT, NOT_REGISTERED } from '../support/eko-replies.js';
import { Gateway, refusedStart, type Settings } from '../support/gateway.js';
import { newMobile, REGISTRATION } from '../support/people.js';
import { eventually, until } from '../support/until.js';
import { http, RawUpstream } from '../resilience/raw-upstream.js';
import { RedisServer } from '../store/redis-servers.js';

const RECORD = 'gateway:secrets';
/** The time limit of a command of the store. */
const COMMAND_TIMEOUT_MS = 250;
const newSecret = (): string => randomBytes(32).toString('base64');
const [OLD, NEW, OTHER] = [newSecret(), newSecret(), newSecret()];

const stops: (() => unknown)[] = [];
let redis: RedisServer;
let upstream: RawUpstream;
let secrets: Settings;

beforeEach(async () => {
  redis = await RedisServer.start();
  stops.push(() => redis.stop());
  upstream = await RawUpstream.start();
  stops.push(() => upstream.stop());
  upstream.behaviour = {
    onRequest: (socket, { method }) =>
      void socket.write(http(200, method === 'GET' ? NOT_REGISTERED : MOBILE_OTP_SENT)),
  };
  secrets = { STORE_ENCRYPTION_KEYS: `old:${OLD}`, IDENTIFIER_SECRET: newSecret() };
});

afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

function settings(own: Settings): Settings {
  return {
    AUTH_MODE: 'disabled',
    ...upstream.settings(),
    STORE: 'redis',
    REDIS_URL: redis.url,
    ...secrets,
    ...own,
  };
}

/** The URL of a Redis that answers the first comparison of secrets later than a command may take. */
async function slowOnce(): Promise<string> {
  let slow = true;
  const server = createServer((client) => {
    const toRedis = connect(Number(redis.node.split(':')[1]), '127.0.0.1');
    for (const [socket, other] of [
      [client, toRedis],
      [toRedis, client],
    ] as const) {
      socket.on('close', () => other.destroy()).on('error', () => other.destroy());
    }
    toRedis.pipe(client);
    client.on('data', (chunk) => {
      const delayMs = slow && chunk.includes(RECORD) ? 3 * COMMAND_TIMEOUT_MS : 0;
      if (delayMs > 0) slow = false;
      client.pause();
      setTimeout(() => {
        toRedis.write(chunk);
        client.resume();
      }, delayMs);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  stops.push(() => server.close());
  return `redis://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function gateway(own: Settings = {}): Promise<Gateway> {
  const started = await Gateway.start(settings(own));
  stops.push(() => started.stop());
  return started;
}

/** A file of sealing keys as an orchestrator mounts it, and a function that changes it. */
function keyFile(keys: string): { readonly own: Settings; readonly change: (keys: string) => void } {
  const directory = mkdtempSync(join(tmpdir(), 'keys-'));
  stops.push(() => {
    rmSync(directory, { recursive: true });
  });
  const path = join(directory, 'keys');
  const change = (text: string): void => {
    writeFileSync(path, text);
  };
  change(keys);
  // An empty variable counts as missing.
  const own = { STORE_ENCRYPTION_KEYS: '', STORE_ENCRYPTION_KEYS_FILE: path, SECRET_REFRESH_SECONDS: '1' };
  return { own, change };
}

async function refusal(own: Settings): Promise<string> {
  const { code, output } = await refusedStart(settings(own));
  expect(code).toBe(1);
  for (const secret of [OLD, NEW, OTHER]) expect(output).not.toContain(secret);
  return output;
}

test('a start waits for a Redis that answers the comparison late', async () => {
  const { client } = await gateway({ REDIS_URL: await slowOnce() });
  expect((await client.start('ppi-levin', newMobile())).status).toBe(201);
});

describe('a gateway refuses to start with other secrets than those of the store:', () => {
  test('another IDENTIFIER_SECRET, with which the same key would be dispatched twice', async () => {
    const { client } = await gateway();
    const [mobile, key] = [newMobile(), randomUUID()];
    expect((await client.start('ppi-levin', mobile, { key })).status).toBe(201);
    const own = { IDENTIFIER_SECRET: newSecret() };
    expect(await refusal(own)).toMatch(/IDENTIFIER_SECRET is not the one/);
    expect(upstream.requests.length).toBe(1);
  });

  test('without a key that sealed records which may still exist', async () => {
    await gateway();
    expect(await refusal({ STORE_ENCRYPTION_KEYS: `new:${NEW}` })).toMatch(
      /STORE_ENCRYPTION_KEYS lacks the key \\"old\\".*until 20\d\d-/,
    );
    await gateway({ STORE_ENCRYPTION_KEYS: `new:${NEW},old:${OLD}` });
  });

  test('another key under the same kid', async () => {
    await gateway();
    expect(await refusal({ STORE_ENCRYPTION_KEYS: `old:${OTHER}` })).toMatch(/another key.*\\"old\\"/);
  });

  test('the second of two simultaneous starts on an empty Redis', async () => {
    const starts = await Promise.allSettled(
      [newSecret(), newSecret()].map((IDENTIFIER_SECRET) => gateway({ IDENTIFIER_SECRET })),
    );
    const failed = starts.filter((start): start is PromiseRejectedResult => start.status === 'rejected');
    expect(failed).toHaveLength(1);
    expect(String(failed[0]?.reason)).toMatch(/IDENTIFIER_SECRET is not the one/);
  });

  test('two simultaneous starts with the same secrets on an empty Redis both succeed', async () => {
    for (const { client } of await Promise.all([gateway(), gateway()]))
      expect((await client.start('ppi-levin', newMobile())).status).toBe(201);
  });
});

describe('while a gateway runs', () => {
  test('a Redis with records of other secrets is not used until it is replaced by the right one', async () => {
    const { client } = await gateway();
    expect((await client.start('ppi-levin', newMobile())).status).toBe(201);
    const kept = String(await redis.ask('GET', RECORD));
    // As after a failover to a Redis of other gateways.
    await redis.ask('SET', RECORD, kept.replace(/"identifier":"[^"]*"/, '"identifier":"of-somebody-else"'));
    await eventually('readiness to be 503', async () => (await client.get('/health/ready')).status === 503);
    const before = upstream.requests.length;
    expect(verdictOf(await client.start('ppi-levin', newMobile()))).toMatchObject({
      code: 'STORE_UNAVAILABLE',
    });
    expect(upstream.requests.length).toBe(before);
    await redis.ask('SET', RECORD, kept);
    await eventually('readiness to be 200', async () => (await client.get('/health/ready')).status === 200);
    expect((await client.start('ppi-levin', newMobile())).status).toBe(201);
  });

  test('an emptied Redis gets the secrets of the connected gateways', async () => {
    const { client } = await gateway();
    await redis.ask('FLUSHALL');
    await eventually('the record', async () => {
      await client.get('/health/ready');
      return (await redis.ask('EXISTS', RECORD)) === 1;
    });
    expect(await refusal({ IDENTIFIER_SECRET: newSecret() })).toMatch(/IDENTIFIER_SECRET is not the one/);
  });

  test('a step on data that was sealed by a missing key is refused, and leaves no claim', async () => {
    const { own, change } = keyFile(`old:${OLD}`);
    const [ahead, behind] = [await gateway(own), await gateway()];
    change(`new:${NEW},old:${OLD}`);
    await ahead.event('store keys rotated');
    const { id } = onboardingOf(await ahead.client.start('ppi-levin', newMobile()));
    const registration = `/v1/ppi-levin/onboardings/${id}/registration`;
    expect(verdictOf(await behind.client.post(registration, REGISTRATION))).toMatchObject({
      status: 503,
      code: 'STORE_UNAVAILABLE',
    });
    expect((await behind.client.get(`/v1/ppi-levin/onboardings/${id}`)).status).toBe(503);
    expect(verdictOf(await ahead.client.post(registration, REGISTRATION))).toMatchObject({
      status: 200,
      state: 'OTP_PENDING',
    });
    await eventually(
      'readiness to be 503',
      async () => (await behind.client.get('/health/ready')).status === 503,
    );
  });

  test('another key under a known kid changes nothing, and is logged with what to do', async () => {
    const { own, change } = keyFile(`old:${OLD}`);
    const running = await gateway(own);
    const { client, log } = running;
    const metrics = async (): Promise<string> => (await fetch(running.metricsUrl)).text();
    expect(await metrics()).toContain('\nstore_secrets_fit 1\n');
    change(`old:${OTHER}`);
    expect(await running.event('store keys not rotated')).toMatchObject({
      reason: expect.stringMatching(/another key.*"old"/),
    });
    expect(await metrics()).toContain('\nstore_secrets_fit 0\n');
    const { id } = onboardingOf(await client.start('ppi-levin', newMobile()));
    expect((await client.get(`/v1/ppi-levin/onboardings/${id}`)).status).toBe(200);
    expect((await client.get('/health/ready')).status).toBe(200);
    expect(log.some(({ event: name }) => name === 'store keys rotated')).toBe(false);
    expect(running.output).not.toContain(OTHER);
  });

  test('a removed key is kept while it is needed, which is logged, and is dropped later', async () => {
    const { own, change } = keyFile(`old:${OLD}`);
    const running = await gateway(own);
    const { client, log } = running;
    const { id } = onboardingOf(await client.start('ppi-levin', newMobile()));
    const path = `/v1/ppi-levin/onboardings/${id}`;
    change(`new:${NEW}`);
    expect(await running.event('store key still needed')).toMatchObject({
      kid: 'old',
      until: expect.stringMatching(/^20\d\d-.*Z$/),
    });
    expect((await client.get(path)).status).toBe(200);
    // As when all records of the old key have expired.
    const record = String(await redis.ask('GET', RECORD));
    await redis.ask('SET', RECORD, record.replace(/("kid":"old"[^}]*"until":)\d+/, '$11'));
    await until('the key to be dropped', () =>
      log.find(({ event, kid }) => event === 'store key dropped' && kid === 'old'),
    );
    expect((await client.get(path)).status).toBe(503);
  }, 120_000);
});

/** A running gateway, and its parts. */
