import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { http } from '../resilience/raw-upstream.js';
import { verdictOf, type Reply } from '../support/client.js';
import { NOT_REGISTERED } from '../support/eko-replies.js';
import { Gateway } from '../support/gateway.js';
import { newMobile } from '../support/people.js';
import { until } from '../support/until.js';
import { Bank } from './bank.js';
import { RawProxy, tunnel, type Behaviour } from './raw-proxy.js';

const PRODUCT = 'dmt-fino';
const UNKNOWN = { status: 504, code: 'OUTCOME_UNKNOWN', state: 'OUTCOME_UNKNOWN' };
const STARTED = { status: 201, state: 'NOT_REGISTERED' };
const OPENED = 'HTTP/1.1 200 Connection established\r\n\r\n';

let bank: Bank;
let proxy: RawProxy;
let gateway: Gateway;

beforeAll(async () => {
  bank = await Bank.open();
  proxy = await RawProxy.start();
  gateway = await Gateway.start({
    ...bank.settings,
    HTTPS_PROXY: proxy.url,
    EKO_CONNECT_TIMEOUT_MS: '1000',
  });
});

beforeEach(() => {
  bank.eko.behaviour = { onRequest: (socket) => void socket.write(http(200, NOT_REGISTERED)) };
  bank.eko.requests.length = 0;
  proxy.behaviour = tunnel;
  // An idle tunnel of an earlier test would be used without any CONNECT.
  proxy.cut();
  proxy.connects.length = 0;
});

afterAll(async () => {
  await gateway.stop();
  await proxy.stop();
  await bank.close();
});

function start(mobile: string, key: string): Promise<Reply> {
  return gateway.client.start(PRODUCT, mobile, { key, headers: bank.agent });
}

/** The reason with which the call of this request is logged. */
async function loggedReason({ headers }: Reply): Promise<unknown> {
  const id = headers.get('x-request-id');
  const line = await until('the log of the call', () =>
    gateway.log.find(({ event, requestId }) => event === 'upstream notSent' && requestId === id),
  );
  return line['reason'];
}

const answering =
  (answer: string): Behaviour =>
  (client) =>
    void client.write(answer);

describe('a proxy that makes no tunnel: the request is not sent and its key stays free, when it', () => {
  test.each<[string, Behaviour, RegExp]>([
    ['closes the connection', (client) => client.end(), /^proxy_(und_err_socket|econnreset)$/],
    ['resets the connection', (client) => client.resetAndDestroy(), /^proxy_(und_err_socket|econnreset)$/],
    ['closes it in the status line', (client) => client.end('HTTP/1.1 20'), /^proxy_\w+$/],
    ['answers with something else', (client) => client.end('SSH-2.0-OpenSSH_9.2\r\n'), /^proxy_\w+$/],
    ['never answers', () => undefined, /^proxy_timeout$/],
    [
      'answers 502 with a page',
      answering('HTTP/1.1 502 Bad\r\ncontent-type: text/html\r\ncontent-length: 13\r\n\r\n<html></html>'),
      /^proxy_http_502$/,
    ],
    [
      'answers 407 and keeps the connection open',
      answering('HTTP/1.1 407 Auth\r\nproxy-authenticate: Basic realm="x"\r\ncontent-length: 0\r\n\r\n'),
      /^proxy_http_407$/,
    ],
    ['redirects', answering('HTTP/1.1 302 Found\r\nlocation: https://a.test\r\n\r\n'), /^proxy_http_302$/],
    ['closes the tunnel at once', (client) => client.end(OPENED), /^(?!proxy_)\w+$/],
    [
      'answers for Eko in the tunnel',
      (client) => client.end(OPENED + http(200, NOT_REGISTERED)),
      /^(?!proxy_)\w+$/,
    ],
  ])('%s', async (_what, behaviour, reason) => {
    proxy.behaviour = behaviour;
    const mobile = newMobile();
    const refused = await start(mobile, `key-${mobile}`);
    expect(verdictOf(refused)).toEqual({ status: 503, code: 'UPSTREAM_UNAVAILABLE' });
    expect(await loggedReason(refused)).toEqual(expect.stringMatching(reason));
    expect(proxy.connects.length).toBeGreaterThan(0);
    expect(bank.eko.requests).toHaveLength(0);
    proxy.behaviour = tunnel;
    expect(verdictOf(await start(mobile, `key-${mobile}`))).toEqual(STARTED);
    expect(bank.eko.requests).toHaveLength(1);
  });
});

describe('a proxy that loses a tunnel after the request was written makes the outcome unknown, when', () => {
  test.each([
    ['Eko has not answered', ''],
    ['half of the answer has arrived', http(200, NOT_REGISTERED).slice(0, -20)],
  ])('%s', async (_what, part) => {
    bank.eko.behaviour = {
      onRequest: (socket) => {
        socket.write(part);
        setImmediate(() => {
          proxy.cut();
        });
      },
    };
    const mobile = newMobile();
    expect(verdictOf(await start(mobile, `key-${mobile}`))).toEqual(UNKNOWN);
    expect(bank.eko.requests).toHaveLength(1);
    expect(proxy.connects).toHaveLength(1);
  });
});

describe('a gateway that must stop cancels a call', () => {
  test.each<[string, Behaviour, object]>([
    ['in a tunnel, whose outcome is unknown', tunnel, UNKNOWN],
    [
      'that waits for its tunnel, which was not sent',
      () => undefined,
      { status: 503, code: 'UPSTREAM_UNAVAILABLE' },
    ],
  ])('%s', async (_what, behaviour, verdict) => {
    const stopping = await Gateway.start({
      ...bank.settings,
      HTTPS_PROXY: proxy.url,
      EKO_CONNECT_TIMEOUT_MS: '20000',
      EKO_TIMEOUT_MS: '20000',
      SHUTDOWN_TIMEOUT_MS: '1500',
    });
    bank.eko.behaviour = {};
    proxy.behaviour = behaviour;
    proxy.connects.length = 0;
    const answer = stopping.client.start(PRODUCT, newMobile(), { headers: bank.agent });
    await until(
      'the call to wait',
      () => bank.eko.requests[0] ?? (behaviour === tunnel ? undefined : proxy.connects[0]),
    );
    stopping.signal('SIGTERM');
    expect(verdictOf(await answer)).toEqual(verdict);
    expect(await stopping.exited()).toBe(0);
    await stopping.kill();
  });
});
