import { afterEach, expect, test } from '@jest/globals';
import { request } from 'node:http';
import { onboardingOf, problemOf, verdictOf } from '../support/client.js';
import { MOBILE_OTP_SENT, NOT_REGISTERED } from '../support/eko-replies.js';
import { Gateway } from '../support/gateway.js';
import { newMobile, REGISTRATION } from '../support/people.js';
import { metric } from './metric.js';
import { http, RawUpstream } from './raw-upstream.js';

const stops: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

async function stage(settings: Readonly<Record<string, string>> = {}): Promise<[Gateway, RawUpstream]> {
  const upstream = await RawUpstream.start();
  upstream.behaviour = {
    onRequest: (socket) => {
      socket.write(http(200, NOT_REGISTERED));
    },
  };
  const gateway = await Gateway.start({ ...upstream.settings(), ...settings });
  stops.push(() => gateway.stop());
  stops.push(() => upstream.stop());
  return [gateway, upstream];
}

test("the client's Request-Timeout ends a step before the configured timeout", async () => {
  const [{ client }, upstream] = await stage({ EKO_TIMEOUT_MS: '120000' });
  upstream.behaviour = { onRequest: () => undefined };
  const reply = await client.start('dmt-fino', newMobile(), { headers: { 'request-timeout': '0.4' } });
  expect(verdictOf(reply)).toEqual({ status: 504, code: 'OUTCOME_UNKNOWN', state: 'OUTCOME_UNKNOWN' });
  expect(upstream.requests).toHaveLength(1);
});

test.each(['600', '-1', '0', 'soon', '1e9'])(
  'a Request-Timeout of %s does not lengthen it',
  async (requestTimeout) => {
    const [{ client }, upstream] = await stage({ EKO_TIMEOUT_MS: '400' });
    upstream.behaviour = { onRequest: () => undefined };
    const headers = { 'request-timeout': requestTimeout };
    expect((await client.start('dmt-fino', newMobile(), { headers })).status).toBe(504);
  },
);

test('clients with a short Request-Timeout do not open the breaker', async () => {
  const [gateway, upstream] = await stage({ EKO_BREAKER_WINDOW_CALLS: '2', EKO_BREAKER_OPEN_MS: '60000' });
  const healthy = upstream.behaviour;
  upstream.behaviour = { onRequest: () => undefined };
  const headers = { 'request-timeout': '0.1' };
  for (let call = 0; call < 6; call++) await gateway.client.start('dmt-fino', newMobile(), { headers });
  upstream.behaviour = healthy;
  expect((await gateway.client.start('dmt-fino', newMobile())).status).toBe(201);
  expect(await metric(gateway, 'eko_breaker_open', { product: 'dmt-fino' })).toBe(0);
});

test('a call with a short Request-Timeout does not probe the breaker: it neither keeps it open nor closes it', async () => {
  const [gateway, upstream] = await stage({ EKO_BREAKER_WINDOW_CALLS: '2', EKO_BREAKER_OPEN_MS: '1000' });
  const healthy = upstream.behaviour;
  upstream.behaviour = { onRequest: (socket) => void socket.destroy() };
  const open = async (): Promise<boolean> =>
    (await metric(gateway, 'eko_breaker_open', { product: 'dmt-fino' })) === 1;
  while (!(await open())) await gateway.client.start('dmt-fino', newMobile());
  // Eko answers, but too slowly for a short Request-Timeout.
  upstream.behaviour = { onRequest: () => undefined };
  const asked = upstream.requests.length;
  const headers = { 'request-timeout': '0.3' };
  const until = Date.now() + 1500;
  while (Date.now() < until) {
    const refused = await gateway.client.start('dmt-fino', newMobile(), { headers });
    expect(problemOf(refused)).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE', retryAfterSeconds: 1 });
  }
  expect(upstream.requests).toHaveLength(asked);

  upstream.behaviour = healthy;
  expect((await gateway.client.start('dmt-fino', newMobile())).status).toBe(201);
  expect(await metric(gateway, 'eko_breaker_open', { product: 'dmt-fino' })).toBe(0);
});

test('the answer to a call is recorded although its client has disconnected', async () => {
  const [gateway, upstream] = await stage();
  const { client } = gateway;
  const { id } = onboardingOf(await client.start('ppi-levin', newMobile()));
  let answer: () => void = () => undefined;
  const dispatched = new Promise<void>((resolve) => {
    upstream.behaviour = {
      onRequest: (socket) => {
        answer = () => {
          socket.write(http(200, MOBILE_OTP_SENT));
        };
        resolve();
      },
    };
  });
  const leaving = request(`${gateway.url}/v1/ppi-levin/onboardings/${id}/registration`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': 'left' },
  });
  leaving.on('error', () => undefined);
  const gone = new Promise((resolve) => leaving.once('close', resolve));
  leaving.end(JSON.stringify(REGISTRATION));
  await dispatched;
  leaving.destroy();
  await gone;
  answer();
  // A request while it is recorded gets 409.
  let reply = await client.post(`/v1/ppi-levin/onboardings/${id}/registration`, REGISTRATION, {
    key: 'left',
  });
  while (reply.status === 409)
    reply = await client.post(`/v1/ppi-levin/onboardings/${id}/registration`, REGISTRATION, { key: 'left' });
  expect(verdictOf(reply)).toEqual({ status: 200, state: 'OTP_PENDING' });
  expect(reply.headers.get('idempotency-replayed')).toBe('true');
  expect(upstream.sends('POST')).toEqual([1]);
  expect(gateway.log).toContainEqual(expect.objectContaining({ event: 'request', status: 499 }));
});
