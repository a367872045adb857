import type { CallName } from '../../eko/call.js';
import type { OutcomeTable } from './outcome.js';

/** The calls that send an OTP: only these can be refused for it; docs/decisions/0014-readings-of-the-contract.md. */
const VERIFICATIONS: readonly CallName[] = ['verifyMobileOtp', 'verifyAadhaarOtp', 'verifyEkycOtp'];

/** The calls of the steps that verify the customer's identity by the Aadhaar number. */
const AADHAAR_CALLS: readonly CallName[] = [
  'sendAadhaarOtp',
  'verifyAadhaarOtp',
  'biometric',
  'verifyEkycOtp',
];

/**
 * Rows for every product, read after the product's own rows: the status values "met anywhere, when no row above
 * decides", and the refused parameters (contract.md, "Replies").
 */
export const EVERYWHERE: OutcomeTable = [
  { status: 17, outcome: { lookUp: true } },
  { status: 36, outcome: { problem: 'LIMIT_EXHAUSTED' } },
  { status: 314, outcome: { problem: 'LIMIT_EXHAUSTED' } },
  { status: 945, outcome: { problem: 'LIMIT_EXHAUSTED' } },
  { status: 132, outcome: { problem: 'CUSTOMER_DETAILS_REJECTED', fields: ['name'] } },
  { calls: VERIFICATIONS, status: 302, outcome: { problem: 'OTP_INCORRECT' } },
  { calls: VERIFICATIONS, status: 303, outcome: { problem: 'OTP_EXPIRED' } },
  { status: 319, outcome: { problem: 'UPSTREAM_CREDENTIALS_REJECTED' } },
  { status: 346, outcome: { problem: 'UPSTREAM_CREDENTIALS_REJECTED' } },
  { status: 1297, outcome: { problem: 'UPSTREAM_CREDENTIALS_REJECTED' } },
  { status: 327, outcome: { state: 'OTP_PENDING' } },
  { status: 347, outcome: { problem: 'AGENT_BALANCE_INSUFFICIENT' } },
  { status: 463, outcome: { state: 'NOT_REGISTERED' } },
  { status: 585, outcome: { state: 'COMPLETED', kyc: 'FULL' } },
  { calls: AADHAAR_CALLS, status: 1237, outcome: { problem: 'AADHAAR_REJECTED' } },
  { calls: ['submitPan'], status: 1237, outcome: { problem: 'PAN_REJECTED' } },
  {
    calls: ['register'],
    refusal: true,
    where: { refused: ['name', 'dob', 'residence_address'] },
    outcome: { problem: 'CUSTOMER_DETAILS_REJECTED' },
  },
  {
    calls: ['sendAadhaarOtp', 'biometric'],
    refusal: true,
    where: { refused: ['aadhar'] },
    outcome: { problem: 'AADHAAR_REJECTED' },
  },
  {
    calls: ['biometric'],
    refusal: true,
    where: { refused: ['piddata'] },
    outcome: { problem: 'BIOMETRIC_REJECTED' },
  },
  {
    calls: ['submitPan'],
    refusal: true,
    where: { refused: ['pan_number'] },
    outcome: { problem: 'PAN_REJECTED' },
  },
  { calls: VERIFICATIONS, refusal: true, where: { refused: ['otp'] }, outcome: { problem: 'OTP_INCORRECT' } },
  { refusal: true, outcome: { problem: 'UPSTREAM_REJECTED_REQUEST' } },
];
