import { afterEach, expect, test } from '@jest/globals';
import { setTimeout as wait } from 'node:timers/promises';
import { onboardingOf, problemOf, verdictOf } from '../support/client.js';
import { MOBILE_OTP_SENT, NOT_REGISTERED } from '../support/eko-replies.js';
import { Gateway } from '../support/gateway.js';
import { newMobile, REGISTRATION } from '../support/people.js';
import { Authority, type Identity } from './certificates.js';
import { metric } from './metric.js';
import { http, RawUpstream } from './raw-upstream.js';

const PRODUCT = 'ppi-levin';
/** The sandbox environment takes a loopback address only. */
const HOST = 'localhost';
const OPEN_SECONDS = 1;
const WEEK_MS = 7 * 86_400_000;

const stops: (() => unknown)[] = [];

afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

function authority(): Authority {
  const made = new Authority();
  stops.push(() => {
    made.remove();
  });
  return made;
}

/** Forces a new TLS handshake of the next call. */
async function show(upstream: RawUpstream, identity: Identity): Promise<void> {
  upstream.identity = identity;
  await upstream.stop();
  await upstream.listen();
}

test.each<[string, (trusted: Authority) => Identity, string]>([
  ['of an authority that is not trusted', () => authority().issue(HOST), 'unable_to_verify_leaf_signature'],
  ['that has expired', (trusted) => trusted.issue(HOST, Date.now() - WEEK_MS), 'cert_has_expired'],
  ['of another host', (trusted) => trusted.issue('eko.example'), 'err_tls_cert_altname_invalid'],
])(
  'with a certificate %s nothing is sent; with the right one the same key succeeds',
  async (_, wrong, why) => {
    const trusted = authority();
    const right = trusted.issue(HOST);
    const upstream = await RawUpstream.start();
    stops.push(() => upstream.stop());
    upstream.behaviour = {
      onRequest: (socket, { method }) => {
        socket.write(http(200, method === 'GET' ? NOT_REGISTERED : MOBILE_OTP_SENT));
      },
    };
    await show(upstream, right);
    const gateway = await Gateway.start({
      ...upstream.settings('https', HOST),
      NODE_EXTRA_CA_CERTS: trusted.file,
      EKO_BREAKER_WINDOW_CALLS: '4',
      EKO_BREAKER_OPEN_MS: String(OPEN_SECONDS * 1000),
    });
    stops.push(() => gateway.stop());
    const { client } = gateway;
    const before = onboardingOf(await client.start(PRODUCT, newMobile()));
    const address = `/v1/${PRODUCT}/onboardings/${before.id}`;
    const register = (): ReturnType<typeof client.post> =>
      client.post(`${address}/registration`, REGISTRATION, { key: 'once' });

    await show(upstream, wrong(trusted));
    const sent = upstream.received;
    const refused = await register();
    expect(verdictOf(refused)).toEqual({
      status: 503,
      code: 'UPSTREAM_UNAVAILABLE',
      state: 'NOT_REGISTERED',
    });
    expect(gateway.log).toContainEqual(expect.objectContaining({ reason: why }));
    // The breaker has opened; Retry-After is the time until its probe.
    const waiting = await register();
    expect(problemOf(waiting)).toMatchObject({
      code: 'UPSTREAM_UNAVAILABLE',
      retryAfterSeconds: OPEN_SECONDS,
    });
    expect(await metric(gateway, 'eko_breaker_open', { product: PRODUCT })).toBe(1);
    expect((await client.get(address)).body).toEqual(before);
    expect(upstream.received).toBe(sent);

    await show(upstream, right);
    await wait(Number(waiting.headers.get('retry-after')) * 1000);
    const registered = await register();
    expect(verdictOf(registered)).toEqual({ status: 200, state: 'OTP_PENDING' });
    expect(registered.headers.get('idempotency-replayed')).toBeNull();
    expect(upstream.sends('POST')).toEqual([1]);
    expect(await metric(gateway, 'eko_breaker_open', { product: PRODUCT })).toBe(0);
  },
);
