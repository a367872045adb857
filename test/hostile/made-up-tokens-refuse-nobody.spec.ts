import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { bearing, KeySetFile, SigningKey } from '../security/issuer.js';
import { problemOf, type Reply } from '../support/client.js';
import { metric } from '../resilience/metric.js';
import { Gateway } from '../support/gateway.js';
import { until } from '../support/until.js';

/** Refused tokens of one address, beyond which those that come after wait for their turn. */
const FEW = 5;
/** So many that their turns take most of a second. */
const MANY = 800;

let gateway: Gateway;
let keySet: KeySetFile;
let key: SigningKey;
let badToken: string;

beforeAll(async () => {
  key = await SigningKey.make('first');
  const stranger = await SigningKey.make('first');
  badToken = await stranger.token('20810200');
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

/** Asks with a token, as though a proxy had taken the request from that address. */
function ask(token: string, forwardedFor: string): Promise<Reply> {
  return gateway.client.get('/v1/products', { ...bearing(token), 'x-forwarded-for': forwardedFor });
}

/** Tokens of a stranger's key, each sent from what `addressOf` says, all at once. */
function madeUp(count: number, addressOf: (index: number) => string): Promise<readonly Reply[]> {
  return Promise.all(Array.from({ length: count }, (_, index) => ask(badToken, addressOf(index))));
}

describe('made-up tokens behind one address', () => {
  test('are refused as such, however many they are, and never with a time to wait', async () => {
    const replies = await madeUp(10 * FEW, () => '198.51.100.1');
    for (const reply of replies) {
      expect(problemOf(reply).code).toBe('UNAUTHENTICATED');
      expect(reply.headers.get('retry-after')).toBeNull();
    }
  });

  test('keep no agent out whose token is good, and was never seen before', async () => {
    await madeUp(FEW + 1, () => '198.51.100.2');
    const flood = madeUp(MANY, () => '198.51.100.2');
    const tokens = await Promise.all(Array.from({ length: 20 }, (_, agent) => key.token(`2081${agent}`)));
    const replies = await Promise.all(tokens.map((token) => ask(token, '198.51.100.2')));
    expect(replies.map(({ status }) => status)).toEqual(Array(20).fill(200));
    await flood;
  });

  test('do not make a token wait that was verified before', async () => {
    const token = await key.token('20810300');
    expect((await ask(token, '198.51.100.3')).status).toBe(200);
    await madeUp(FEW + 1, () => '198.51.100.3');
    await overtakes(
      () => ask(token, '198.51.100.3'),
      () => '198.51.100.3',
      200,
    );
  });
});

/** Asserts that a request is answered while made-up tokens of an address still wait for their turn. */
async function overtakes(
  send: () => Promise<Reply>,
  addressOf: (index: number) => string,
  status: number,
): Promise<void> {
  let floodIsOver = false;
  const flood = madeUp(MANY, addressOf).then(() => (floodIsOver = true));
  await until('many of them to wait', async () => {
    return (await metric(gateway, 'http_server_active_requests')) > MANY / 4 || undefined;
  });
  expect((await send()).status).toBe(status);
  expect(floodIsOver).toBe(false);
  await flood;
}

describe('an address that was sent many of them', () => {
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
  ])('%s, and does not hold up another', async (_what, addressOf, other) => {
    await madeUp(FEW + 1, addressOf);
    const token = await key.token('20810400', { claims: { jti: other } });
    await overtakes(() => ask(token, other), addressOf, 200);
  });
});
