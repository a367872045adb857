import type { OutcomeTable } from '../../onboarding/journey/outcome.js';

/**
 * Replies of dmt-fino, in the order of Eko's documents; the source is contract.md, "Replies".
 * Its only OTP is that of the eKYC request. Without its reference the OTP cannot be verified, and the fingerprint must
 * be captured again.
 */
export const outcomes: OutcomeTable = [
  { typeId: 308, outcome: { state: 'NOT_REGISTERED' } },
  { typeId: 309, outcome: { state: 'COMPLETED' } },
  { typeId: 300, outcome: { lookUp: true } },
  { calls: ['verifyEkycOtp'], typeId: 301, status: 0, outcome: { lookUp: true } },
  { typeId: 2129, where: { present: 'otp_ref_id' }, outcome: { otpSent: 'EKYC' } },
  { calls: ['lookUp'], typeId: 2129, outcome: { state: 'BIOMETRIC_PENDING', kyc: 'PENDING' } },
  { typeId: 2129, outcome: { lookUp: true } },
  { typeId: 2131, status: 302, outcome: { problem: 'OTP_INCORRECT' } },
  { typeId: 2131, status: 303, outcome: { problem: 'OTP_EXPIRED' } },
  { typeId: 2131, where: { description: 'already regist' }, outcome: { lookUp: true } },
  { typeId: 2131, where: { description: 'expired' }, outcome: { problem: 'OTP_EXPIRED' } },
  { typeId: 2131, outcome: { problem: 'OTP_INCORRECT' } },
  { typeId: 2132, outcome: { state: 'COMPLETED', kyc: 'FULL' } },
  { typeId: 2134, outcome: { state: 'BIOMETRIC_PENDING', kyc: 'PENDING' } },
  { typeId: 2135, where: { description: 'existing relationship' }, outcome: { state: 'REJECTED' } },
  { typeId: 2135, outcome: { problem: 'BIOMETRIC_REJECTED', state: 'BIOMETRIC_PENDING' } },
  { calls: ['verifyEkycOtp'], typeId: 2138, outcome: { problem: 'OTP_INCORRECT' } },
  { calls: ['verifyEkycOtp'], typeId: 1388, status: 302, outcome: { problem: 'OTP_INCORRECT' } },
  { calls: ['verifyEkycOtp'], typeId: 1388, status: 303, outcome: { problem: 'OTP_EXPIRED' } },
  {
    calls: ['verifyEkycOtp'],
    typeId: 1388,
    status: 0,
    where: { affirmed: ['kyc_verified', 'kyc_status'] },
    outcome: { state: 'COMPLETED', kyc: 'FULL' },
  },
  {
    calls: ['lookUp'],
    typeId: 1388,
    status: 0,
    where: { affirmed: ['kyc_verified'] },
    outcome: { state: 'COMPLETED', kyc: 'FULL' },
  },
  {
    calls: ['lookUp'],
    typeId: 1388,
    status: 0,
    where: { denied: 'kyc_verified' },
    outcome: { state: 'BIOMETRIC_PENDING', kyc: 'PENDING' },
  },
  {
    calls: ['register'],
    typeId: 1388,
    status: 0,
    outcome: { state: 'BIOMETRIC_PENDING', kyc: 'PENDING' },
  },
  {
    calls: ['biometric'],
    typeId: 1388,
    status: 0,
    where: { present: 'otp_ref_id' },
    outcome: { otpSent: 'EKYC' },
  },
  { calls: ['biometric'], typeId: 1388, status: 301, outcome: { problem: 'BIOMETRIC_REJECTED' } },
  {
    calls: ['biometric'],
    typeId: 1388,
    status: 500,
    outcome: { problem: 'AADHAAR_SERVICE_UNAVAILABLE' },
  },
  { status: 327, outcome: { state: 'EKYC_OTP_PENDING', kyc: 'PENDING' } },
  {
    calls: ['register'],
    status: 463,
    outcome: { problem: 'CUSTOMER_ACCOUNT_REQUIRED', state: 'NOT_REGISTERED' },
  },
  { typeId: 'NONE', where: { present: 'otp_ref_id' }, outcome: { otpSent: 'EKYC' } },
];
