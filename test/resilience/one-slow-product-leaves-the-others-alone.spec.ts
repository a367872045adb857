import { afterEach, expect, test } from '@jest/globals';
import { problemOf, verdictOf } from '../support/client.js';
import { NOT_REGISTERED } from '../support/eko-replies.js';
import { Gateway } from '../support/gateway.js';
import { newMobile } from '../support/people.js';
import { eventually } from '../support/until.js';
import { metric } from './metric.js';
import { http, RawUpstream } from './raw-upstream.js';

const stops: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

/** An Eko that answers every product except one. */
async function stage(settings: Readonly<Record<string, string>>): Promise<[Gateway, RawUpstream]> {
  const upstream = await RawUpstream.start();
  upstream.behaviour = {
    onRequest: (socket, { path }) => {
      if (!path.includes('ppi-levin')) socket.write(http(200, NOT_REGISTERED));
    },
  };
  const gateway = await Gateway.start({ ...upstream.settings(), ...settings });
  stops.push(() => gateway.stop());
  stops.push(() => upstream.stop());
  return [gateway, upstream];
}

test('a product that does not answer uses only its share of the connections', async () => {
  const [{ client }, upstream] = await stage({
    EKO_TIMEOUT_MS: '3000',
    EKO_MAX_CONNECTIONS: '8',
    EKO_BREAKER_WINDOW_CALLS: '1000',
  });
  const hanging = Array.from({ length: 30 }, () => client.start('ppi-levin', newMobile()));
  const others = await Promise.all(Array.from({ length: 20 }, () => client.start('dmt-fino', newMobile())));
  expect(others.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 201));
  const lost = (await Promise.all(hanging)).map((reply) => problemOf(reply).code);
  expect(lost.filter((code) => code === 'OUTCOME_UNKNOWN')).toHaveLength(4);
  // The others waited for a connection until their budget was used up, and nothing was sent.
  expect(lost.filter((code) => code === 'UPSTREAM_UNAVAILABLE')).toHaveLength(26);
  expect(upstream.requests.filter(({ path }) => path.includes('ppi-levin'))).toHaveLength(4);
});

test('a product that does not answer uses at most three quarters of MAX_IN_FLIGHT; its other requests are refused at once', async () => {
  const [gateway, upstream] = await stage({ EKO_TIMEOUT_MS: '3000', MAX_IN_FLIGHT: '16' });
  const { client } = gateway;
  const hanging = Array.from({ length: 30 }, () => client.start('ppi-levin', newMobile()));
  const [first] = await Promise.all([
    Promise.race(hanging),
    ...Array.from({ length: 4 }, async () => {
      expect((await client.start('dmt-fino', newMobile())).status).toBe(201);
    }),
  ]);
  expect(problemOf(first)).toMatchObject({ code: 'OVERLOADED', retryAfterSeconds: 1 });
  const codes = (await Promise.all(hanging)).map((reply) => problemOf(reply).code);
  expect(codes.filter((code) => code === 'OUTCOME_UNKNOWN')).toHaveLength(12);
  expect(codes.filter((code) => code === 'OVERLOADED')).toHaveLength(18);
  expect(upstream.requests.filter(({ path }) => path.includes('ppi-levin'))).toHaveLength(12);
  expect(await metric(gateway, 'gateway_shed_requests_total', { reason: 'product_in_flight' })).toBe(18);
  // All its requests have ended: the product is served.
  upstream.behaviour = { onRequest: (socket) => void socket.write(http(200, NOT_REGISTERED)) };
  expect((await client.start('ppi-levin', newMobile())).status).toBe(201);
});

test('a product that does not answer uses no more when its clients disconnect and others arrive', async () => {
  const [gateway, upstream] = await stage({ EKO_TIMEOUT_MS: '6000', MAX_IN_FLIGHT: '16' });
  const { client } = gateway;
  const leaving = new AbortController();
  const lost = Array.from({ length: 12 }, () =>
    client.start('ppi-levin', newMobile(), { signal: leaving.signal }),
  );
  await eventually('twelve calls', () => Promise.resolve(upstream.requests.length === 12));
  leaving.abort();
  await Promise.allSettled(lost);
  // The steps of disconnected clients continue, and count.
  for (let call = 0; call < 8; call++) {
    const reply = await client.start('ppi-levin', newMobile());
    expect(problemOf(reply)).toMatchObject({ code: 'OVERLOADED', retryAfterSeconds: 1 });
    expect((await client.start('dmt-fino', newMobile())).status).toBe(201);
  }
});

test('the breaker of one product does not affect the others', async () => {
  const [gateway] = await stage({
    EKO_TIMEOUT_MS: '300',
    EKO_BREAKER_WINDOW_CALLS: '4',
    EKO_BREAKER_OPEN_MS: '60000',
  });
  const { client } = gateway;
  for (let call = 0; call < 2; call++) await client.start('ppi-levin', newMobile());
  const refused = await client.start('ppi-levin', newMobile());
  expect(problemOf(refused)).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE', retryAfterSeconds: 60 });
  expect(await metric(gateway, 'eko_breaker_open', { product: 'ppi-levin' })).toBe(1);
  expect((await client.start('dmt-fino', newMobile())).status).toBe(201);
  expect(await metric(gateway, 'eko_breaker_open', { product: 'dmt-fino' })).toBe(0);
});

test('refusals by Eko open no breaker', async () => {
  const upstream = await RawUpstream.start();
  let status = 400;
  upstream.behaviour = {
    onRequest: (socket) => {
      socket.write(http(status, { response_type_id: 9999 }));
    },
  };
  const gateway = await Gateway.start({ ...upstream.settings(), EKO_BREAKER_WINDOW_CALLS: '2' });
  stops.push(() => gateway.stop());
  stops.push(() => upstream.stop());
  const codes: (string | undefined)[] = [];
  for (status of [400, 403, 404, 405, 415, 200, 429])
    codes.push(verdictOf(await gateway.client.start('dmt-fino', newMobile())).code);
  expect(codes).toEqual([
    'UPSTREAM_REJECTED_REQUEST',
    'UPSTREAM_CREDENTIALS_REJECTED',
    'UPSTREAM_REJECTED_REQUEST',
    'UPSTREAM_REJECTED_REQUEST',
    'UPSTREAM_REJECTED_REQUEST',
    'UPSTREAM_UNRECOGNIZED',
    'UPSTREAM_UNAVAILABLE',
  ]);
  expect(await metric(gateway, 'eko_breaker_open', { product: 'dmt-fino' })).toBe(0);
});
