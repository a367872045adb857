import { readEnvelope, type Envelope } from './envelope.js';

/** Why Eko refused the credentials, as far as its answer says; the values of a metric's label. */
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
 * What the API gateway in front of Eko answers as plain text: 3scale's APIcast, by its "No Mapping Rule matched". A
 * developer_key that a proxy dropped never gets any further.
 */
const BY_TEXT: ReadonlyMap<string, RefusalReason> = new Map([
  ['authentication failed', 'key'],
  ['authentication parameters missing', 'header'],
]);

/** Status values that say that Eko does not know the initiator or the user code. */
const INITIATOR: readonly unknown[] = [319, 346, 1297];

/** The refusal that a type id says (contract.md, "Signing"); undefined when it says none. */
export function refusalByTypeId(httpStatus: number, { typeId }: Envelope): SignatureRefusal | undefined {
  const reason = BY_TYPE_ID.get(typeId);
  return typeof typeId === 'number' && reason !== undefined ? { reason, httpStatus, typeId } : undefined;
}

/** The refusal that HTTP 401 or 403 says, whatever its body is. */
export function refusalByStatus(httpStatus: 401 | 403, text: string): SignatureRefusal {
  const envelope = readEnvelope(text);
  if (!envelope)
    return { reason: BY_TEXT.get(text.trim().toLowerCase()) ?? unsigned(httpStatus, text), httpStatus };
  const { typeId } = envelope;
  const named = typeof typeId === 'number' ? { typeId } : {};
  return (
    refusalByTypeId(httpStatus, envelope) ?? { reason: credentialsRefusal(envelope), httpStatus, ...named }
  );
}

/** Why Eko refused credentials, by the status of its answer. */
export function credentialsRefusal({ status, statusId }: Envelope): RefusalReason {
  return INITIATOR.includes(status) || INITIATOR.includes(statusId) ? 'initiator' : 'unknown';
}

/** A page, and not Eko's JSON: what is in front of Eko does not take calls from this address. */
function unsigned(httpStatus: number, text: string): RefusalReason {
  return httpStatus === 403 && text.trim() !== '' ? 'address' : 'unknown';
}
