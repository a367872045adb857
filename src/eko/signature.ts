import { createHmac } from 'node:crypto';
import type { EkoCredentials } from '../config/gateway-config.js';

/**
 * Eko's `secret-key` header: base64(HMAC-SHA256(timestamp, key = the base64 text of the access key)).
 * Pure; the known answers of contract.md ("Signing") are its test.
 * @param timestamp milliseconds since the epoch
 */
export function signature(accessKey: string, timestamp: number): string {
  const key = Buffer.from(accessKey, 'utf8').toString('base64');
  return createHmac('sha256', key).update(String(timestamp)).digest('base64');
}

/** The headers of a signed request (contract.md, "Signing"). */
export function signedHeaders(
  { developerKey, accessKey }: Pick<EkoCredentials, 'developerKey' | 'accessKey'>,
  timestamp: number,
): Readonly<Record<string, string>> {
  return {
    developer_key: developerKey,
    'secret-key': signature(accessKey, timestamp),
    'secret-key-timestamp': String(timestamp),
    'content-type': 'application/json',
    accept: 'application/json',
  };
}
