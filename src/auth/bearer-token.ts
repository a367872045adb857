import { TokenRefused } from './token-refused.js';

/** Longest token that is looked at, bytes: real ones are 1 to 2 KiB, and node takes 16 KiB of headers in all. */
const MAX_TOKEN_BYTES = 8 * 1024;
const BEARER = /^bearer +([\w-]+\.[\w-]+\.[\w-]+) *$/i;

/**
 * The compact JWS of an Authorization header (RFC 6750, section 2.1).
 * @throws TokenRefused for what is too long, or no token
 */
export function bearerToken(authorization: string): string {
  if (authorization.length > MAX_TOKEN_BYTES) throw new TokenRefused('size');
  const [, token] = BEARER.exec(authorization) ?? [];
  if (token === undefined) throw new TokenRefused('malformed');
  return token;
}
