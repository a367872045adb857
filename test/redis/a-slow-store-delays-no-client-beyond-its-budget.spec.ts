import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { MOBILE_OTP_SENT, NOT_REGISTERED } from '../support/eko-replies.js';
import { onboardingOf, verdictOf } from '../support/client.js';
import { Gateway } from '../support/gateway.js';
import { newMobile, REGISTRATION } from '../support/people.js';
import { sharedRedis } from '../support/shared-redis.js';
import { until } from '../support/until.js';
import { http, RawUpstream } from '../resilience/raw-upstream.js';
import { RedisServer } from '../store/redis-servers.js';

/** A step may exceed its budget by one command of the store, 250 ms. Only a conclusion is tried for 2 s. */
const BUDGET_MS = 400;
const NO_MORE_THAN_MS = 1_500;

let redis: RedisServer;
let upstream: RawUpstream;
let gateway: Gateway;

beforeAll(async () => {
  redis = await RedisServer.start();
  upstream = await RawUpstream.start();
  gateway = await Gateway.start({ ...sharedRedis(redis.url), ...upstream.settings() });
}, 60_000);

afterAll(async () => {
  redis.thaw();
  await gateway.stop();
  await upstream.stop();
  await redis.stop();
});

test('a client is answered in time when the store does not answer, and the result of the step is written later', async () => {
  const { client } = gateway;
  upstream.behaviour = { onRequest: (socket) => void socket.write(http(200, NOT_REGISTERED)) };
  const { id } = onboardingOf(await client.start('ppi-levin', newMobile()));
  upstream.behaviour = {
    onRequest: (socket) => {
      redis.freeze();
      socket.write(http(200, MOBILE_OTP_SENT));
    },
  };
  const path = `/v1/ppi-levin/onboardings/${id}/registration`;
  const step = {
    key: 'once',
    headers: { 'request-timeout': String(BUDGET_MS / 1000) },
  };
  const askedAt = Date.now();
  const unwritten = await client.post(path, REGISTRATION, step);
  expect(Date.now() - askedAt).toBeLessThan(NO_MORE_THAN_MS);
  expect(verdictOf(unwritten)).toEqual({ status: 503, code: 'STORE_UNAVAILABLE' });
  redis.thaw();

  const again = await until('the answer', async () => {
    const reply = await client.post(path, REGISTRATION, { key: 'once' });
    return reply.status === 409 || reply.status === 503 ? undefined : reply;
  });

  expect(verdictOf(again)).toEqual({ status: 200, state: 'OTP_PENDING' });
  expect(again.headers.get('idempotency-replayed')).toBe('true');
  expect(upstream.requests).toHaveLength(2);
});
