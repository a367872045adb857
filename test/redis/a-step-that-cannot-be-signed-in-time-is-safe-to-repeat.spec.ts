import { afterEach, expect, test } from '@jest/globals';
import { setTimeout as wait } from 'node:timers/promises';
import { onboardingOf, problemOf, verdictOf, type Reply } from '../support/client.js';
import { MOBILE_OTP_SENT, NOT_REGISTERED } from '../support/eko-replies.js';
import { Gateway } from '../support/gateway.js';
import { newMobile, REGISTRATION } from '../support/people.js';
import { sharedRedis } from '../support/shared-redis.js';
import { metric } from '../resilience/metric.js';
import { http, RawUpstream } from '../resilience/raw-upstream.js';
import { eventually } from '../support/until.js';
import { RedisServer } from '../store/redis-servers.js';

const PRODUCT = 'ppi-levin';
/** How far ahead the sequence is: it grants no millisecond until all but the last second of this time has passed. */
const USED_UP_MS = 6_000;
const DEADLINE_MS = 60_000;

const stops: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

/** Marks the milliseconds of the developer key as used, for the next seconds. */
async function useUp(redis: RedisServer): Promise<void> {
  // Without the sequences that readiness uses for its test reservations.
  const keys = (await redis.ask('KEYS', 'gateway:signing:[^{]*')) as readonly string[];
  const [seconds, micros] = (await redis.ask('TIME')) as readonly string[];
  const [key, ...others] = keys;
  if (key === undefined || others.length > 0) throw new Error(`${keys.length} sequences instead of one`);
  const last = Number(seconds) * 1000 + Math.floor(Number(micros) / 1000) + USED_UP_MS;
  await redis.ask('SET', key, last, 'PX', DEADLINE_MS);
}

test('it is OVERLOADED, nothing is sent, and its key works once milliseconds are available', async () => {
  const redis = await RedisServer.start();
  stops.push(() => redis.stop());
  const upstream = await RawUpstream.start();
  stops.push(() => upstream.stop());
  upstream.behaviour = {
    onRequest: (socket, { method }) => {
      socket.write(http(200, method === 'GET' ? NOT_REGISTERED : MOBILE_OTP_SENT));
    },
  };
  const gateway = await Gateway.start({
    ...upstream.settings(),
    ...sharedRedis(redis.url),
    // One call that counted as a failure of Eko would open it.
    EKO_BREAKER_WINDOW_CALLS: '2',
  });
  stops.push(() => gateway.stop());
  const { client } = gateway;
  const before = onboardingOf(await client.start(PRODUCT, newMobile()));
  const address = `/v1/${PRODUCT}/onboardings/${before.id}`;
  const headers = { 'request-timeout': '2' };
  const register = (): Promise<Reply> =>
    client.post(`${address}/registration`, REGISTRATION, { key: 'once', headers });

  await useUp(redis);
  await eventually('the process to use up its reserved milliseconds', async () => {
    return (await client.start(PRODUCT, newMobile(), { headers })).status === 503;
  });
  await useUp(redis);
  const shed = await metric(gateway, 'gateway_shed_requests_total', { reason: 'signing' });
  let reply = await register();
  expect(problemOf(reply)).toMatchObject({ status: 503, code: 'OVERLOADED', retryAfterSeconds: 1 });
  expect(reply.headers.get('retry-after')).toBe('1');
  expect((await client.get(address)).body).toEqual(before);

  let refusals = 0;
  const giveUpAt = Date.now() + DEADLINE_MS;
  while (reply.status === 503 && Date.now() < giveUpAt) {
    refusals += 1;
    expect(verdictOf(reply)).toEqual({ status: 503, code: 'OVERLOADED', state: 'NOT_REGISTERED' });
    expect(upstream.sends('POST')).toEqual([]);
    await wait(Number(reply.headers.get('retry-after')) * 1000);
    reply = await register();
  }
  expect(verdictOf(reply)).toEqual({ status: 200, state: 'OTP_PENDING' });
  expect(reply.headers.get('idempotency-replayed')).toBeNull();
  expect(upstream.sends('POST')).toEqual([1]);
  expect(await metric(gateway, 'gateway_shed_requests_total', { reason: 'signing' })).toBe(shed + refusals);
  expect(await metric(gateway, 'eko_breaker_open', { product: PRODUCT })).toBe(0);
}, 120_000);
