import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Agent, get, type IncomingMessage } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it, test } from '@jest/globals';
import { NOT_REGISTERED } from '../support/eko-replies.js';
import { Gateway, type Settings } from '../support/gateway.js';
import { newMobile } from '../support/people.js';
import { eventually } from '../support/until.js';
import { metric } from '../resilience/metric.js';
import { http, RawUpstream } from '../resilience/raw-upstream.js';
import { RawClient } from './raw-client.js';

/** The deadline of a client, plus time for a busy machine. */
const MAX_SECONDS = 12;
const GET = 'GET /v1/products HTTP/1.1\r\nHost: gateway\r\n\r\n';
/** The largest answer of a gateway in production, 137 kB. */
const GET_LARGE = 'GET /openapi.json HTTP/1.1\r\nHost: gateway\r\n\r\n';
/** Clients that never read and never close, by what they do. */
const KINDS: Readonly<Record<string, (client: RawClient) => void>> = {
  'sends 12,000 requests at once': (client) => {
    client.send(GET.repeat(12_000));
  },
  'sends requests without end': (client) => {
    client.sendEvery(5, GET_LARGE);
  },
  'sends bytes that are not a request': (client) => {
    client.send('NONSENSE\r\n\r\n');
  },
  'sends headers that are too large': (client) => {
    client.send(`GET / HTTP/1.1\r\nX-A: ${'a'.repeat(20_000)}\r\n\r\n`);
  },
  'sends nothing': () => undefined,
  'never ends its headers': (client) => {
    client.send('GET / HTTP/1.1\r\nHost: gateway\r\n');
  },
  'never ends its body': (client) => {
    client.send(start('{"mob', 25));
  },
  'ignores that the connection is closed': (client) => {
    client.send(GET.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n'));
  },
  'sends a request, then only line breaks': (client) => {
    client.send(GET);
    client.sendEvery(100, '\r\n');
  },
};

const stops: (() => unknown)[] = [];

afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

async function started(settings: Settings): Promise<Gateway> {
  const gateway = await Gateway.start(settings);
  stops.push(() => gateway.stop());
  return gateway;
}

async function connected(gateway: Gateway): Promise<RawClient> {
  const client = await RawClient.connect(gateway);
  stops.push(() => {
    client.destroy();
  });
  return client;
}

function start(body: string, length = body.length): string {
  return `POST /v1/ppi-levin/onboardings HTTP/1.1\r\nHost: gateway\r\nIdempotency-Key: raw-${newMobile()}\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n\r\n${body}`;
}

function peakMiB({ pid }: Gateway): number {
  const [, kib] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kib) / 1024;
}

async function secondsUntil(ended: Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await ended;
  return (performance.now() - begun) / 1000;
}

/** Sends requests until their answers fill the buffers of both kernels, and one cannot be written. */
async function fillBuffers(gateway: Gateway, client: RawClient): Promise<void> {
  await eventually('an answer that cannot be written', async () => {
    client.send(GET_LARGE);
    const active = await metric(gateway, 'http_server_active_requests');
    return active > 0 && (await metric(gateway, 'http_server_active_requests')) > 0;
  });
}

describe('a client that never reads, never closes, and', () => {
  const EACH = 4;
  const ends = new Map<string, Promise<number>>();
  const clients: RawClient[] = [];
  let gateway: Gateway;

  beforeAll(async () => {
    gateway = await Gateway.start({
      REQUEST_TIMEOUT_MS: '1500',
      KEEP_ALIVE_TIMEOUT_MS: '1000',
      MAX_CONNECTIONS: String(Object.keys(KINDS).length * EACH),
    });
    for (const [kind, act] of Object.entries(KINDS)) {
      const alike = await Promise.all(Array.from({ length: EACH }, () => RawClient.connect(gateway)));
      clients.push(...alike);
      ends.set(kind, secondsUntil(Promise.all(alike.map((client) => client.gone(gateway)))));
      for (const client of alike) act(client);
    }
  });

  afterAll(async () => {
    await gateway.stop();
    for (const client of clients) client.destroy();
  });

  it.each(Object.keys(KINDS))('%s is disconnected within seconds', async (kind) => {
    expect(await ends.get(kind)).toBeLessThan(MAX_SECONDS);
  });

  it('does not reduce the capacity for others', async () => {
    await Promise.all(ends.values());
    expect((await gateway.client.get('/v1/products')).status).toBe(200);
  });
});

test('a client that does not read its answer is disconnected, and its place in MAX_IN_FLIGHT is free', async () => {
  const gateway = await started({});
  const client = await connected(gateway);
  await fillBuffers(gateway, client);
  expect(await secondsUntil(client.gone(gateway))).toBeLessThan(MAX_SECONDS);
  await eventually(
    'no request in work',
    async () => (await metric(gateway, 'http_server_active_requests')) === 0,
  );
});

test('a client that reads its answer slowly is disconnected', async () => {
  const gateway = await started({});
  const client = await connected(gateway);
  await fillBuffers(gateway, client);
  client.readSlowly(500, 50);
  expect(await secondsUntil(client.gone(gateway))).toBeLessThan(MAX_SECONDS);
});

test('forty clients that send 12,000 requests each use little memory and delay no other client', async () => {
  const gateway = await started({});
  const before = peakMiB(gateway);
  const clients = await Promise.all(Array.from({ length: 40 }, () => connected(gateway)));
  for (const client of clients) client.send(GET.repeat(12_000));
  await Promise.all(clients.map((client) => client.gone(gateway)));
  expect(peakMiB(gateway) - before).toBeLessThan(100);
  expect((await gateway.client.get('/health/live')).status).toBe(200);
});

test('none of them delays the end by SIGTERM', async () => {
  const gateway = await started({ REQUEST_TIMEOUT_MS: '1500' });
  const clogged = await connected(gateway);
  for (const act of Object.values(KINDS)) act(await connected(gateway));
  await fillBuffers(gateway, clogged);
  gateway.signal('SIGTERM');
  expect(await secondsUntil(gateway.exited())).toBeLessThan(MAX_SECONDS);
  expect(await gateway.exited()).toBe(0);
});

describe('pipelined requests on one connection', () => {
  it('are processed one at a time, and answered in order', async () => {
    const upstream = await RawUpstream.start();
    stops.push(() => upstream.stop());
    const answers: (() => void)[] = [];
    upstream.behaviour = {
      onRequest: (socket) => {
        answers.push(() => socket.write(http(200, NOT_REGISTERED)));
      },
    };
    const gateway = await started(upstream.settings());
    const client = await connected(gateway);
    client.read();
    client.send(start(`{"mobile":"${newMobile()}"}`) + start(`{"mobile":"${newMobile()}"}`) + GET);
    for (const number of [1, 2]) {
      await eventually('the call to Eko', () => Promise.resolve(upstream.requests.length === number));
      expect(client.received.match(/^HTTP\/1\.1 201/gm) ?? []).toHaveLength(number - 1);
      answers[number - 1]?.();
    }
    await eventually('the last answer', () => Promise.resolve(client.received.includes('HTTP/1.1 200')));
    expect(client.received.match(/HTTP\/1\.1 \d+/g)).toEqual([
      'HTTP/1.1 201',
      'HTTP/1.1 201',
      'HTTP/1.1 200',
    ]);
  });
});

test('a connection is closed after its thousandth answer', async () => {
  const gateway = await started({});
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  stops.push(() => {
    agent.destroy();
  });
  let answers = 0;
  let connection: string | undefined;
  while (connection !== 'close') {
    const [response] = (await once(get(`${gateway.url}/health/live`, { agent }), 'response')) as [
      IncomingMessage,
    ];
    response.resume();
    await once(response, 'end');
    answers += 1;
    ({ connection } = response.headers);
  }
  expect(answers).toBe(1_000);
});

test('a request that was refused as too slow is not processed when its end arrives later', async () => {
  const upstream = await RawUpstream.start();
  stops.push(() => upstream.stop());
  const gateway = await started({ ...upstream.settings(), REQUEST_TIMEOUT_MS: '1000' });
  const client = await connected(gateway);
  client.read();
  const body = `{"mobile":"${newMobile()}"}`;
  client.send(start(body.slice(0, 5), body.length));
  await eventually('the refusal', () => Promise.resolve(client.received !== ''));
  client.send(body.slice(5));
  await client.gone(gateway);
  expect(upstream.requests).toEqual([]);
});
