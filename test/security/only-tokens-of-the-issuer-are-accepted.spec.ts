import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { exportSPKI, importJWK, type CryptoKey } from 'jose';
import { problemOf, type Reply } from '../support/client.js';
import { Gateway } from '../support/gateway.js';
import { KeySetFile, seconds, SigningKey, type Deviation } from './issuer.js';

const AGENT = '20810200';
const PROTECTED = '/v1/products';

let gateway: Gateway;
let keySet: KeySetFile;
let elsewhere: Server;
let asked = 0;
const keys: Record<string, SigningKey> = {};

function key(alg: string): SigningKey {
  const found = keys[alg];
  if (!found) throw new Error(`no key for ${alg}`);
  return found;
}

function call(authorization: string): Promise<Reply> {
  return gateway.client.get(PROTECTED, { authorization });
}

async function callWith(token: string | Promise<string>): Promise<Reply> {
  return call(`Bearer ${await token}`);
}

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token with a header that an attacker chooses, valid claims and a signature that an attacker can make. */
async function forged(header: object, signature: (input: string) => string): Promise<string> {
  const [, claims = ''] = (await key('RS256').token(AGENT)).split('.');
  const input = `${part(header)}.${claims}`;
  return `${input}.${signature(input)}`;
}

const hmac =
  (secret: string) =>
  (input: string): string =>
    createHmac('sha256', secret).update(input).digest('base64url');

function expectRefusal(reply: Reply): void {
  const { requestId, ...problem } = problemOf(reply);
  expect(requestId).toBe(reply.headers.get('x-request-id'));
  // The same text for every reason: an attacker learns nothing from the answer.
  expect(problem).toEqual({
    type: '/problems/unauthenticated',
    title: 'Bearer token is missing or not valid',
    status: 401,
    detail: 'Send a valid bearer token in the Authorization header.',
    code: 'UNAUTHENTICATED',
    retry: 'SAME_KEY',
  });
  expect(reply.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"');
}

beforeAll(async () => {
  for (const alg of ['RS256', 'PS256', 'ES256', 'EdDSA', 'ES384', 'RS512']) {
    keys[alg] = await SigningKey.make(`key-${alg}`, alg);
  }
  const shared = { kty: 'oct', kid: 'shared', k: Buffer.from('public knowledge').toString('base64url') };
  keySet = new KeySetFile();
  keySet.holdText(
    JSON.stringify({ keys: [...Object.values(keys).map(({ publicJwk }) => publicJwk), shared] }),
  );
  elsewhere = createServer((_request, response) => {
    asked += 1;
    response.end('{"keys":[]}');
  }).listen(0, '127.0.0.1');
  gateway = await Gateway.start({ ...keySet.settings, AUTH_FAILURES_PER_MINUTE: '1000000' });
});

afterAll(async () => {
  await gateway.kill();
  elsewhere.close();
  keySet.remove();
});

describe('a valid token', () => {
  it.each(['RS256', 'PS256', 'ES256', 'EdDSA'])('signed with %s is accepted', async (alg) => {
    const reply = await callWith(key(alg).token(AGENT));
    expect(reply.status).toBe(200);
  });

  it.each<[string, Deviation]>([
    ['expired within the clock skew', { claims: { exp: seconds() - 5 } }],
    ['valid from a time within the clock skew', { claims: { nbf: seconds() + 15 } }],
    ['for several audiences', { claims: { aud: ['others', 'onboarding'] } }],
    ['for a user code that is a number', { claims: { user_code: 20810200 } }],
  ])('that is %s is accepted', async (_what, deviation) => {
    const reply = await callWith(key('ES256').token(AGENT, deviation));
    expect(reply.status).toBe(200);
  });
});

describe('without a token', () => {
  it('the answer states only that a token is required', async () => {
    const reply = await gateway.client.get(PROTECTED);
    expect(problemOf(reply).code).toBe('UNAUTHENTICATED');
    expect(reply.headers.get('www-authenticate')).toBe('Bearer');
  });

  it.each([
    'Bearer',
    'Bearer ',
    'Basic dXNlcjpwYXNz',
    'Bearer abc',
    'Bearer a.b',
    'Bearer a.b.c',
    'Bearer a.b.c.d',
    'Bearer ..',
  ])('"%s" is refused', async (authorization) => {
    expectRefusal(await call(authorization));
  });
});

describe('a token is refused', () => {
  it.each(['none', 'None', 'nOnE', ''])('without a signature, as alg "%s"', async (alg) => {
    expectRefusal(await callWith(forged({ alg, kid: 'key-RS256' }, () => '')));
    expectRefusal(await callWith(forged({ alg, kid: 'key-RS256' }, () => 'AAAA')));
  });

  it('signed by HMAC with the public key as the secret', async () => {
    const { publicJwk } = key('RS256');
    const pem = await exportSPKI((await importJWK(publicJwk, 'RS256')) as CryptoKey);
    for (const secret of [pem, pem.trim(), JSON.stringify(publicJwk), String(publicJwk.n)]) {
      for (const alg of ['HS256', 'HS512', 'RS256']) {
        expectRefusal(await callWith(forged({ alg, kid: 'key-RS256' }, hmac(secret))));
      }
    }
  });

  it('signed by HMAC with a secret in the key set', async () => {
    expectRefusal(await callWith(forged({ alg: 'HS256', kid: 'shared' }, hmac('public knowledge'))));
  });

  it.each(['ES384', 'RS512'])('signed with %s, which is not allowed', async (alg) => {
    expectRefusal(await callWith(key(alg).token(AGENT)));
  });

  it.each<[string, Deviation]>([
    ['expired for longer than the clock skew', { claims: { exp: seconds() - 31 } }],
    ['without an expiry', { claims: { exp: undefined } }],
    ['with an expiry that is text', { claims: { exp: '9999999999' } }],
    ['not valid yet', { claims: { nbf: seconds() + 120 } }],
    ['of another issuer', { claims: { iss: 'https://issuer.example.in.evil.example' } }],
    ['without an issuer', { claims: { iss: undefined } }],
    ['for another audience', { claims: { aud: 'payments' } }],
    ['without an audience', { claims: { aud: undefined } }],
    ['without a user code', { claims: { user_code: undefined } }],
    ['with an empty user code', { claims: { user_code: '' } }],
    ['with a user code that is a fraction', { claims: { user_code: 2081.02 } }],
    ['with a user code that is a number which JSON rounds', { claims: { user_code: 2 ** 53 } }],
    ['with a user code that is a list', { claims: { user_code: ['20810200'] } }],
    ['with a user code that is a path', { claims: { user_code: '../20810200' } }],
    ['with a user code beyond 20 characters', { claims: { user_code: 'a'.repeat(21) } }],
    ['with an unknown critical extension', { header: { crit: ['exp2'], exp2: 1 } }],
  ])('that is %s', async (_what, deviation) => {
    const token = key('ES256')
      .token(AGENT, deviation)
      .catch(() => 'e30.e30.e30');
    expectRefusal(await callWith(token));
  });

  it('that is changed in any part', async () => {
    const token = await key('ES256').token(AGENT);
    expect((await callWith(token)).status).toBe(200);
    const [header = '', claims = '', signature = ''] = token.split('.');
    const others = JSON.parse(Buffer.from(claims, 'base64url').toString()) as Record<string, unknown>;
    const changed = part({ ...others, user_code: '99999999' });
    const flipped = `${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`;
    for (const [head, body, seal] of [
      [header, changed, signature],
      [header, claims, flipped],
      [header, claims, signature.slice(0, -4)],
      [part({ alg: 'ES256', kid: 'key-ES256', x: 1 }), claims, signature],
    ]) {
      expectRefusal(await callWith(`${String(head)}.${String(body)}.${String(seal)}`));
    }
  });

  it("signed with another key under the issuer's kid", async () => {
    const impostor = await SigningKey.make('key-ES256');
    expectRefusal(await callWith(impostor.token(AGENT)));
  });

  it.each([
    'unknown',
    '../../../../etc/passwd',
    '/dev/null',
    "' OR '1'='1",
    "key-RS256' UNION SELECT 'secret'--",
    'key-RS256\u0000',
    '$(touch /tmp/pwned)',
    '__proto__',
    'constructor',
    'a'.repeat(4000),
  ])('whose kid is "%.40s"', async (kid) => {
    const impostor = await SigningKey.make(kid);
    expectRefusal(await callWith(impostor.token(AGENT)));
  });

  it('that contains a key or its URL, and no key is fetched', async () => {
    const impostor = await SigningKey.make('key-of-mine');
    const url = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/jwks.json`;
    for (const header of [
      { jwk: impostor.publicJwk },
      { jku: url },
      { x5u: url },
      { kid: url },
      { jku: url, kid: 'key-ES256' },
      { x5c: ['MIIB'] },
    ]) {
      expectRefusal(await callWith(impostor.token(AGENT, { header })));
    }
    expect(asked).toBe(0);
  });

  it('that is longer than any token, before it is verified', async () => {
    const token = await key('ES256').token(AGENT, { claims: { padding: 'x'.repeat(8_000) } });
    expectRefusal(await callWith(token));
  });
});
