import type { CallName } from '../eko/call.js';
import type { OutcomeTable } from './outcome.js';

/** The calls that carry an OTP, which alone can be wrong or expired; docs/decisions/0014-readings-of-the-contract.md. */
const VERIFICATIONS: readonly CallName[] = ['verifyMobileOtp', 'verifyAadhaarOtp', 'verifyEkycOtp'];

/**
 * Rows that hold for every product and call, read after the product's own (contract.md, "Replies": refused
 * parameters, refused signatures, and the status values "met anywhere, when no row above decides").
 */
export const EVERYWHERE: OutcomeTable = [
  { typeId: -1, outcome: { problem: 'UPSTREAM_REJECTED_REQUEST' } },
  { status: 461, outcome: { problem: 'UPSTREAM_REJECTED_REQUEST' } },
  { status: 97, outcome: { problem: 'UPSTREAM_REJECTED_REQUEST' } },
  { status: 17, outcome: { lookUp: true } },
  { status: 132, outcome: { problem: 'CUSTOMER_DETAILS_REJECTED' } },
  { calls: VERIFICATIONS, status: 302, outcome: { problem: 'OTP_INCORRECT' } },
  { calls: VERIFICATIONS, status: 303, outcome: { problem: 'OTP_EXPIRED' } },
  { status: 319, outcome: { problem: 'UPSTREAM_CREDENTIALS_REJECTED' } },
  { status: 346, outcome: { problem: 'UPSTREAM_CREDENTIALS_REJECTED' } },
  { status: 327, outcome: { state: 'OTP_PENDING' } },
  { status: 463, outcome: { state: 'NOT_REGISTERED' } },
  { status: 585, outcome: { state: 'COMPLETED', kyc: 'FULL' } },
  { status: 945, outcome: { problem: 'LIMIT_EXHAUSTED' } },
];
