import type { EkoCall, WireValue } from './call.js';
import type { EkoCredentials } from '../config/gateway-config.js';

/** TypeScript's library does not describe `JSON.rawJSON` yet; Node has it since 22. */
const { rawJSON: rawJson } = JSON as unknown as { rawJSON: (text: string) => object };

/** The URL and body of a call, without the signature. */
export interface WireRequest {
  readonly url: string;
  readonly body?: string;
}

/**
 * Puts a call on the wire: customer id into the path, common fields and the call's own into the query of a GET
 * and into the JSON body otherwise (contract.md, "Fields common to all requests").
 */
export function wireRequest(call: EkoCall, endpoint: string, credentials: EkoCredentials): WireRequest {
  const url = endpoint + call.definition.path.replaceAll('{customer_id}', encodeURIComponent(call.mobile));
  const all: Readonly<Record<string, WireValue>> = {
    initiator_id: credentials.initiatorId,
    user_code: call.agent,
    client_ref_id: call.clientRefId,
    ...call.fields,
  };
  const fields = Object.fromEntries(Object.entries(all).filter(([name]) => !call.omit?.includes(name)));
  if (call.definition.method === 'GET') return { url: `${url}?${query(fields)}` };
  return { url, body: JSON.stringify(fields, verbatim) };
}

function query(fields: Readonly<Record<string, WireValue>>): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) parameters.set(name, textOf(value));
  return parameters.toString();
}

function textOf(value: WireValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value, verbatim);
}

function verbatim(_key: string, value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'json' in value && typeof value.json === 'string'
    ? rawJson(value.json)
    : value;
}
