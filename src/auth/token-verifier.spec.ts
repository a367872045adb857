import { Logger } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from 'jose';
import { KeySet } from './key-set.js';
import { TokenRefused } from './token-refused.js';
import { CONFIG, verifierOfKey } from './testing/issuer.js';
import { TokenVerifier } from './token-verifier.js';

Logger.overrideLogger(false);

interface Pair {
  readonly privateKey: CryptoKey;
  readonly jwk: JWK;
}

async function pair(): Promise<Pair> {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  return { privateKey, jwk: await exportJWK(publicKey) };
}

/** A valid token of a key, without a kid. */
function tokenOf({ privateKey }: Pair): Promise<string> {
  return new SignJWT({ user_code: '20810200', scope: 'onboarding:read' })
    .setProtectedHeader({ alg: 'ES256' })
    .setIssuer(CONFIG.issuer)
    .setAudience(CONFIG.audience)
    .setExpirationTime('10m')
    .sign(privateKey);
}

/** A verifier of an issuer that publishes `keys`, and how often they were requested. */
function verifierOf(keys: JWK[], now: () => number): { verifier: TokenVerifier; loads: () => number } {
  let loads = 0;
  const read = (): Promise<string> => {
    loads += 1;
    return Promise.resolve(JSON.stringify({ keys }));
  };
  const keySet = new KeySet({ refreshMs: 300_000, read }, now);
  return { verifier: new TokenVerifier(keySet, CONFIG), loads: () => loads };
}

describe('a token without a kid', () => {
  it('signed with a new key causes a request to the issuer, at most once in thirty seconds', async () => {
    let now = 0;
    const [old, next, strange] = await Promise.all([pair(), pair(), pair()]);
    const keys = [old.jwk];
    const { verifier, loads } = verifierOf(keys, () => now);
    expect(await verifier.verify(await tokenOf(old))).toMatchObject({ agent: '20810200' });
    keys.push(next.jwk);

    now += 29_999;
    await expect(verifier.verify(await tokenOf(next))).rejects.toThrow('signature');
    expect(loads()).toBe(1);
    now += 1;
    expect(await verifier.verify(await tokenOf(next))).toMatchObject({ agent: '20810200' });
    expect(await verifier.verify(await tokenOf(old))).toMatchObject({ agent: '20810200' });
    for (let times = 0; times < 5; times++)
      await expect(verifier.verify(await tokenOf(strange))).rejects.toThrow('signature');
    expect(loads()).toBe(2);
  });

  it('is checked against at most sixteen keys', async () => {
    const pairs = await Promise.all(Array.from({ length: 17 }, pair));
    const { verifier } = verifierOf(
      pairs.map(({ jwk }) => jwk),
      () => 0,
    );
    const tokens = await Promise.all(pairs.map(tokenOf));
    const found = await Promise.allSettled(tokens.map((token) => verifier.verify(token)));
    expect(found.map(({ status }) => status)).toEqual([
      ...Array.from({ length: 16 }, () => 'fulfilled'),
      'rejected',
    ]);
  });
});

describe('a token', () => {
  it.each(['RS256', 'PS256', 'ES256', 'EdDSA'])('may be signed with %s', async (algorithm) => {
    const { verifier, sign } = await verifierOfKey(algorithm);
    expect(await verifier.verify(await sign())).toMatchObject({ agent: '20810200' });
  });

  it.each(['RS384', 'PS512', 'ES384'])('signed with %s is refused', async (algorithm) => {
    const { verifier, sign } = await verifierOfKey(algorithm);
    await expect(verifier.verify(await sign())).rejects.toThrow('key');
  });

  it.each<[string, object, string]>([
    ['the issuer', { iss: 'https://another.example.in' }, 'issuer'],
    ['the audience', { aud: 'another' }, 'audience'],
    ['its beginning', { nbf: Math.floor(Date.now() / 1000) + 600 }, 'claim nbf'],
    ['the user code', { user_code: undefined }, 'claim user_code'],
  ])('is refused for %s, and the log shows the reason', async (_, claims, reason) => {
    const { verifier, sign } = await verifierOfKey();
    const refused: unknown = await verifier.verify(await sign(claims)).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(TokenRefused);
    expect(refused).toMatchObject({ reason });
  });

  it('is refused 30 seconds after its expiry, or without an expiry', async () => {
    const { verifier, sign } = await verifierOfKey();
    const now = Math.floor(Date.now() / 1000);
    await expect(verifier.verify(await sign({}, {}, now - 31))).rejects.toThrow('expired');
    expect(await verifier.verify(await sign({}, {}, now - 25))).toMatchObject({ agent: '20810200' });
    await expect(verifier.verify(await sign({}, {}, ''))).rejects.toThrow('claim exp');
  });

  it.each(['', 'a', 'a.b.c', 'e30.e30.e30', '..'])('that is %j is malformed', async (token) => {
    const { verifier } = await verifierOfKey();
    await expect(verifier.verify(token)).rejects.toThrow('malformed');
  });

  it.each<[unknown, string | undefined]>([
    ['20810200', '20810200'],
    [20810200, '20810200'],
    ['aZ9', 'aZ9'],
    ['a'.repeat(20), 'a'.repeat(20)],
    ['a'.repeat(21), undefined],
    ['', undefined],
    ['a b', undefined],
    [' a', undefined],
    ['a\n', undefined],
    [1.5, undefined],
    [-1, undefined],
    [2 ** 53, undefined],
    [true, undefined],
    [['20810200'], undefined],
    [{ a: 1 }, undefined],
    [null, undefined],
  ])('with the user code %j is of the agent %j', async (userCode, agent) => {
    const { verifier, sign } = await verifierOfKey();
    const token = await sign({ user_code: userCode });
    if (agent === undefined) await expect(verifier.verify(token)).rejects.toThrow('claim user_code');
    else expect(await verifier.verify(token)).toMatchObject({ agent });
  });

  it.each<[unknown, readonly string[]]>([
    ['onboarding:read', ['onboarding:read']],
    ['onboarding:read onboarding:write', ['onboarding:read', 'onboarding:write']],
    [
      ['onboarding:read', 7, null, 'onboarding:write'],
      ['onboarding:read', 'onboarding:write'],
    ],
    [undefined, []],
    [7, []],
    [{ 'onboarding:read': true }, []],
  ])('with the scope %j is for %j', async (scope, scopes) => {
    const { verifier, sign } = await verifierOfKey();
    expect(await verifier.verify(await sign({ scope }))).toMatchObject({ scopes });
  });
});

it('is checked with the key that signed it when several keys match, and is refused when its claims are wrong', async () => {
  const [one, other] = await Promise.all([pair(), pair()]);
  const { verifier } = verifierOf([one.jwk, other.jwk], () => 0);
  const expired = new SignJWT({ user_code: '20810200' })
    .setProtectedHeader({ alg: 'ES256' })
    .setIssuer(CONFIG.issuer)
    .setAudience(CONFIG.audience)
    .setExpirationTime(1);
  await expect(verifier.verify(await expired.sign(other.privateKey))).rejects.toThrow('expired');
});
