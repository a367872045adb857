import type { EkoCall } from './call.js';
import { asObject, readText, type Envelope } from './envelope.js';

/** A complete mobile number, with or without a prefix. */
const MOBILE = /^(?:\+?91[ -]?|0)?([6-9]\d{9})$/;
/** The form of the gateway's client_ref_ids (api.md, "Idempotency"); Eko's samples have other forms. */
const OWN_REFERENCE = /^[A-Za-z0-9]{20}$/;

/**
 * Whether a reply names another call or another customer than the requested one. A value that is missing, masked or
 * of another form is ignored (contract.md, "Whose reply is it").
 */
export function isForeign(
  { data, clientRefId }: Envelope,
  call: Pick<EkoCall, 'mobile' | 'clientRefId'>,
): boolean {
  const customers = [readText(data, 'customer_id'), readText(asObject(data['customer_profile']), 'mobile')];
  const references = [clientRefId, readText(data, 'client_ref_id')];
  return (
    customers.some((text) => differs(MOBILE.exec(text ?? '')?.[1], call.mobile)) ||
    references.some((text) => differs(OWN_REFERENCE.exec(text ?? '')?.[0], call.clientRefId))
  );
}

function differs(actual: string | undefined, expected: string): boolean {
  return actual !== undefined && actual !== expected;
}
