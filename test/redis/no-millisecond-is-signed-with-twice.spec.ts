import { afterEach, describe, expect, test } from '@jest/globals';
import { setTimeout as wait } from 'node:timers/promises';
import { SigningTimestamps } from '../../src/eko/signing-timestamps.js';
import { RedisSigningSequence } from '../../src/store/redis-signing-sequence.js';
import { verdictOf, type Client, type Reply } from '../support/client.js';
import { NOT_REGISTERED } from '../support/eko-replies.js';
import { Gateway, type Settings } from '../support/gateway.js';
import { newMobile } from '../support/people.js';
import { metric } from '../resilience/metric.js';
import { http, RawUpstream } from '../resilience/raw-upstream.js';
import { RedisServer } from '../store/redis-servers.js';
import { sharedRedis } from '../support/shared-redis.js';

/** Eko's own limit is two minutes (contract.md); ours is a quarter of that. */
const FARTHEST_MS = 30_000;
const PROCESSES = 4;
const REQUESTS_PER_SECOND = 900;
const OFFERED = 5 * REQUESTS_PER_SECOND;
/** Per process, fewer than its connections to Eko: no call waits for a connection, even on a busy machine. */
const MAX_IN_FLIGHT = 50;

const stops: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

async function redis(): Promise<RedisServer> {
  const server = await RedisServer.start();
  stops.push(() => server.stop());
  return server;
}

async function eko(): Promise<{ upstream: RawUpstream; offsets: number[] }> {
  const upstream = await RawUpstream.start();
  stops.push(() => upstream.stop());
  const offsets: number[] = [];
  upstream.behaviour = {
    onRequest: (socket, { timestamp }) => {
      offsets.push(Math.abs(timestamp - Date.now()));
      socket.write(http(200, NOT_REGISTERED));
    },
  };
  return { upstream, offsets };
}

async function gateway(settings: Settings): Promise<Gateway> {
  const started = await Gateway.start(settings);
  stops.push(() => started.stop());
  return started;
}

/** The share of one process of the load, at an even pace. */
async function atAnEvenPace(client: Client): Promise<Reply[]> {
  const replies: Promise<Reply>[] = [];
  let inFlight = 0;
  const startedAt = performance.now();
  while (replies.length < OFFERED / PROCESSES) {
    const due = ((performance.now() - startedAt) / 1000) * (REQUESTS_PER_SECOND / PROCESSES);
    while (replies.length < Math.min(due, OFFERED / PROCESSES) && inFlight < MAX_IN_FLIGHT) {
      inFlight += 1;
      replies.push(client.start('ppi-levin', newMobile()).finally(() => (inFlight -= 1)));
    }
    await wait(2);
  }
  return Promise.all(replies);
}

test('900 requests a second of four processes with one key, one clock half a second off', async () => {
  const [server, { upstream, offsets }] = [await redis(), await eko()];
  const settings = { ...upstream.settings(), ...sharedRedis(server.url) };
  const shifted = {
    NODE_OPTIONS: `--import=${new URL('shift-clock.mjs', import.meta.url).href}`,
    CLOCK_SHIFT_MS: '500',
  };
  const gateways = await Promise.all(
    Array.from({ length: PROCESSES }, (_, index) =>
      gateway(index === 0 ? { ...settings, ...shifted } : settings),
    ),
  );
  const replies = await Promise.all(gateways.map(({ client }) => atAnEvenPace(client)));
  const verdicts = replies.flat().map(verdictOf);
  const served = verdicts.filter(({ status }) => status === 201).length;
  const overloaded = verdicts.filter(({ code }) => code === 'OVERLOADED').length;
  const shed = await Promise.all(
    gateways.map((one) => metric(one, 'gateway_shed_requests_total', { reason: 'signing' })),
  );
  // On a busy machine a few get no millisecond in time and may be repeated; every other one must succeed.
  expect(served + overloaded).toBe(OFFERED);
  expect(shed.reduce((sum, one) => sum + one)).toBe(overloaded);
  expect(served).toBeGreaterThanOrEqual(0.9 * OFFERED);
  // Each sent call succeeded once, with a different millisecond.
  const timestamps = upstream.requests.map(({ timestamp }) => timestamp);
  expect(timestamps.length).toBe(served);
  expect(new Set(timestamps).size).toBe(served);
  expect(Math.max(...offsets)).toBeLessThan(FARTHEST_MS);
}, 120_000);

test('a restarted process uses no millisecond of its predecessor', async () => {
  const [server, { upstream }] = [await redis(), await eko()];
  const settings = { ...upstream.settings(), ...sharedRedis(server.url) };
  for (let start = 0; start < 3; start++) {
    const { client } = await gateway(settings);
    const replies = await Promise.all(
      Array.from({ length: 100 }, () => client.start('ppi-levin', newMobile())),
    );
    expect(replies.filter(({ status }) => status === 201).length).toBeGreaterThan(10);
  }
  const timestamps = upstream.requests.map(({ timestamp }) => timestamp);
  expect(timestamps.length).toBeGreaterThan(30);
  expect(new Set(timestamps).size).toBe(timestamps.length);
});

describe('the sequence in Redis', () => {
  test('grants no millisecond twice to simultaneous requests, and at most one a millisecond', async () => {
    const server = await redis();
    const sequences = await Promise.all(
      [1, 2, 3, 4].map(() => RedisSigningSequence.open({ mode: 'standalone', url: server.url })),
    );
    const startedAt = Date.now();
    const got: number[] = [];
    for (let round = 0; round < 100; round++) {
      const blocks = await Promise.all(sequences.map((one) => one.reserve('key', 25)));
      for (const { first, count } of blocks) for (let at = 0; at < count; at++) got.push(first + at);
    }
    const elapsed = Date.now() - startedAt;
    for (const sequence of sequences) sequence.close();
    expect(new Set(got).size).toBe(got.length);
    expect(got.length).toBeLessThanOrEqual(elapsed + 2);
  });

  test('grants four processes 900 milliseconds a second, each before the deadline', async () => {
    const server = await redis();
    const sequences = await Promise.all(
      Array.from({ length: PROCESSES }, () =>
        RedisSigningSequence.open({ mode: 'standalone', url: server.url }),
      ),
    );
    const processes = sequences.map((one) => new SigningTimestamps(one));
    const asked: Promise<number | undefined>[] = [];
    const startedAt = performance.now();
    while (asked.length < OFFERED) {
      const due = ((performance.now() - startedAt) / 1000) * REQUESTS_PER_SECOND;
      for (; asked.length < Math.min(due, OFFERED);) {
        const next = processes[asked.length % PROCESSES] as SigningTimestamps;
        asked.push(next.next('key', Date.now() + 10_000));
      }
      await wait(2);
    }
    const got = await Promise.all(asked);
    const seconds = (performance.now() - startedAt) / 1000;
    for (const sequence of sequences) sequence.close();
    expect(got).not.toContain(undefined);
    expect(new Set(got).size).toBe(OFFERED);
    // This needs little of the machine, so it is true even if the gateways are slower.
    expect(OFFERED / seconds).toBeGreaterThan(0.8 * REQUESTS_PER_SECOND);
  });

  test('continues after every millisecond that can have been used when it was lost', async () => {
    const server = await redis();
    const sequence = await RedisSigningSequence.open({ mode: 'standalone', url: server.url });
    const used = new Set<number>();
    for (let loss = 0; loss < 5; loss++) {
      for (let asked = 0; asked < 20; asked++) {
        const { first, count } = await sequence.reserve('key', 50);
        for (let at = 0; at < count; at++) {
          expect(used.has(first + at)).toBe(false);
          used.add(first + at);
        }
      }
      await server.ask('FLUSHALL');
    }
    sequence.close();
    expect(used.size).toBeGreaterThan(0);
  });
});
