import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { onboardingOf } from '../support/client.js';
import { Gateway } from '../support/gateway.js';
import { newMobile } from '../support/people.js';
import { expectAsExample } from '../support/compared-example.js';
import { exchange } from '../support/raw-http.js';
import { metric } from '../resilience/metric.js';
import { until } from '../support/until.js';
import { beginningOfPost, leaveUnfinished } from './unfinished-requests.js';

const ORIGIN = 'https://app.example.in';

let gateway: Gateway;

beforeAll(async () => {
  gateway = await Gateway.start({ CORS_ORIGINS: ORIGIN, REQUEST_TIMEOUT_MS: '1500' });
});
afterAll(() => gateway.stop());
afterEach(() => {
  expect(gateway.log.filter(({ event }) => event === 'unexpected error')).toEqual([]);
});

interface Answer {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Readonly<Record<string, unknown>>;
}

/** The only answer to these bytes; asserts that the connection is closed after it. */
async function answerTo(...bytes: readonly string[]): Promise<Answer> {
  const text = await exchange(gateway.url, ...bytes);
  const [head = '', body = ''] = text.split('\r\n\r\n');
  const [statusLine = '', ...lines] = head.split('\r\n');
  const headers = lines.map((line): [string, string] => {
    const [name = '', value = ''] = line.split(/: (.*)/s);
    return [name.toLowerCase(), value];
  });
  return {
    status: Number(statusLine.split(' ')[1]),
    headers: new Map(headers),
    body: JSON.parse(body) as Answer['body'],
  };
}

/** A complete request with an Origin and `connection: close`. */
function request(line: string, headers: readonly string[] = [], body = ''): string {
  return [
    `${line} HTTP/1.1`,
    'host: gateway',
    `origin: ${ORIGIN}`,
    'connection: close',
    ...headers,
    '',
    body,
  ].join('\r\n');
}

describe('a request without a body is accepted', () => {
  test.each<[string, readonly string[], string]>([
    ['without any header about it', [], ''],
    ['of length 0', ['content-length: 0'], ''],
    ['of length 0 with a JSON content type', ['content-length: 0', 'content-type: application/json'], ''],
    ['of length 0 with a text content type', ['content-length: 0', 'content-type: text/plain'], ''],
    ['of length 0 with an invalid content type', ['content-length: 0', 'content-type: ;;'], ''],
    ['in no chunk', ['transfer-encoding: chunked'], '0\r\n\r\n'],
    [
      'in no chunk with a JSON content type',
      ['transfer-encoding: chunked', 'content-type: application/json'],
      '0\r\n\r\n',
    ],
    [
      'in no chunk with a form content type',
      ['transfer-encoding: chunked', 'content-type: multipart/form-data'],
      '0\r\n\r\n',
    ],
    [
      'in no chunk with an invalid content type',
      ['transfer-encoding: chunked', 'content-type: ?'],
      '0\r\n\r\n',
    ],
  ])('%s by a step without fields', async (_what, headers, body) => {
    const { id } = onboardingOf(await gateway.client.start('ppi-levin', newMobile()));
    const key = `idempotency-key: ${randomUUID()}`;
    const path = `/v1/ppi-levin/onboardings/${id}/refresh`;
    const answer = await answerTo(request(`POST ${path}`, [key, ...headers], body));

    expect(answer).toMatchObject({ status: 200, body: { id } });
  });

  test('from curl', async () => {
    const { id } = onboardingOf(await gateway.client.start('ppi-levin', newMobile()));
    const reply = await gateway.client.send('POST', `/v1/ppi-levin/onboardings/${id}/refresh`, {
      headers: { 'idempotency-key': randomUUID() },
    });

    expect(onboardingOf(reply).id).toBe(id);
  });
});

describe('a body in a Content-Encoding', () => {
  test.each(['gzip', 'identity'])('(%s) is UNSUPPORTED_MEDIA_TYPE', async (encoding) => {
    const headers = [
      `idempotency-key: ${randomUUID()}`,
      `content-encoding: ${encoding}`,
      'content-type: application/json',
      'content-length: 2',
    ];
    const answer = await answerTo(request('POST /v1/ppi-levin/onboardings', headers, '{}'));

    expect(answer).toMatchObject({ status: 415, body: { status: 415, code: 'UNSUPPORTED_MEDIA_TYPE' } });
  });
});

const long = (length: number): string => 'a'.repeat(length);
const START = 'POST /v1/ppi-levin/onboardings';

describe('an invalid request gets a problem, which CORS allows its page to read:', () => {
  test.each<[string, number, string, string]>([
    ['an address of 3 KB', 414, 'URI_TOO_LONG', request(`GET /v1/products?${long(3_000)}`)],
    ['a part of an address of 3 KB', 414, 'URI_TOO_LONG', request(`GET /v1/${long(3_000)}/onboardings/x`)],
    ['an unknown expectation', 417, 'MALFORMED_REQUEST', request('GET /v1/products', ['expect: tea'])],
    [
      'no Host',
      400,
      'MALFORMED_REQUEST',
      `GET /v1/products HTTP/1.1\r\norigin: ${ORIGIN}\r\nconnection: close\r\n\r\n`,
    ],
    ['the server as a whole', 404, 'ROUTE_NOT_FOUND', request('OPTIONS *')],
    ['OPTIONS that is no preflight', 405, 'METHOD_NOT_ALLOWED', request('OPTIONS /v1/products')],
    ['invalid escapes', 400, 'MALFORMED_REQUEST', request('GET /v1/%zz')],
    ['escapes that are not UTF-8', 400, 'MALFORMED_REQUEST', request('GET /v1/ppi-levin/onboardings/%ff')],
    ['a URL without a host', 400, 'MALFORMED_REQUEST', request('GET http:///v1/products')],
    [
      'a chunk with an invalid length',
      400,
      'MALFORMED_REQUEST',
      request(START, ['content-type: application/json', 'transfer-encoding: chunked'], 'zz\r\n\r\n'),
    ],
    [
      'a body that never ends',
      408,
      'REQUEST_TIMEOUT',
      request(START, ['content-type: application/json', 'content-length: 100'], '{'),
    ],
  ])('%s is %i %s', async (_what, status, code, bytes) => {
    const { headers, ...answer } = await answerTo(bytes);

    expect(answer).toMatchObject({ status, body: { status, code } });
    expect(Object.fromEntries(headers)).toMatchObject({
      'access-control-allow-origin': ORIGIN,
      'cache-control': 'no-store',
      connection: 'close',
      'content-type': 'application/problem+json; charset=utf-8',
      'x-request-id': answer.body['requestId'],
    });
    await until('its line in the log', () =>
      gateway.log.find(({ requestId }) => requestId === answer.body['requestId']),
    );
    expect(gateway.log.find(({ requestId }) => requestId === answer.body['requestId'])).toMatchObject({
      event: 'request',
      status,
      code,
    });
  });
});

describe('an incomplete request gets a problem, and is logged:', () => {
  test.each<[string, number, string, string]>([
    ['an address over 16 KiB', 414, 'URI_TOO_LONG', request(`GET /v1/products?${long(20_000)}`)],
    [
      'headers over 16 KiB',
      431,
      'HEADERS_TOO_LARGE',
      request('GET /v1/products', [`x-long: ${long(20_000)}`]),
    ],
    [
      '10,000 headers',
      431,
      'HEADERS_TOO_LARGE',
      request('GET /v1/products', Array<string>(10_000).fill('x-y: z')),
    ],
    ['headers that never end', 408, 'REQUEST_TIMEOUT', 'GET /v1/products HTTP/1.1\r\nhost: gateway\r\n'],
    ['no HTTP', 400, 'MALFORMED_REQUEST', 'HELLO\r\n\r\n'],
  ])('%s: %i %s', async (_what, status, code, bytes) => {
    const { headers, ...answer } = await answerTo(bytes);

    expect(answer).toMatchObject({ status, body: { status, code } });
    expectAsExample(answer);
    expect(headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    await until('its line in the log', () =>
      gateway.log.find((line) => line['requestId'] === answer.body['requestId'] && line['code'] === code),
    );
  });

  test('after a complete request it does not prevent the answer to that request', async () => {
    const whole = request('GET /v1/products').replace('connection: close\r\n', '');
    const answer = await answerTo(`${whole}HELLO\r\n\r\n`);

    expect(answer).toMatchObject({ status: 200, body: { products: expect.anything() } });
  });
});

describe('a preflight', () => {
  test('is answered with 204 and the headers of every answer, and logged', async () => {
    const reply = await gateway.client.send('OPTIONS', '/v1/ppi-levin/onboardings', {
      headers: { origin: ORIGIN, 'access-control-request-method': 'POST' },
    });

    expect([reply.status, reply.text]).toEqual([204, '']);
    expect(reply.headers.get('access-control-allow-origin')).toBe(ORIGIN);
    expect(reply.headers.get('access-control-allow-methods')).toContain('POST');
    const requestId = reply.headers.get('x-request-id');
    await until('its line in the log', () =>
      gateway.log.find((line) => line['requestId'] === requestId && line['status'] === 204),
    );
  });
});

test('an upload that its client aborted is logged as 499, and not as an error', async () => {
  const requestId = randomUUID();
  const { socket } = await leaveUnfinished(
    gateway.url,
    beginningOfPost('/v1/dmt-fino/onboardings', { 'idempotency-key': requestId, 'x-request-id': requestId }),
  );
  await until(
    'the body to begin',
    async () => (await metric(gateway, 'http_server_active_requests')) === 1 || undefined,
  );
  socket.destroy();
  const line = await until('its line in the log', () =>
    gateway.log.find((one) => one['requestId'] === requestId),
  );

  expect(line).toMatchObject({ event: 'request', status: 499 });
  expect(line).not.toHaveProperty('code');
});

test('a client that waits for 100 Continue gets it', async () => {
  const post = [`idempotency-key: ${randomUUID()}`, 'expect: 100-continue', 'content-type: application/json'];
  const body = JSON.stringify({ mobile: newMobile() });
  const text = await exchange(gateway.url, request(START, [...post, `content-length: ${body.length}`], body));

  expect(text).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 201 /);
});
