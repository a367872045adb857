import { afterEach, expect, test } from '@jest/globals';
import { onboardingOf, verdictOf } from '../support/client.js';
import { MOBILE_OTP_SENT, NOT_REGISTERED } from '../support/eko-replies.js';
import { Gateway } from '../support/gateway.js';
import { newMobile, REGISTRATION } from '../support/people.js';
import { sharedRedis } from '../support/shared-redis.js';
import { metric } from '../resilience/metric.js';
import { http, RawUpstream } from '../resilience/raw-upstream.js';
import { RedisServer } from '../store/redis-servers.js';

const ONBOARDINGS = '/v1/ppi-levin/onboardings';
const OLDEST = 'onboarding_unknown_oldest_seconds';
const stops: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

test('a replica that lost or found an unknown outcome counts it until any replica has reconciled it', async () => {
  const redis = await RedisServer.start();
  stops.push(() => redis.stop());
  const upstream = await RawUpstream.start();
  stops.push(() => upstream.stop());
  const shared = { ...sharedRedis(redis.url), ...upstream.settings() };
  const [one, other] = await Promise.all([Gateway.start(shared), Gateway.start(shared)]);
  stops.push(
    () => one.stop(),
    () => other.stop(),
  );

  upstream.behaviour = { onRequest: (socket) => void socket.write(http(200, NOT_REGISTERED)) };
  const { id } = onboardingOf(await one.client.start('ppi-levin', newMobile()));
  upstream.behaviour = { onRequest: (socket) => void socket.resetAndDestroy() };
  const lost = await one.client.post(`${ONBOARDINGS}/${id}/registration`, REGISTRATION);
  expect(verdictOf(lost)).toMatchObject({ status: 504, state: 'OUTCOME_UNKNOWN' });
  expect(await metric(one, OLDEST)).toBeGreaterThan(0);

  // The replica that lost it may have ended: a replica that finds it counts it, too.
  expect(await metric(other, OLDEST)).toBe(0);
  expect(onboardingOf(await other.client.get(`${ONBOARDINGS}/${id}`)).state).toBe('OUTCOME_UNKNOWN');
  expect(await metric(other, OLDEST)).toBeGreaterThan(0);

  upstream.behaviour = { onRequest: (socket) => void socket.write(http(200, MOBILE_OTP_SENT)) };
  const reconciled = await other.client.post(`${ONBOARDINGS}/${id}/refresh`, {});
  expect(verdictOf(reconciled)).toEqual({ status: 200, state: 'OTP_PENDING' });
  expect([await metric(one, OLDEST), await metric(other, OLDEST)]).toEqual([0, 0]);
});
