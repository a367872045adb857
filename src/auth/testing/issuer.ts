import { generateKeyPair, SignJWT, type CryptoKey } from 'jose';
import type { KeySet } from '../key-set.js';
import { TokenVerifier } from '../token-verifier.js';

export const CONFIG = {
  issuer: 'https://issuer.example.in',
  audience: 'onboarding',
  userCodeClaim: 'user_code',
  scopeClaim: 'scope',
  keySet: { path: '' },
};

/** A verifier of one key, a function that signs tokens for it, and one that reports changed keys. */
export async function verifierOfKey(
  algorithm = 'ES256',
  keyFor?: (key: CryptoKey) => Promise<CryptoKey>,
): Promise<{
  verifier: TokenVerifier;
  sign: (claims?: object, header?: object, expires?: number | string) => Promise<string>;
  change: () => void;
  asked: () => number;
}> {
  const { privateKey, publicKey } = await generateKeyPair(algorithm, { extractable: true });
  let change = (): void => undefined;
  let asked = 0;
  const keySet = {
    keyFor: () => keyFor?.(publicKey) ?? Promise.resolve(publicKey),
    onChange: (listener: () => void) => (change = listener),
    refreshForUnknownKey: () => Promise.resolve((asked += 1)),
  };
  const sign = (
    claims: object = {},
    header: object = {},
    expires: number | string = '10m',
  ): Promise<string> => {
    const all = { iss: CONFIG.issuer, aud: CONFIG.audience, user_code: '20810200', ...claims };
    const jwt = new SignJWT(all).setProtectedHeader({ alg: algorithm, ...header });
    return (expires === '' ? jwt : jwt.setExpirationTime(expires)).sign(privateKey);
  };
  const verifier = new TokenVerifier(keySet as unknown as KeySet, CONFIG);
  return {
    verifier,
    sign,
    change: () => {
      change();
    },
    asked: () => asked,
  };
}
