import type { EkoCall, Verbatim, WireValue } from './call.js';
import type { EkoCredentials } from '../config/gateway-config.js';
import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import { LRUCache } from 'lru-cache';

/** TypeScript's library does not declare `JSON.rawJSON` yet; Node.js has it since 22. */
const { rawJSON: rawJson } = JSON as unknown as { rawJSON: (text: string) => object };

/** The URL and body of a call, without the signature. */
export interface WireRequest {
  readonly url: string;
  readonly body?: string;
}

/**
 * The request of a call: the customer id is in the path, the common fields and those of the call are in the query of a
 * GET, otherwise in the JSON body (contract.md, "Fields common to all requests").
 */
export function wireRequest(call: EkoCall, endpoint: string, credentials: EkoCredentials): WireRequest {
  const url = endpoint + call.definition.path.replaceAll('{customer_id}', encodeURIComponent(call.mobile));
  const all: Readonly<Record<string, WireValue>> = {
    initiator_id: credentials.initiatorId,
    user_code: call.agent,
    client_ref_id: call.clientRefId,
    ...call.fields,
  };
  const fields = Object.entries(all).filter(([name]) => call.omit?.includes(name) !== true);
  if (call.definition.method === 'GET') return { url: `${url}?${query(fields)}` };
  const members = fields.map(([name, value]) => [name, isVerbatim(value) ? rawJson(value.json) : value]);
  return { url, body: JSON.stringify(Object.fromEntries(members)) };
}

function query(fields: readonly (readonly [string, WireValue])[]): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of fields) parameters.append(name, textOf(value));
  return parameters.toString();
}

function textOf(value: WireValue): string {
  if (typeof value === 'string') return value;
  return JSON.stringify(isVerbatim(value) ? rawJson(value.json) : value);
}

function isVerbatim(value: WireValue): value is Verbatim {
  return typeof value === 'object' && value !== null && 'json' in value;
}

/** An HMAC whose key is a text takes Node.js four times as long. Eight are in use: of each product, and before a rotation. */
const signingKeys = new LRUCache<string, KeyObject>({ max: 16 });

function signingKeyOf(accessKey: string): KeyObject {
  const known = signingKeys.get(accessKey);
  if (known) return known;
  const key = createSecretKey(Buffer.from(accessKey, 'utf8').toString('base64'), 'utf8');
  signingKeys.set(accessKey, key);
  return key;
}

/**
 * Eko's `secret-key` header: base64(HMAC-SHA256(timestamp, key = the base64 text of the access key)).
 * Pure; the known answers of contract.md ("Signing") are its test.
 * @param timestamp milliseconds since the epoch
 */
export function signature(accessKey: string, timestamp: number): string {
  return createHmac('sha256', signingKeyOf(accessKey)).update(String(timestamp)).digest('base64');
}

/** The headers of a signed request (contract.md, "Signing"), names and values in turn. */
export function signedHeaders(
  { developerKey, accessKey }: Pick<EkoCredentials, 'developerKey' | 'accessKey'>,
  timestamp: number,
): string[] {
  return [
    'developer_key',
    developerKey,
    'secret-key',
    signature(accessKey, timestamp),
    'secret-key-timestamp',
    String(timestamp),
    'content-type',
    'application/json',
    'accept',
    'application/json',
  ];
}
