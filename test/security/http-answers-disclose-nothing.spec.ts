import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { problemOf } from '../support/client.js';
import { Gateway } from '../support/gateway.js';
import { newMobile } from '../support/people.js';
import { bearing, KeySetFile, SigningKey } from './issuer.js';
import { until } from '../support/until.js';
import { sharedGateway } from '../support/shared-gateway.js';

const KEY = Buffer.alloc(32, 'k').toString('base64');
const ORIGIN = 'https://app.example.in';
const MAX_CONNECTIONS = 40;

const NATIVE_ORIGIN = 'capacitor://localhost';
const PRODUCTION = {
  NODE_ENV: 'production',
  EKO_ENVIRONMENT: 'sandbox',
  STORE_ENCRYPTION_KEYS: `k1:${KEY}`,
  IDENTIFIER_SECRET: KEY,
};

let gateway: Gateway;
let token: string;
let keySet: KeySetFile;

beforeAll(async () => {
  const key = await SigningKey.make('first');
  token = await key.token('20810200');
  keySet = new KeySetFile(key);
  gateway = await Gateway.start({
    ...keySet.settings,
    ...PRODUCTION,
    CORS_ORIGINS: `${ORIGIN}, ${NATIVE_ORIGIN}`,
    REQUEST_TIMEOUT_MS: '1500',
    MAX_CONNECTIONS: String(MAX_CONNECTIONS),
  });
});

afterAll(async () => {
  await gateway.kill();
  keySet.remove();
});

/** A new connection, and all bytes received on it until it is closed. */
async function connection(): Promise<{ socket: Socket; answer: Promise<string> }> {
  const { hostname, port } = new URL(gateway.url);
  const socket = connect(Number(port), hostname);
  const answer = new Promise<string>((resolve) => {
    let received = '';
    socket.on('data', (chunk: Buffer) => (received += chunk.toString()));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      resolve(received);
    });
  });
  await once(socket, 'connect');
  return { socket, answer };
}

describe('every answer', () => {
  it.each([
    ['a success', '/v1/products', 200, true],
    ['a refusal', '/v1/products', 401, false],
    ['an unknown address', '/nowhere', 404, false],
    ['an address with invalid escapes', '/problems/%zz', 400, false],
    ['health', '/health/live', 200, false],
    ['the OpenAPI document', '/openapi.json', 200, false],
    ['the page of a problem', '/problems/otp-incorrect', 200, false],
  ])(
    '%s: must not be cached, sniffed, framed or executed, and names no technology',
    async (_what, path, status, signedIn) => {
      const reply = await gateway.client.get(path, signedIn ? bearing(token) : {});
      expect(reply.status).toBe(status);
      const headers = Object.fromEntries(reply.headers);
      expect(headers).toMatchObject({
        'cache-control': 'no-store',
        'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
        'cross-origin-resource-policy': 'same-origin',
        'referrer-policy': 'no-referrer',
        'strict-transport-security': 'max-age=31536000; includeSubDomains',
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'x-request-id': expect.stringMatching(/^[\w-]{36}$/),
      });
      expect(Object.keys(headers)).not.toContain('server');
      expect(Object.keys(headers)).not.toContain('x-powered-by');
      expect(reply.text + JSON.stringify(headers)).not.toMatch(
        /fastify|nest ?js|\bexpress(\.?js)?\b|node\.js/i,
      );
    },
  );
});

describe('in production', () => {
  it.each(['/', '/docs', '/docs-json', '/docs/scalar.js', '/metrics'])(
    '%s is not on the API port',
    async (path) => {
      expect(problemOf(await gateway.client.get(path)).code).toBe('ROUTE_NOT_FOUND');
    },
  );
});

describe('browsers', () => {
  const preflight = (origin: string): ReturnType<typeof gateway.client.send> =>
    gateway.client.send('OPTIONS', '/v1/ppi-levin/onboardings', {
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization',
      },
    });

  it.each([ORIGIN, NATIVE_ORIGIN])('may call from an allowed origin: %s', async (origin) => {
    const { headers } = await preflight(origin);
    expect(headers.get('access-control-allow-origin')).toBe(origin);
    expect(headers.get('access-control-allow-credentials')).toBeNull();
    expect(headers.get('access-control-allow-methods')?.split(', ').sort()).toEqual([
      'DELETE',
      'GET',
      'POST',
    ]);
  });

  it.each([
    'https://evil.example',
    `${ORIGIN}.evil.example`,
    'https://sub.app.example.in',
    'null',
    'http://app.example.in',
  ])('may not call from %s', async (origin) => {
    expect((await preflight(origin)).headers.get('access-control-allow-origin')).toBeNull();
    const reply = await gateway.client.get('/v1/products', { ...bearing(token), origin });
    expect(reply.headers.get('access-control-allow-origin')).toBeNull();
  });

  // From no origin by default in production: production-is-closed-by-default.spec.ts.
  it('may call from every port of localhost, and from no other origin, with the sandbox of a developer', async () => {
    const sandbox = await sharedGateway();
    const allowed = async (origin: string): Promise<string | null> => {
      const reply = await sandbox.client.get('/v1/products', { origin });
      return reply.headers.get('access-control-allow-origin');
    };
    for (const origin of ['http://localhost:5173', 'https://localhost', 'http://localhost:8100']) {
      expect(await allowed(origin)).toBe(origin);
    }
    for (const origin of [ORIGIN, 'http://localhost.example.in', 'null']) {
      expect(await allowed(origin)).toBeNull();
    }
  });
});

describe('a request is refused with', () => {
  it('an address over 2 KiB', async () => {
    const reply = await gateway.client.get(`/v1/products?${'a'.repeat(2_048)}`, bearing(token));
    expect(problemOf(reply).code).toBe('URI_TOO_LONG');
  });

  it('headers over 16 KiB', async () => {
    const { socket, answer } = await connection();
    socket.write(`GET /v1/products HTTP/1.1\r\nHost: gateway\r\nX-Long: ${'a'.repeat(20_000)}\r\n\r\n`);
    expect(await answer).toMatch(/^HTTP\/1\.1 431 [\s\S]*"code":"HEADERS_TOO_LARGE"/);
  });

  it.each(['__proto__', 'constructor'])('a body with the member %s', async (member) => {
    const body = `{"mobile":"${newMobile()}","${member}":{"prototype":{"admin":true}}}`;
    const reply = await gateway.client.send('POST', '/v1/ppi-levin/onboardings', {
      headers: { ...bearing(token), 'content-type': 'application/json', 'idempotency-key': member },
      body,
    });
    expect(problemOf(reply).status).toBe(400);
  });
});

describe('clients that delay their requests on purpose', () => {
  const HEADERS = 'GET /v1/products HTTP/1.1\r\nHost: gateway\r\nX-A: b\r\n';
  const BODY =
    'POST /v1/ppi-levin/onboardings HTTP/1.1\r\nHost: gateway\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"mobile":';

  it('and never end their headers, or their body, are disconnected, while others are served', async () => {
    const slow = await Promise.all(Array.from({ length: MAX_CONNECTIONS / 2 }, connection));
    for (const [index, { socket }] of slow.entries()) socket.write(index % 2 === 0 ? HEADERS : BODY);
    expect((await gateway.client.get('/health/live')).status).toBe(200);
    await Promise.all(slow.map(({ answer }) => answer));
    expect((await gateway.client.get('/v1/products', bearing(token))).status).toBe(200);
  });

  it('and open more connections than allowed are disconnected, and the gateway continues', async () => {
    const greedy = await Promise.all(Array.from({ length: MAX_CONNECTIONS + 20 }, connection));
    await until('connections beyond the cap to be closed', () =>
      greedy.filter(({ socket }) => socket.destroyed || socket.readableEnded).length >= 20 ? true : undefined,
    );
    for (const { socket } of greedy) socket.destroy();
    await until('room for others', async () => {
      const reply = await gateway.client.get('/health/live').catch(() => undefined);
      return reply?.status === 200 ? true : undefined;
    });
  });
});
