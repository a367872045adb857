import { afterEach, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { onboardingOf, problemOf, verdictOf, type Client, type Reply } from '../support/client.js';
import { MOBILE_OTP_SENT, NOT_REGISTERED } from '../support/eko-replies.js';
import { Gateway, type Settings } from '../support/gateway.js';
import { newMobile, REGISTRATION } from '../support/people.js';
import { eventually } from '../support/until.js';
import { metric } from './metric.js';
import { http, RawUpstream } from './raw-upstream.js';

const PRODUCT = 'ppi-levin';
const stops: (() => unknown)[] = [];

afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

interface Stage {
  readonly gateway: Gateway;
  readonly upstream: RawUpstream;
  readonly settings: Settings;
  /** Begins a registration; resolves once Eko has received it. */
  readonly register: () => Promise<{
    readonly id: string;
    readonly reply: Promise<Reply>;
    readonly answer: () => void;
  }>;
}

async function stage(settings: Settings): Promise<Stage> {
  const store = mkdtempSync(join(tmpdir(), 'draining-'));
  stops.push(() => {
    rmSync(store, { recursive: true });
  });
  const upstream = await RawUpstream.start();
  stops.push(() => upstream.stop());
  const all = { ...upstream.settings(), STORE_PATH: store, ...settings };
  const gateway = await Gateway.start(all);
  stops.push(() => gateway.stop());
  const register = async (): ReturnType<Stage['register']> => {
    const { id } = onboardingOf(await start(gateway, upstream));
    let reply: Promise<Reply> | undefined;
    const answer = await new Promise<() => void>((resolve) => {
      upstream.behaviour = {
        onRequest: (socket) => {
          resolve(() => socket.write(http(200, MOBILE_OTP_SENT)));
        },
      };
      reply = gateway.client.post(`/v1/${PRODUCT}/onboardings/${id}/registration`, REGISTRATION);
    });
    if (!reply) throw new Error('no request was made');
    return { id, reply, answer };
  };
  return { gateway, upstream, settings: all, register };
}

function start({ client }: Gateway, upstream: RawUpstream): Promise<Reply> {
  upstream.behaviour = {
    onRequest: (socket) => {
      socket.write(http(200, NOT_REGISTERED));
    },
  };
  return client.start(PRODUCT, newMobile());
}

async function readiness(client: Client): Promise<number> {
  return (await client.get('/health/ready')).status;
}

test('it is not ready, but live and serving until the delay ends; then it finishes and exits with 0', async () => {
  const { gateway, upstream, register } = await stage({ SHUTDOWN_DELAY_MS: '1500' });
  const { client } = gateway;
  const { reply, answer } = await register();
  expect(await readiness(client)).toBe(200);
  gateway.signal('SIGTERM');
  await gateway.event('draining');
  expect(await readiness(client)).toBe(503);
  expect((await client.get('/health/live')).status).toBe(200);
  const served = await client.get('/v1/products');
  expect(served.status).toBe(200);
  expect(served.headers.get('connection')).toBe('close');
  // After the delay it accepts no new request, and runs until the current steps are finished.
  let refused = await client.get('/v1/products');
  while (refused.status === 200) {
    await wait(50);
    refused = await client.get('/v1/products');
  }
  expect(problemOf(refused)).toMatchObject({ code: 'OVERLOADED', retryAfterSeconds: 1 });
  expect((await client.get('/health/live')).status).toBe(200);
  answer();
  expect(verdictOf(await reply)).toEqual({ status: 200, state: 'OTP_PENDING' });
  expect((await reply).headers.get('connection')).toBe('close');
  expect(await gateway.exited()).toBe(0);
  expect(upstream.sends('POST')).toEqual([1]);
});

test('it aborts a step that it cannot finish, whose outcome is unknown to its successor', async () => {
  const { gateway, upstream, settings, register } = await stage({
    SHUTDOWN_DELAY_MS: '0',
    SHUTDOWN_TIMEOUT_MS: '2500',
    EKO_TIMEOUT_MS: '60000',
  });
  const { id, reply } = await register();
  gateway.signal('SIGTERM');
  expect(verdictOf(await reply)).toEqual({
    status: 504,
    code: 'OUTCOME_UNKNOWN',
    state: 'OUTCOME_UNKNOWN',
  });
  expect(await gateway.exited()).toBe(0);
  const successor = await Gateway.start(settings);
  stops.push(() => successor.stop());
  const read = await successor.client.get(`/v1/${PRODUCT}/onboardings/${id}`);
  expect(verdictOf(read)).toEqual({ status: 200, state: 'OUTCOME_UNKNOWN' });
  expect(upstream.sends('POST')).toEqual([1]);
});

test('an aborted step that still waits for a connection was not sent, and its key is free', async () => {
  const { gateway, upstream, settings, register } = await stage({
    SHUTDOWN_DELAY_MS: '0',
    SHUTDOWN_TIMEOUT_MS: '4000',
    EKO_TIMEOUT_MS: '60000',
    EKO_MAX_CONNECTIONS: '2',
    EKO_MAX_CONNECTIONS_PER_PRODUCT: '1',
  });
  const { id } = onboardingOf(await start(gateway, upstream));
  const { reply } = await register();
  const path = `/v1/${PRODUCT}/onboardings/${id}/registration`;
  const waiting = gateway.client.post(path, REGISTRATION, { key: 'waited' });
  await eventually(
    'the wait for a connection',
    async () => (await metric(gateway, 'eko_bulkhead_queued_calls', { product: PRODUCT })) === 1,
  );
  gateway.signal('SIGTERM');
  expect(verdictOf(await waiting)).toEqual({
    status: 503,
    code: 'UPSTREAM_UNAVAILABLE',
    state: 'NOT_REGISTERED',
  });
  expect(verdictOf(await reply)).toMatchObject({ code: 'OUTCOME_UNKNOWN' });
  expect(await gateway.exited()).toBe(0);
  expect(upstream.sends('POST')).toEqual([1]);
  const successor = await Gateway.start(settings);
  stops.push(() => successor.stop());
  upstream.behaviour = { onRequest: (socket) => void socket.write(http(200, MOBILE_OTP_SENT)) };
  const again = await successor.client.post(path, REGISTRATION, { key: 'waited' });
  expect(verdictOf(again)).toEqual({ status: 200, state: 'OTP_PENDING' });
  expect(again.headers.get('idempotency-replayed')).toBeNull();
  expect(upstream.sends('POST')).toEqual([1, 1]);
});

test('a second signal ends it at once', async () => {
  const { gateway, register } = await stage({ SHUTDOWN_DELAY_MS: '60000', SHUTDOWN_TIMEOUT_MS: '120000' });
  const { reply } = await register();
  reply.catch(() => undefined);
  gateway.signal('SIGTERM');
  await gateway.event('draining');
  gateway.signal('SIGTERM');
  expect(await gateway.exited()).toBe(1);
});
