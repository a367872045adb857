import { afterEach, expect, test } from '@jest/globals';
import { answeredWith, holdBodies } from '../hostile/unfinished-requests.js';
import { bearing, KeySetFile, SigningKey } from '../security/issuer.js';
import { freePorts } from '../store/redis-servers.js';
import { Client } from '../support/client.js';
import { Gateway } from '../support/gateway.js';
import { newMobile } from '../support/people.js';
import { PRODUCTS } from '../support/resources.js';
import { until } from '../support/until.js';
import { Haproxy } from './haproxy.js';

const CONNECTIONS = 600;

const stops: (() => unknown)[] = [];

afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

test('behind haproxy, 600 unfinished bodies, half of them without a token, cause no refusal of a complete request', async () => {
  const key = await SigningKey.make('first');
  const keySet = new KeySetFile(key);
  stops.push(() => {
    keySet.remove();
  });
  const [front = 0, back = 0] = await freePorts(2);
  const settings = { ...keySet.settings, PORT: String(back), TRUSTED_PROXIES: '127.0.0.0/8' };
  const gateway = await Gateway.start(settings);
  stops.push(() => gateway.stop());
  const haproxy = await Haproxy.start(front, [back]);
  stops.push(() => haproxy.stop());

  const greedy = await key.token('20810201');
  const held = await holdBodies(haproxy.url, CONNECTIONS, (connection) =>
    connection % 8 < 4 ? {} : bearing(greedy),
  );
  stops.push(() => {
    for (const { socket } of held) socket.destroy();
  });
  const client = new Client(haproxy.url);
  const fair = PRODUCTS.flatMap((product) =>
    ['20810301', '20810302', '20810303'].map(async (agent) => {
      const reply = await client.start(product, newMobile(), { headers: bearing(await key.token(agent)) });
      return reply.status;
    }),
  );

  expect(await Promise.all(fair)).toEqual(Array(fair.length).fill(201));
  await until(
    'all without a token to be answered',
    () => answeredWith(401, held).length === CONNECTIONS / 2 || undefined,
  );
  expect(answeredWith(429, held).length).toBeGreaterThan(0);
  expect(answeredWith(503, held)).toEqual([]);
});
