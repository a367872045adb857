import type { CallName } from '../../eko/call.js';
import type { OutcomeTable } from '../../onboarding/journey/outcome.js';

const AADHAAR_CALLS: readonly CallName[] = ['sendAadhaarOtp', 'verifyAadhaarOtp'];

/** In replies to these calls 463 refers to the wallet token, in others to the user (contract.md, "Status values"). */
const WALLET_CALLS: readonly CallName[] = [...AADHAAR_CALLS, 'submitPan'];

/** Replies of ppi-levin, in the order of Eko's documents; the source is contract.md, "Replies". */
export const outcomes: OutcomeTable = [
  { calls: WALLET_CALLS, typeId: 1388, status: 463, outcome: { problem: 'WALLET_SESSION_EXPIRED' } },
  { calls: AADHAAR_CALLS, typeId: 1388, status: 500, outcome: { problem: 'AADHAAR_SERVICE_UNAVAILABLE' } },
  { calls: ['sendAadhaarOtp'], typeId: 1388, status: 301, outcome: { problem: 'AADHAAR_REJECTED' } },
  {
    calls: ['sendAadhaarOtp'],
    typeId: 1388,
    status: 0,
    where: { present: 'otp_ref_id' },
    outcome: { otpSent: 'AADHAAR' },
  },
  { calls: ['verifyAadhaarOtp'], typeId: 1388, status: 302, outcome: { problem: 'OTP_INCORRECT' } },
  { calls: ['verifyAadhaarOtp'], typeId: 1388, status: 303, outcome: { problem: 'OTP_EXPIRED' } },
  {
    calls: ['verifyAadhaarOtp'],
    typeId: 1388,
    where: { affirmed: ['verified'] },
    outcome: { state: 'PAN_PENDING' },
  },
  { typeId: 308, outcome: { state: 'NOT_REGISTERED' } },
  { typeId: 309, outcome: { state: 'COMPLETED' } },
  { typeId: 300, outcome: { lookUp: true } },
  { calls: ['verifyMobileOtp', 'verifyAadhaarOtp'], typeId: 301, status: 0, outcome: { lookUp: true } },
  { typeId: 327, status: 0, outcome: { otpSent: 'MOBILE' } },
  { typeId: 2129, where: { intent: 'AADHAAR' }, outcome: { otpSent: 'AADHAAR' } },
  { calls: ['sendAadhaarOtp'], typeId: 2129, where: { intent: 'NONE' }, outcome: { otpSent: 'AADHAAR' } },
  { typeId: 2129, where: { intent: 'MOBILE' }, outcome: { otpSent: 'MOBILE' } },
  { typeId: 2131, status: 302, outcome: { problem: 'OTP_INCORRECT' } },
  { typeId: 2131, status: 303, outcome: { problem: 'OTP_EXPIRED' } },
  { typeId: 2131, where: { description: 'already regist' }, outcome: { lookUp: true } },
  { typeId: 2131, where: { description: 'expired' }, outcome: { problem: 'OTP_EXPIRED' } },
  { typeId: 2131, outcome: { problem: 'OTP_INCORRECT' } },
  { typeId: 2132, outcome: { state: 'COMPLETED' } },
  { typeId: 2136, outcome: { state: 'AADHAAR_PENDING' } },
  { calls: ['verifyMobileOtp', 'verifyAadhaarOtp'], typeId: 2138, outcome: { problem: 'OTP_INCORRECT' } },
  { calls: ['sendAadhaarOtp'], typeId: 2138, outcome: { problem: 'AADHAAR_REJECTED' } },
  { calls: ['submitPan'], typeId: 2147, outcome: { problem: 'PAN_REJECTED', state: 'PAN_PENDING' } },
  { typeId: 2147, outcome: { state: 'PAN_PENDING' } },
  {
    calls: ['register'],
    status: 463,
    outcome: { problem: 'CUSTOMER_ACCOUNT_REQUIRED', state: 'NOT_REGISTERED' },
  },
  {
    calls: WALLET_CALLS,
    status: 463,
    where: { refused: ['customer_id'] },
    outcome: { state: 'NOT_REGISTERED' },
  },
  { calls: WALLET_CALLS, status: 463, outcome: { problem: 'WALLET_SESSION_EXPIRED' } },
  { typeId: 'NONE', where: { present: 'otp_ref_id', intent: 'AADHAAR' }, outcome: { otpSent: 'AADHAAR' } },
  {
    calls: ['sendAadhaarOtp'],
    typeId: 'NONE',
    where: { present: 'otp_ref_id', intent: 'NONE' },
    outcome: { otpSent: 'AADHAAR' },
  },
  { typeId: 'NONE', where: { present: 'otp_ref_id', intent: 'MOBILE' }, outcome: { otpSent: 'MOBILE' } },
];
