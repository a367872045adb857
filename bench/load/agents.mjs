// The agents that send the requests, and their tokens.
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

const AGENTS = 20;
const ALGORITHM = 'ES256';
const KEY_ID = 'bench';
export const ISSUER = 'https://issuer.example';
export const AUDIENCE = 'eko-onboarding-gateway';

const { publicKey, privateKey } = await generateKeyPair(ALGORITHM);
const publicJwk = { ...(await exportJWK(publicKey)), kid: KEY_ID, alg: ALGORITHM, use: 'sig' };
/** The text of the issuer's key set. */
export const KEY_SET = JSON.stringify({ keys: [publicJwk] });

export const TOKENS = await Promise.all(
  Array.from({ length: AGENTS }, (_, agent) =>
    new SignJWT({ user_code: String(20_810_200 + agent), scope: 'onboarding:read onboarding:write' })
      .setProtectedHeader({ alg: ALGORITHM, kid: KEY_ID })
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setIssuedAt()
      .setExpirationTime('1d')
      .sign(privateKey),
  ),
);
