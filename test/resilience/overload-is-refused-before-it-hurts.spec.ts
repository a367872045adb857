import { afterEach, expect, test } from '@jest/globals';
import { until } from '../support/until.js';
import { problemOf, type Reply } from '../support/client.js';
import { NOT_REGISTERED } from '../support/eko-replies.js';
import { Gateway } from '../support/gateway.js';
import { newMobile } from '../support/people.js';
import { PRODUCTS } from '../support/resources.js';
import { metric } from './metric.js';
import { http, RawUpstream } from './raw-upstream.js';
import { expectAsExample } from '../support/compared-example.js';

const stops: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

test('over MAX_IN_FLIGHT requests are refused, health and metrics are not, and no key is used up', async () => {
  const upstream = await RawUpstream.start();
  stops.push(() => upstream.stop());
  const answers: (() => void)[] = [];
  const arrived = new Promise<void>((resolve) => {
    upstream.behaviour = {
      onRequest: (socket) => {
        answers.push(() => socket.write(http(200, NOT_REGISTERED)));
        if (answers.length === 4) resolve();
      },
    };
  });
  const gateway = await Gateway.start({ ...upstream.settings(), MAX_IN_FLIGHT: '4' });
  stops.push(() => gateway.stop());
  const { client } = gateway;
  const taken = PRODUCTS.map((product) => client.start(product, newMobile()));
  await arrived;
  const mobile = newMobile();
  const refused = await client.start('dmt-fino', mobile, { key: 'once' });
  expect(refused.headers.get('retry-after')).toBe('1');
  expect(problemOf(refused)).toMatchObject({ status: 503, code: 'OVERLOADED', retryAfterSeconds: 1 });
  expectAsExample(refused);
  expect((await client.get('/v1/products')).status).toBe(503);
  expect((await client.get('/health/live')).status).toBe(200);
  expect((await client.get('/health/ready')).status).toBe(200);
  expect(await metric(gateway, 'gateway_shed_requests_total', { reason: 'in_flight' })).toBe(2);
  for (const answer of answers) answer();
  expect((await Promise.all(taken)).map(({ status }) => status)).toEqual([201, 201, 201, 201]);
  upstream.behaviour = {
    onRequest: (socket) => {
      socket.write(http(200, NOT_REGISTERED));
    },
  };
  expect((await client.start('dmt-fino', mobile, { key: 'once' })).status).toBe(201);
});

test('while the event loop is delayed requests are refused, health is not, and refusals end with the delay', async () => {
  const upstream = await RawUpstream.start();
  stops.push(() => upstream.stop());
  upstream.behaviour = {
    onRequest: (socket) => {
      socket.write(http(200, NOT_REGISTERED));
    },
  };
  const preload = new URL('busy-loop.mjs', import.meta.url).href;
  const busy = { NODE_OPTIONS: `--import=${preload}`, MAX_EVENT_LOOP_DELAY_MS: '10' };
  const gateway = await Gateway.start({ ...upstream.settings(), ...busy });
  stops.push(() => gateway.stop());
  const { client } = gateway;
  const refusals: Reply[] = [];
  const answered = (status: number, send: () => Promise<Reply>): Promise<Reply> =>
    until(`an answer with ${String(status)}`, async () => {
      const reply = await send();
      if (reply.status === 503) refusals.push(reply);
      return reply.status === status ? reply : undefined;
    });
  // It is also delayed during the start.
  await answered(201, () => client.start('dmt-fino', newMobile()));

  gateway.signal('SIGUSR2');
  await answered(503, () => client.get('/v1/products'));
  const dispatched = upstream.requests.length;
  const mobile = newMobile();
  const start = (): Promise<Reply> => client.start('dmt-fino', mobile, { key: 'once' });
  expect((await client.get('/health/live')).status).toBe(200);
  refusals.push(await start());
  expect(upstream.requests).toHaveLength(dispatched);

  gateway.signal('SIGUSR2');
  const taken = await answered(201, start);
  expect(taken.headers.get('idempotency-replayed')).toBeNull();
  expect(upstream.requests).toHaveLength(dispatched + 1);
  for (const refused of refusals) {
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(problemOf(refused)).toMatchObject({ status: 503, code: 'OVERLOADED', retryAfterSeconds: 1 });
  }
  expect(await metric(gateway, 'gateway_shed_requests_total', { reason: 'event_loop' })).toBe(
    refusals.length,
  );
});
