import { afterEach, describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { onboardingOf, problemOf, verdictOf } from '../support/client.js';
import { EKYC_PENDING, NOT_REGISTERED } from '../support/eko-replies.js';
import { Gateway, type Settings } from '../support/gateway.js';
import { newMobile, REGISTRATION } from '../support/people.js';
import { Authority } from './certificates.js';
import { metric } from './metric.js';
import { http, RawUpstream, type Behaviour } from './raw-upstream.js';

const PRODUCT = 'dmt-fino';
const SETTINGS = {
  EKO_TIMEOUT_MS: '4000',
  EKO_CONNECT_TIMEOUT_MS: '200',
  EKO_BREAKER_WINDOW_CALLS: '20',
  EKO_BREAKER_OPEN_MS: '1000',
};
const WELL: Behaviour = {
  onRequest: (socket) => {
    socket.write(http(200, NOT_REGISTERED));
  },
};

const stops: (() => unknown)[] = [];

afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

async function stage(settings: Settings, upstream: RawUpstream): Promise<Gateway> {
  const gateway = await Gateway.start({ ...SETTINGS, ...settings });
  stops.push(() => gateway.stop());
  stops.push(() => upstream.stop());
  return gateway;
}

describe('a call that was not sent', () => {
  test('because the connection is refused is tried twice more, and uses up neither its key nor a start', async () => {
    const upstream = await RawUpstream.start();
    const gateway = await stage({ ...upstream.settings(), ONBOARDING_STARTS_PER_HOUR: '1' }, upstream);
    await upstream.stop();
    const mobile = newMobile();
    const refused = await gateway.client.start(PRODUCT, mobile, { key: 'once' });
    expect(verdictOf(refused)).toEqual({ status: 503, code: 'UPSTREAM_UNAVAILABLE' });
    expect(problemOf(refused).retryAfterSeconds).toBe(Number(refused.headers.get('retry-after')));
    expect(await metric(gateway, 'eko_retries_total', { product: PRODUCT, reason: 'transport' })).toBe(2);
    upstream.behaviour = WELL;
    await upstream.listen();
    const again = await gateway.client.start(PRODUCT, mobile, { key: 'once' });
    expect(verdictOf(again)).toEqual({ status: 201, state: 'NOT_REGISTERED' });
    expect(upstream.requests).toHaveLength(1);
  });

  test('because the host is not found is tried twice more, and succeeds when the name is resolved', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'no-names-'));
    stops.push(() => {
      rmSync(directory, { recursive: true });
    });
    const file = join(directory, 'no-names');
    writeFileSync(file, '');
    const upstream = await RawUpstream.start();
    upstream.behaviour = WELL;
    const preload = new URL('no-names.mjs', import.meta.url).href;
    const names = { NODE_OPTIONS: `--import=${preload}`, NO_NAMES_FILE: file };
    const gateway = await stage({ ...upstream.settings('http', 'localhost'), ...names }, upstream);
    const lost = await gateway.client.start(PRODUCT, newMobile(), { key: 'once' });
    expect(verdictOf(lost)).toEqual({ status: 503, code: 'UPSTREAM_UNAVAILABLE' });
    expect(gateway.log).toContainEqual(expect.objectContaining({ reason: 'enotfound' }));
    expect(await metric(gateway, 'eko_retries_total', { product: PRODUCT, reason: 'transport' })).toBe(2);
    expect(upstream.connections).toBe(0);
    rmSync(file);
    expect((await gateway.client.start(PRODUCT, newMobile())).status).toBe(201);
    expect(upstream.requests).toHaveLength(1);
  });

  test.each<[string, Behaviour]>([
    ['is never answered', { onConnection: () => undefined }],
    ['is answered with something else', { onConnection: (socket) => socket.end('HTTP/1.1 400 Bad\r\n\r\n') }],
    ['is reset', { onConnection: (socket) => socket.resetAndDestroy() }],
  ])(
    'because the TLS handshake %s is tried twice more, until the breaker opens, and succeeds when Eko answers',
    async (_, behaviour) => {
      const authority = new Authority();
      stops.push(() => {
        authority.remove();
      });
      const upstream = await RawUpstream.start();
      upstream.behaviour = behaviour;
      const trust = { NODE_EXTRA_CA_CERTS: authority.file, EKO_BREAKER_WINDOW_CALLS: '6' };
      const settings = { ...upstream.settings('https', 'localhost'), ...trust };
      const gateway = await stage(settings, upstream);
      const first = await gateway.client.start(PRODUCT, newMobile());
      expect(verdictOf(first)).toEqual({ status: 503, code: 'UPSTREAM_UNAVAILABLE' });
      expect(upstream.connections).toBe(3);
      const second = await gateway.client.start(PRODUCT, newMobile());
      expect(problemOf(second)).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE', retryAfterSeconds: 1 });
      expect(upstream.connections).toBe(3);
      await wait(Number(second.headers.get('retry-after')) * 1000);
      const probe = await gateway.client.start(PRODUCT, newMobile());
      expect(verdictOf(probe)).toEqual({ status: 503, code: 'UPSTREAM_UNAVAILABLE' });
      expect(upstream.connections).toBe(4);
      await upstream.stop();
      upstream.identity = authority.issue('localhost');
      upstream.behaviour = WELL;
      await upstream.listen();
      await wait(Number(probe.headers.get('retry-after')) * 1000);
      expect((await gateway.client.start(PRODUCT, newMobile())).status).toBe(201);
      expect(upstream.requests).toHaveLength(1);
    },
  );

  test('is repeated for at most a tenth of the traffic and a reserve', async () => {
    const upstream = await RawUpstream.start();
    const never = { ...upstream.settings(), EKO_BREAKER_WINDOW_CALLS: '1000' };
    const gateway = await stage(never, upstream);
    await upstream.stop();
    const calls = 60;
    for (let call = 0; call < calls; call++) await gateway.client.start(PRODUCT, newMobile());
    const retries = await metric(gateway, 'eko_retries_total', { product: PRODUCT, reason: 'transport' });
    expect(retries).toBeGreaterThanOrEqual(10);
    expect(retries).toBeLessThanOrEqual(10 + calls / 10);
  });
});

test('HTTP 429 is not repeated, and the client gets its Retry-After', async () => {
  const upstream = await RawUpstream.start();
  upstream.behaviour = {
    onRequest: (socket) => {
      socket.write('HTTP/1.1 429 Too Many\r\nretry-after: 7\r\ncontent-length: 0\r\n\r\n');
    },
  };
  const gateway = await stage(upstream.settings(), upstream);
  const refused = await gateway.client.start(PRODUCT, newMobile());
  expect(problemOf(refused)).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE', retryAfterSeconds: 7 });
  expect(upstream.requests).toHaveLength(1);
});

test('a connection that Eko closed while it was idle makes no outcome unknown', async () => {
  const upstream = await RawUpstream.start();
  upstream.behaviour = {
    onRequest: (socket) => {
      // It closes without announcing it, as servers do after their idle timeout.
      socket.end(http(200, NOT_REGISTERED));
    },
  };
  const gateway = await stage(upstream.settings(), upstream);
  const statuses: number[] = [];
  for (let call = 0; call < 50; call++)
    statuses.push((await gateway.client.start(PRODUCT, newMobile())).status);
  expect(statuses).toEqual(Array.from({ length: 50 }, () => 201));
  expect(upstream.requests).toHaveLength(50);
});

test('a connection that is reset at once makes the outcome unknown only if a byte was sent', async () => {
  const upstream = await RawUpstream.start();
  const gateway = await stage({ ...upstream.settings(), EKO_BREAKER_WINDOW_CALLS: '1000' }, upstream);
  const { client } = gateway;
  const reset = (socket: Socket): void => void socket.resetAndDestroy();
  const registrations: string[] = [];
  for (let count = 0; count < 12; count++) {
    upstream.behaviour = WELL;
    const { id } = onboardingOf(await client.start(PRODUCT, newMobile()));
    registrations.push(`/v1/${PRODUCT}/onboardings/${id}/registration`);
  }
  // The reset and the first byte race; the answer must fit the result.
  upstream.behaviour = { onConnection: reset, onRequest: reset };
  const verdicts: ReturnType<typeof verdictOf>[] = [];
  for (const path of registrations)
    verdicts.push(verdictOf(await client.post(path, REGISTRATION, { key: path })));
  const unknown = { status: 504, code: 'OUTCOME_UNKNOWN', state: 'OUTCOME_UNKNOWN' };
  const unavailable = { status: 503, code: 'UPSTREAM_UNAVAILABLE', state: 'NOT_REGISTERED' };
  for (const verdict of verdicts) expect([unknown, unavailable]).toContainEqual(verdict);

  const before = upstream.sends('POST').length;
  // A registration and the look-up that reconciles it get the same reply.
  upstream.behaviour = { onRequest: (socket) => void socket.write(http(200, EKYC_PENDING)) };
  for (const [index, path] of registrations.entries()) {
    const again = await client.post(path, REGISTRATION, { key: path });
    expect(verdictOf(again)).toEqual({ status: 200, state: 'BIOMETRIC_PENDING' });
    const wasFree = verdicts[index]?.code === 'UPSTREAM_UNAVAILABLE';
    expect(onboardingOf(again).reconciled === true).toBe(!wasFree);
  }
  const free = verdicts.filter(({ code }) => code === 'UPSTREAM_UNAVAILABLE').length;
  expect(upstream.sends('POST')).toEqual(Array.from({ length: before + free }, () => 1));
});
