import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { bearing, KeySetFile, SigningKey } from '../security/issuer.js';
import { problemOf } from '../support/client.js';
import { Gateway } from '../support/gateway.js';
import { newMobile } from '../support/people.js';
import { PRODUCTS } from '../support/resources.js';
import { exchange } from '../support/raw-http.js';
import { until } from '../support/until.js';
import {
  answeredWith,
  beginningOfPost,
  holdBodies,
  leaveUnfinished,
  type Unfinished,
} from './unfinished-requests.js';

const CONNECTIONS = 600;
const MAX_BODIES_OF_AN_AGENT = 16;
const FAIR_AGENTS = 5;

let gateway: Gateway;
let keySet: KeySetFile;
let key: SigningKey;
let held: readonly Unfinished[] = [];

beforeAll(async () => {
  key = await SigningKey.make('first');
  keySet = new KeySetFile(key);
  gateway = await Gateway.start({
    ...keySet.settings,
    MAX_UNFINISHED_BODIES_PER_AGENT: String(MAX_BODIES_OF_AN_AGENT),
  });
});

afterEach(() => {
  for (const { socket } of held) socket.destroy();
});

afterAll(async () => {
  await gateway.stop();
  keySet.remove();
});

async function hold(headersOf: (connection: number) => Record<string, string>): Promise<void> {
  held = await holdBodies(gateway.url, CONNECTIONS, headersOf);
}

/** Simultaneous complete requests of several agents, over all products. */
async function statusesOfCompleteRequests(): Promise<readonly number[]> {
  const agents = Array.from({ length: FAIR_AGENTS }, (_, agent) => `2081090${String(agent)}`);
  const replies = agents.flatMap((agent) =>
    PRODUCTS.map(async (product) => {
      const headers = bearing(await key.token(agent));
      return gateway.client.start(product, newMobile(), { headers });
    }),
  );
  return (await Promise.all(replies)).map(({ status }) => status);
}

const answered = (status: number): readonly Unfinished[] => answeredWith(status, held);

const ALL_CREATED = Array<number>(FAIR_AGENTS * PRODUCTS.length).fill(201);

describe('600 connections with unfinished bodies', () => {
  test('without a token get 401 at once, and no complete request is refused', async () => {
    await hold(() => ({}));
    expect(await statusesOfCompleteRequests()).toEqual(ALL_CREATED);
    await until('all to be answered', () => answered(401).length === CONNECTIONS || undefined);
  });

  test('with forged tokens get 401, and no complete request is refused', async () => {
    const untrusted = await SigningKey.make('first');
    const tokens = await Promise.all(
      Array.from({ length: CONNECTIONS }, (_, connection) => untrusted.token(String(connection))),
    );
    await hold((connection) => bearing(tokens[connection] ?? ''));
    expect(await statusesOfCompleteRequests()).toEqual(ALL_CREATED);
    await until('all to be answered', () => answered(401).length === CONNECTIONS || undefined);
  });

  test('of one agent are limited to a few, and no complete request is refused', async () => {
    const token = await key.token('20810201');
    await hold(() => bearing(token));
    expect(await statusesOfCompleteRequests()).toEqual(ALL_CREATED);
    await until(
      'the bodies over the limit to be refused',
      () => answered(429).length === CONNECTIONS - MAX_BODIES_OF_AN_AGENT || undefined,
    );
    const [refused] = answered(429);
    expect(refused?.received).toContain('"code":"RATE_LIMITED"');
    expect(refused?.received).toMatch(/\r\nretry-after: 1\r\n/i);
  });

  test('of many agents wait for their bodies, and no complete request is refused', async () => {
    const tokens = await Promise.all(
      Array.from({ length: CONNECTIONS / 10 }, (_, agent) => key.token(String(30_000_000 + agent))),
    );
    await hold((connection) => bearing(tokens[connection % tokens.length] ?? ''));
    expect(await statusesOfCompleteRequests()).toEqual(ALL_CREATED);
    expect(held.filter(({ received }) => received !== '')).toEqual([]);
  });

  test('that are closed free the places of their agent', async () => {
    const token = await key.token('20810202');
    await hold(() => bearing(token));
    await until('the bodies over the limit to be refused', () => answered(429).length > 0 || undefined);
    const begun = (): ReturnType<typeof gateway.client.start> =>
      gateway.client.start('ppi-levin', newMobile(), { headers: bearing(token) });
    for (const { socket } of held) socket.destroy();
    await until('room for the agent', async () => (await begun()).status === 201 || undefined);
  });
});

test.each([
  ['an unknown address', '/v1/nothing', 404, 'ROUTE_NOT_FOUND'],
  ['an unknown product', '/v1/no-product/onboardings', 404, 'ROUTE_NOT_FOUND'],
  ['a step that the product does not have', '/v1/dmt-fino/onboardings/onb_a/pan', 404, 'STEP_NOT_FOUND'],
  ['an empty id', '/v1/ppi-levin/onboardings//pan', 404, 'ROUTE_NOT_FOUND'],
  ['a method that is not allowed', '/v1/products', 405, 'METHOD_NOT_ALLOWED'],
])('%s is answered without its body', async (_what, path, status, code) => {
  const token = bearing(await key.token('20810203'));
  const one = await leaveUnfinished(gateway.url, beginningOfPost(path, token));
  held = [one];
  await until('the answer', () => answered(status).length === 1 || undefined);
  expect(one.received).toContain(`"code":"${code}"`);
});

test('a client without a token gets no 100 Continue', async () => {
  const beginning = beginningOfPost('/v1/ppi-levin/onboardings', { expect: '100-continue' });
  expect(await exchange(gateway.url, beginning)).toMatch(/^HTTP\/1\.1 401 /);
});

test('a token is verified before the body is read, whatever the body is', async () => {
  const refused = await gateway.client.send('POST', '/v1/ppi-levin/onboardings', {
    headers: { 'content-type': 'application/xml', 'idempotency-key': randomUUID() },
    body: '<'.repeat(1_000_000),
  });
  expect(problemOf(refused).code).toBe('UNAUTHENTICATED');
});
