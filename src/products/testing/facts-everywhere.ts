import type { CallName } from '../../eko/call.js';
import type { Fact } from './outcome-facts.js';

/** What contract.md says of every product, whichever call is answered ("Status values met anywhere"). */
export function factsEverywhere(call: CallName): readonly Fact[] {
  return [
    [call, -1, undefined, undefined, undefined, { problem: 'UPSTREAM_REJECTED_REQUEST' }],
    [call, -1, -1, 0, { otp_ref_id: 'abc' }, { problem: 'UPSTREAM_REJECTED_REQUEST' }],
    [call, undefined, undefined, 461, undefined, { problem: 'UPSTREAM_REJECTED_REQUEST' }],
    [call, undefined, 461, 1, undefined, { problem: 'UPSTREAM_REJECTED_REQUEST' }],
    [call, undefined, undefined, 97, undefined, { problem: 'UPSTREAM_REJECTED_REQUEST' }],
    [call, undefined, 97, 1, undefined, { problem: 'UPSTREAM_REJECTED_REQUEST' }],
    [call, undefined, undefined, 17, undefined, { lookUp: true }],
    [call, undefined, 17, 0, undefined, { lookUp: true }],
    [call, undefined, 1, 132, undefined, { problem: 'CUSTOMER_DETAILS_REJECTED' }],
    [call, undefined, 132, 1, undefined, { problem: 'CUSTOMER_DETAILS_REJECTED' }],
    [call, undefined, 1, 319, undefined, { problem: 'UPSTREAM_CREDENTIALS_REJECTED' }],
    [call, undefined, 319, 1, undefined, { problem: 'UPSTREAM_CREDENTIALS_REJECTED' }],
    [call, undefined, 1, 346, undefined, { problem: 'UPSTREAM_CREDENTIALS_REJECTED' }],
    [call, undefined, 346, 1, undefined, { problem: 'UPSTREAM_CREDENTIALS_REJECTED' }],
    [call, undefined, 1, 585, undefined, { state: 'COMPLETED', kyc: 'FULL' }],
    [call, undefined, 585, 0, undefined, { state: 'COMPLETED', kyc: 'FULL' }],
    [call, undefined, 1, 945, undefined, { problem: 'LIMIT_EXHAUSTED' }],
    [call, undefined, 945, 1, undefined, { problem: 'LIMIT_EXHAUSTED' }],
    // An unknown type id leaves the decision to the status.
    [call, 9999, 1, 945, undefined, { problem: 'LIMIT_EXHAUSTED' }],
  ];
}

/** What no table knows is never guessed: it stays undefined, and so unrecognized. */
export function factsOfTheUnknown(call: CallName): readonly Fact[] {
  return [
    [call, undefined, undefined, undefined, undefined, undefined],
    [call, undefined, 0, 0, undefined, undefined],
    [call, undefined, 0, 0, {}, undefined],
    [call, undefined, 0, 0, { otp_ref_id: '' }, undefined],
    [call, undefined, 0, 0, { otp_ref_id: '  ' }, undefined],
    [call, 9999, 0, 0, undefined, undefined],
    [call, 9999, 0, 0, { otp_ref_id: 'abc' }, undefined],
    [call, 0, 0, 0, { otp_ref_id: 'abc' }, undefined],
    [call, undefined, 1, 1, undefined, undefined],
    [call, undefined, 12345, 54321, undefined, undefined],
  ];
}
