import type { EkoCall } from './call.js';
import { asObject, readText, type Envelope } from './envelope.js';

/** A whole mobile number, with or without what is dialled before it. */
const MOBILE = /^(?:\+?91[ -]?|0)?([6-9]\d{9})$/;
/** The form of a client_ref_id of the gateway's own (api.md, "Idempotency"); Eko's samples have others. */
const OWN_REFERENCE = /^[A-Za-z0-9]{20}$/;

/**
 * Whether a reply says that it answers another call, or is about another customer than the one asked for.
 * What is missing, masked or written in another form says nothing (contract.md, "Whose reply is it").
 */
export function isForeign(
  { data, clientRefId }: Envelope,
  call: Pick<EkoCall, 'mobile' | 'clientRefId'>,
): boolean {
  const customers = [readText(data, 'customer_id'), readText(asObject(data['customer_profile']), 'mobile')];
  const references = [clientRefId, readText(data, 'client_ref_id')];
  return (
    customers.some((text) => isAnother(MOBILE.exec(text ?? '')?.[1], call.mobile)) ||
    references.some((text) => isAnother(OWN_REFERENCE.exec(text ?? '')?.[0], call.clientRefId))
  );
}

function isAnother(said: string | undefined, asked: string): boolean {
  return said !== undefined && said !== asked;
}
