import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { bearing, KeySetFile, SigningKey } from '../security/issuer.js';
import { problemOf, type Reply } from '../support/client.js';
import { metric } from '../resilience/metric.js';
import { Gateway } from '../support/gateway.js';
import { until } from '../support/until.js';

/** The number of refused tokens of one address after which later tokens of it are verified one at a time. */
const FEW = 5;
/** So many that verifying them one at a time takes most of a second. */
const MANY = 800;

let gateway: Gateway;
let keySet: KeySetFile;
let key: SigningKey;
let badToken: string;

beforeAll(async () => {
  key = await SigningKey.make('first');
  const untrusted = await SigningKey.make('first');
  badToken = await untrusted.token('20810200');
  keySet = new KeySetFile(key);
  gateway = await Gateway.start({
    ...keySet.settings,
    AUTH_FAILURES_PER_MINUTE: String(FEW),
    TRUSTED_PROXIES: '127.0.0.0/8,10.0.0.0/8',
  });
});

afterAll(async () => {
  await gateway.stop();
  keySet.remove();
});

/** Sends a request with a token, as a proxy does for a client at that address. */
function ask(token: string, forwardedFor: string): Promise<Reply> {
  return gateway.client.get('/v1/products', { ...bearing(token), 'x-forwarded-for': forwardedFor });
}

/** Simultaneous requests with tokens of an unknown key, each from `addressOf` its index. */
function sendForged(count: number, addressOf: (index: number) => string): Promise<readonly Reply[]> {
  return Promise.all(Array.from({ length: count }, (_, index) => ask(badToken, addressOf(index))));
}

describe('forged tokens from one address', () => {
  test('get 401, however many they are, and never Retry-After', async () => {
    const replies = await sendForged(10 * FEW, () => '198.51.100.1');
    for (const reply of replies) {
      expect(problemOf(reply).code).toBe('UNAUTHENTICATED');
      expect(reply.headers.get('retry-after')).toBeNull();
    }
  });

  test('do not block an agent with a valid token that is used for the first time', async () => {
    await sendForged(FEW + 1, () => '198.51.100.2');
    const flood = sendForged(MANY, () => '198.51.100.2');
    const tokens = await Promise.all(Array.from({ length: 20 }, (_, agent) => key.token(`2081${agent}`)));
    const replies = await Promise.all(tokens.map((token) => ask(token, '198.51.100.2')));
    expect(replies.map(({ status }) => status)).toEqual(Array(20).fill(200));
    await flood;
  });

  test('do not delay a token that was verified before', async () => {
    const token = await key.token('20810300');
    expect((await ask(token, '198.51.100.3')).status).toBe(200);
    await sendForged(FEW + 1, () => '198.51.100.3');
    await expectAnsweredFirst(
      () => ask(token, '198.51.100.3'),
      () => '198.51.100.3',
      200,
    );
  });
});

/** Asserts that a request is answered while forged tokens of an address still wait to be verified. */
async function expectAnsweredFirst(
  send: () => Promise<Reply>,
  addressOf: (index: number) => string,
  status: number,
): Promise<void> {
  let floodIsOver = false;
  const flood = sendForged(MANY, addressOf).then(() => (floodIsOver = true));
  await until('many of them to wait', async () => {
    return (await metric(gateway, 'http_server_active_requests')) > MANY / 4 || undefined;
  });
  expect((await send()).status).toBe(status);
  expect(floodIsOver).toBe(false);
  await flood;
}

describe('an address that sent many forged tokens', () => {
  const OTHER = '192.0.2.77';

  test.each<[string, (index: number) => string, string]>([
    ['has any port', (index) => `203.0.113.8:${1024 + index}`, `${OTHER}:80`],
    ['is one of IPv6 with any port', (index) => `[2001:db8::1]:${1024 + index}`, '[2001:db8:0:1::1]:80'],
    ['is any of a /64', (index) => `2001:0DB8:0:7:${index.toString(16)}::1`, '2001:db8:0:8::1'],
    [
      'is behind a trusted proxy that has a port',
      (index) => `203.0.113.10, 10.0.0.1:${1024 + index}`,
      `${OTHER}, 10.0.0.1:80`,
    ],
  ])('%s, and does not delay another address', async (_what, addressOf, other) => {
    await sendForged(FEW + 1, addressOf);
    const token = await key.token('20810400', { claims: { jti: other } });
    await expectAnsweredFirst(() => ask(token, other), addressOf, 200);
  });
});
