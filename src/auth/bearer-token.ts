/** Longest token that is looked at, bytes: real ones are 1 to 2 KiB, and node takes 16 KiB of headers in all. */
const MAX_TOKEN_BYTES = 8 * 1024;
const BEARER = /^bearer +([\w-]+\.[\w-]+\.[\w-]+) *$/i;

/**
 * The compact JWS of an Authorization header (RFC 6750, section 2.1).
 * @returns undefined when there is no header, or nothing in it that could be a token
 */
export function bearerToken(authorization: string | undefined): string | undefined {
  if (authorization === undefined || authorization.length > MAX_TOKEN_BYTES) return undefined;
  return BEARER.exec(authorization)?.[1];
}
