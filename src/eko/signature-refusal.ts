import { readEnvelope, type Envelope } from './envelope.js';

/** Why Eko refused the credentials, as far as its answer states it; the values of a metric's label. */
export type RefusalReason =
  'key' | 'signature' | 'timestamp' | 'header' | 'address' | 'initiator' | 'unknown';

/** How Eko refused a signature. */
export interface SignatureRefusal {
  readonly reason: RefusalReason;
  readonly httpStatus: number;
  readonly typeId?: number;
}

/** contract.md, "Signing". */
const BY_TYPE_ID: ReadonlyMap<unknown, RefusalReason> = new Map([
  [2483, 'key'],
  [2484, 'signature'],
  [2485, 'timestamp'],
  [2486, 'timestamp'],
  [2487, 'header'],
]);

/**
 * Plain text answers of the API gateway in front of Eko, which is 3scale's APIcast according to its "No Mapping Rule
 * matched". It refuses a request whose developer_key a proxy removed.
 */
const BY_TEXT: ReadonlyMap<string, RefusalReason> = new Map([
  ['authentication failed', 'key'],
  ['authentication parameters missing', 'header'],
]);

/** Status values for an initiator or user code that Eko does not know. */
const INITIATOR: readonly unknown[] = [319, 346, 1297];

/** The refusal that a type id means (contract.md, "Signing"); undefined for any other type id. */
export function refusalByTypeId(httpStatus: number, { typeId }: Envelope): SignatureRefusal | undefined {
  const reason = BY_TYPE_ID.get(typeId);
  return typeof typeId === 'number' && reason !== undefined ? { reason, httpStatus, typeId } : undefined;
}

/** The refusal in an answer with HTTP 401 or 403, whatever its body is. */
export function refusalByStatus(httpStatus: 401 | 403, text: string): SignatureRefusal {
  const envelope = readEnvelope(text);
  if (!envelope)
    return { reason: BY_TEXT.get(text.trim().toLowerCase()) ?? reasonOfText(httpStatus, text), httpStatus };
  const { typeId } = envelope;
  const named = typeof typeId === 'number' ? { typeId } : {};
  return (
    refusalByTypeId(httpStatus, envelope) ?? { reason: credentialsRefusal(envelope), httpStatus, ...named }
  );
}

/** Why Eko refused the credentials, by the status ids of its answer. */
export function credentialsRefusal({ status, statusId }: Envelope): RefusalReason {
  return INITIATOR.includes(status) || INITIATOR.includes(statusId) ? 'initiator' : 'unknown';
}

/** The body is a page and not Eko's JSON: with 403, a system in front of Eko refuses this IP address. */
function reasonOfText(httpStatus: number, text: string): RefusalReason {
  return httpStatus === 403 && text.trim() !== '' ? 'address' : 'unknown';
}
