import { afterEach, describe, expect, test } from '@jest/globals';
import { setTimeout as wait } from 'node:timers/promises';
import { onboardingOf, problemOf, verdictOf, type Reply } from '../support/client.js';
import { MOBILE_OTP_SENT, NOT_REGISTERED } from '../support/eko-replies.js';
import { Gateway } from '../support/gateway.js';
import { newMobile, REGISTRATION } from '../support/people.js';
import type { Onboarding } from '../support/resources.js';
import { http, RawUpstream, type Behaviour } from './raw-upstream.js';
import { LOST } from './wire-faults.js';

/** A breaker that opens at the second of two failures, for one second. */
const SETTINGS = {
  EKO_TIMEOUT_MS: '700',
  EKO_CONNECT_TIMEOUT_MS: '300',
  EKO_BREAKER_WINDOW_CALLS: '6',
  EKO_BREAKER_OPEN_MS: '1000',
};
const PRODUCT = 'ppi-levin';
const OUTCOME_UNKNOWN = { status: 504, code: 'OUTCOME_UNKNOWN', state: 'OUTCOME_UNKNOWN' };

const answering = (reply: object): Behaviour => ({
  onRequest: (socket) => {
    socket.write(http(200, reply));
  },
});

const stops: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

async function stage(): Promise<{ gateway: Gateway; upstream: RawUpstream }> {
  const upstream = await RawUpstream.start();
  stops.push(() => upstream.stop());
  const gateway = await Gateway.start({ ...upstream.settings(), ...SETTINGS });
  stops.push(() => gateway.stop());
  return { gateway, upstream };
}

function register({ client }: Gateway, { id }: Onboarding, key: string): Promise<Reply> {
  return client.post(`/v1/${PRODUCT}/onboardings/${id}/registration`, REGISTRATION, { key });
}

function refresh({ client }: Gateway, { id }: Onboarding): Promise<Reply> {
  return client.post(`/v1/${PRODUCT}/onboardings/${id}/refresh`, {});
}

describe.each(LOST)('an Eko that $name', ({ behaviour }) => {
  test('makes the outcome unknown, gets no call twice, and is called again after one half-open period', async () => {
    const { gateway, upstream } = await stage();
    const customers: Onboarding[] = [];
    upstream.behaviour = answering(NOT_REGISTERED);
    for (let count = 0; count < 4; count++)
      customers.push(onboardingOf(await gateway.client.start(PRODUCT, newMobile())));

    // Four of the latest six calls fail.
    upstream.behaviour = behaviour;
    for (const [index, customer] of customers.entries())
      expect(verdictOf(await register(gateway, customer, `key-${index}`))).toEqual(OUTCOME_UNKNOWN);

    // The breaker is open: the step is refused at once, nothing is sent, and the key is free.
    const [seen, connected] = [upstream.requests.length, upstream.connections];
    const refused = await gateway.client.start(PRODUCT, newMobile());
    expect(problemOf(refused)).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE', retryAfterSeconds: 1 });
    expect(refused.headers.get('retry-after')).toBe('1');
    // The same key is not dispatched again in any state of the breaker.
    expect((await register(gateway, customers[0] as Onboarding, 'key-0')).status).toBeGreaterThanOrEqual(409);
    expect([upstream.requests.length, upstream.connections]).toEqual([seen, connected]);

    // Eko answers: one period later a look-up reconciles the step.
    upstream.behaviour = answering(MOBILE_OTP_SENT);
    await wait(Number(refused.headers.get('retry-after')) * 1000);
    for (const customer of customers)
      expect(verdictOf(await refresh(gateway, customer))).toEqual({ status: 200, state: 'OTP_PENDING' });
    for (const [index, customer] of customers.entries())
      expect((await register(gateway, customer, `key-${index}`)).status).toBeLessThan(500);
    expect(upstream.sends('POST').filter((times) => times > 1)).toEqual([]);
    expect(upstream.sends('GET').filter((times) => times > 1)).toEqual([]);
    const timestamps = upstream.requests.map(({ timestamp }) => timestamp);
    expect(new Set(timestamps).size).toBe(timestamps.length);
  });
});
