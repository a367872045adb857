import { describe, expect, it } from '@jest/globals';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from 'jose';
import { KeySet } from './key-set.js';
import { TokenVerifier } from './token-verifier.js';

const CONFIG = {
  issuer: 'https://issuer.example.in',
  audience: 'onboarding',
  userCodeClaim: 'user_code',
  scopeClaim: 'scope',
  keySet: { path: '' },
};

interface Pair {
  readonly privateKey: CryptoKey;
  readonly jwk: JWK;
}

async function pair(): Promise<Pair> {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  return { privateKey, jwk: await exportJWK(publicKey) };
}

/** A good token of a key, without a kid. */
function tokenOf({ privateKey }: Pair): Promise<string> {
  return new SignJWT({ user_code: '20810200', scope: 'onboarding:read' })
    .setProtectedHeader({ alg: 'ES256' })
    .setIssuer(CONFIG.issuer)
    .setAudience(CONFIG.audience)
    .setExpirationTime('10m')
    .sign(privateKey);
}

/** A verifier of an issuer that publishes `keys`, and how often it was asked for them. */
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
  it('that a new key has signed makes the issuer be asked, at most once in thirty seconds', async () => {
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

  it('is checked against sixteen keys at most', async () => {
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
