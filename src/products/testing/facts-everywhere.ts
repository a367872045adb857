import type { CallName } from '../../eko/call.js';
import type { Outcome } from '../../onboarding/journey/outcome.js';
import type { Fact } from './outcome-facts.js';

/** The status values of contract.md for every product and call ("Status values met anywhere"). */
const STATUSES: readonly (readonly [status: number, outcome: Outcome])[] = [
  [17, { lookUp: true }],
  [36, { problem: 'LIMIT_EXHAUSTED' }],
  [314, { problem: 'LIMIT_EXHAUSTED' }],
  [945, { problem: 'LIMIT_EXHAUSTED' }],
  [132, { problem: 'CUSTOMER_DETAILS_REJECTED', fields: ['name'] }],
  [319, { problem: 'UPSTREAM_CREDENTIALS_REJECTED' }],
  [346, { problem: 'UPSTREAM_CREDENTIALS_REJECTED' }],
  [1297, { problem: 'UPSTREAM_CREDENTIALS_REJECTED' }],
  [347, { problem: 'AGENT_BALANCE_INSUFFICIENT' }],
  [585, { state: 'COMPLETED', kyc: 'FULL' }],
];

/** The facts of these status values, in every form in which Eko sends a status. */
export function factsEverywhere(call: CallName): readonly Fact[] {
  const refused = { problem: 'UPSTREAM_REJECTED_REQUEST' } as const;
  return [
    ...STATUSES.flatMap(([status, outcome]): readonly Fact[] => [
      [call, undefined, undefined, status, undefined, outcome],
      [call, undefined, 1, status, undefined, outcome],
      [call, undefined, status, 1, undefined, outcome],
      [call, undefined, status, 0, undefined, outcome],
      // The status decides before a refused parameter and before an unknown type id.
      [call, -1, 1, status, undefined, outcome],
      [call, -1, status, 1, undefined, outcome, ['customer_id', 'user_code']],
      [call, status, 1, status, undefined, outcome],
      [call, 9999, 1, status, undefined, outcome],
    ]),
    // The status decides before the status id.
    [call, undefined, 945, 17, undefined, { lookUp: true }],
    [call, undefined, 17, 945, undefined, { problem: 'LIMIT_EXHAUSTED' }],
    [call, undefined, 17, 461, undefined, { lookUp: true }],
    [call, -1, undefined, undefined, undefined, refused],
    [call, -1, -1, 0, { otp_ref_id: 'abc' }, refused],
    [call, -1, 1, 1, undefined, refused, ['user_code', 'client_ref_id']],
    [call, undefined, undefined, 461, undefined, refused],
    [call, undefined, 461, 1, undefined, refused],
    [call, 461, 1, 461, undefined, refused],
    [call, undefined, undefined, 97, undefined, refused],
    [call, undefined, 97, 1, undefined, refused],
    [call, undefined, 97, 1, { otp_ref_id: 'abc' }, refused],
  ];
}

/** Replies that no row matches: the outcome is undefined, which means unrecognized. */
export function factsOfUnrecognizedReplies(call: CallName): readonly Fact[] {
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
    // Refused parameters in a reply with an unknown type id do not decide.
    [call, 9999, 0, 0, undefined, undefined, ['name']],
  ];
}
