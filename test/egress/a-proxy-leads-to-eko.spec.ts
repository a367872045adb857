import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Socket } from 'node:net';
import { metric } from '../resilience/metric.js';
import { http } from '../resilience/raw-upstream.js';
import { verdictOf, type Reply } from '../support/client.js';
import { EKYC_PENDING, NOT_REGISTERED } from '../support/eko-replies.js';
import { Gateway, type LogLine, type Settings } from '../support/gateway.js';
import { newMobile, REGISTRATION } from '../support/people.js';
import { eventually, until } from '../support/until.js';
import { Bank, EKO, KEYS, TRACES } from './bank.js';
import { freePort } from './free-port.js';
import { TlsSite } from './tls-site.js';
import { RULES, Squid } from './squid.js';

const PRODUCT = 'dmt-fino';
const PROXY = 'proxy.bank.test';
const UNAVAILABLE = { status: 503, code: 'UPSTREAM_UNAVAILABLE' };
const STARTED = { status: 201, state: 'NOT_REGISTERED' };

let bank: Bank;
let squid: Squid;
const stops: (() => unknown)[] = [];

beforeAll(async () => {
  bank = await Bank.open();
  squid = await Squid.start([EKO, KEYS, TRACES], RULES.allowAll);
});

beforeEach(async () => {
  bank.eko.behaviour = { onRequest: (socket) => void socket.write(http(200, NOT_REGISTERED)) };
  bank.eko.requests.length = 0;
  await squid.run(RULES.allowAll);
});

afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

afterAll(async () => {
  await squid.remove();
  await bank.close();
});

async function gatewayWith(settings: Settings): Promise<Gateway> {
  const gateway = await Gateway.start({ ...bank.settings, EKO_CONNECT_TIMEOUT_MS: '2000', ...settings });
  stops.push(() => gateway.stop());
  return gateway;
}

function start(gateway: Gateway, mobile: string, key: string): Promise<Reply> {
  return gateway.client.start(PRODUCT, mobile, { key, headers: bank.agent });
}

/** The line of the log with this event, about this destination if one is given. */
function logged(gateway: Gateway, event: string, destination?: string): Promise<LogLine> {
  return until(`the event ${event}`, () =>
    gateway.log.find((line) => line['event'] === event && line['destination'] === destination),
  );
}

/** The CONNECT requests to one host that squid has finished since `before`. */
function connects(host: string, before = 0): readonly string[] {
  return squid.log.slice(before).filter((line) => line.includes(`CONNECT ${host}:`));
}

describe('through squid', () => {
  test('Eko, the keys of the issuer and the collector are reached, with a password that nothing shows', async () => {
    await squid.run(RULES.askForPassword);
    const gateway = await gatewayWith({
      ...bank.traces,
      HTTPS_PROXY: squid.urlWith(),
      HTTP_PROXY: squid.urlWith(),
    });
    expect(verdictOf(await start(gateway, newMobile(), 'first'))).toEqual(STARTED);
    await eventually('the spans to arrive', () => Promise.resolve(bank.collector.received.length > 0));
    const output = gateway.output + (await (await fetch(gateway.metricsUrl)).text());
    await gateway.stop();
    for (const host of [EKO, KEYS, TRACES]) {
      const site = bank.sites[host as typeof EKO];
      expect(site.handshakes.at(-1)).toEqual({
        servername: host,
        protocol: host === TRACES ? false : 'http/1.1',
      });
      expect(squid.log).toContain(`TCP_TUNNEL/200 CONNECT ${host}:${site.port} gateway`);
    }
    for (const secret of ['p@ss', 'p%40ss', Buffer.from('gateway:p@ss').toString('base64').slice(0, 14)])
      expect(output).not.toContain(secret);
  });

  test.each<[string, string, string, number, RegExp]>([
    ['its rules refuse', RULES.denyAll, 'http_403', 1, /its rules must allow CONNECT to this host and port/],
    ['it asks for a password', RULES.askForPassword, 'http_407', 1, /requires credentials, or refuses those/],
  ])(
    'what %s is not sent, is not repeated, and leaves the key free',
    async (_what, rules, reason, times, advice) => {
      const gateway = await gatewayWith({ HTTPS_PROXY: squid.urlWith('wrong') });
      await squid.run(rules);
      const before = squid.log.length;
      const mobile = newMobile();
      expect(verdictOf(await start(gateway, mobile, 'once'))).toEqual(UNAVAILABLE);
      expect(connects(EKO, before)).toHaveLength(times);
      const { address } = squid;
      const destination = `${EKO}:${bank.sites[EKO].port}`;
      expect(await logged(gateway, 'upstream notSent')).toMatchObject({ reason: `proxy_${reason}` });
      expect(await logged(gateway, 'proxy failed', destination)).toMatchObject({
        proxy: address,
        destination,
        reason,
        advice: expect.stringMatching(advice) as unknown,
      });
      expect(
        await metric(gateway, 'egress_proxy_failures_total', { proxy: address, destination, reason }),
      ).toBe(times);
      expect(gateway.output).not.toContain('wrong');
      expect(bank.eko.requests).toHaveLength(0);
      await squid.run(RULES.allowAll);
      expect(verdictOf(await start(gateway, mobile, 'once'))).toEqual(STARTED);
      expect(bank.eko.requests).toHaveLength(1);
    },
  );

  test('what it cannot connect to is not sent, and is tried twice more', async () => {
    const destination = `${EKO}:${await freePort()}`;
    const gateway = await gatewayWith({
      HTTPS_PROXY: squid.url,
      EKO_BASE_URL: `https://${destination}/ekoapi/v3`,
    });
    const before = squid.log.length;
    expect(verdictOf(await start(gateway, newMobile(), 'once'))).toEqual(UNAVAILABLE);
    expect(await logged(gateway, 'upstream notSent')).toMatchObject({ reason: 'proxy_http_503' });
    expect(connects(EKO, before)).toEqual(
      Array.from({ length: 3 }, () => expect.stringContaining(`/503 CONNECT ${destination}`) as unknown),
    );
  });

  test('nothing is sent while squid is killed, and the same key works when it runs', async () => {
    const gateway = await gatewayWith({ HTTPS_PROXY: squid.url });
    await squid.kill();
    const mobile = newMobile();
    expect(verdictOf(await start(gateway, mobile, 'once'))).toEqual(UNAVAILABLE);
    expect(await logged(gateway, 'upstream notSent')).toMatchObject({ reason: 'proxy_econnrefused' });
    expect(bank.eko.requests).toHaveLength(0);
    await squid.run(RULES.allowAll);
    expect(verdictOf(await start(gateway, mobile, 'once'))).toEqual(STARTED);
  });

  test('an idle tunnel that squid loses makes no outcome unknown', async () => {
    const gateway = await gatewayWith({ HTTPS_PROXY: squid.url });
    expect(verdictOf(await start(gateway, newMobile(), 'first'))).toEqual(STARTED);
    await squid.run(RULES.allowAll);
    expect(verdictOf(await start(gateway, newMobile(), 'second'))).toEqual(STARTED);
  });

  test('a call whose request was written when squid is killed has an unknown outcome, and is never repeated', async () => {
    const gateway = await gatewayWith({ HTTPS_PROXY: squid.url });
    const { id } = (await start(gateway, newMobile(), 'first')).body as { id: string };
    const arrived = new Promise<Socket>((resolve) => {
      bank.eko.behaviour = { onRequest: resolve };
    });
    const path = `/v1/${PRODUCT}/onboardings/${id}/registration`;
    const register = (): Promise<Reply> =>
      gateway.client.post(path, REGISTRATION, { key: 'registration', headers: bank.agent });
    const registering = register();
    await arrived;
    await squid.kill();
    expect(verdictOf(await registering)).toEqual({
      status: 504,
      code: 'OUTCOME_UNKNOWN',
      state: 'OUTCOME_UNKNOWN',
    });
    bank.eko.behaviour = { onRequest: (socket) => void socket.write(http(200, EKYC_PENDING)) };
    await squid.run(RULES.allowAll);
    expect(verdictOf(await register())).toEqual({ status: 200, state: 'BIOMETRIC_PENDING' });
    expect(bank.eko.sends('POST')).toEqual([1]);
  });

  test('a proxy may be reached by TLS, with the certificate of its name', async () => {
    const front = await TlsSite.start(PROXY, bank.authority.issue(PROXY), squid.port);
    stops.push(() => front.stop());
    const names = new URL('bank-names.mjs', import.meta.url).href;
    const gateway = await gatewayWith({
      ...bank.traces,
      HTTPS_PROXY: front.url,
      NODE_OPTIONS: `--import=${names}`,
    });
    const before = squid.log.length;
    expect(verdictOf(await start(gateway, newMobile(), 'first'))).toEqual(STARTED);
    await gateway.stop();
    for (const host of [EKO, TRACES] as const)
      expect(connects(host, before)).toContain(`TCP_TUNNEL/200 CONNECT ${host}:${bank.sites[host].port} -`);
    for (const handshake of front.handshakes)
      expect(handshake).toEqual({ servername: PROXY, protocol: expect.not.stringMatching('h2') as unknown });
  });

  test('NO_PROXY is followed: a destination that it names is not asked of squid', async () => {
    const names = new URL('bank-names.mjs', import.meta.url).href;
    const gateway = await gatewayWith({
      HTTPS_PROXY: squid.url,
      NO_PROXY: `localhost,.bank.test:${bank.sites[EKO].port}`,
      NODE_OPTIONS: `--import=${names}`,
    });
    const before = squid.log.length;
    expect(verdictOf(await start(gateway, newMobile(), 'first'))).toEqual(STARTED);
    await gateway.stop();
    expect(connects(EKO, before)).toEqual([]);
    expect(bank.eko.requests).toHaveLength(1);
  });
});
