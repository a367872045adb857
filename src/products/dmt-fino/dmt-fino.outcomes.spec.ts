import { describe } from '@jest/globals';
import { factsEverywhere, factsOfTheUnknown } from '../testing/facts-everywhere.js';
import { specifyDocumentedReplies, specifyOutcomes } from '../testing/outcome-facts.js';
import { dmtFino } from './dmt-fino.product.js';

describe('dmt-fino reads a reply', () => {
  specifyOutcomes(dmtFino, [
    ['lookUp', 308, 1, 308, { ekyc_enabled: '' }, { state: 'NOT_REGISTERED' }],
    ['lookUp', 309, -1, 0, { customer_profile: { kyc_state: 1 } }, { state: 'COMPLETED' }],
    ['register', 300, 0, 0, { state: '2' }, { lookUp: true }],
    ['submitBiometric', 2129, 0, 0, { otp_ref_id: '666803844', intent_id: '' }, { otpSent: 'EKYC' }],
    ['submitBiometric', 2129, 0, 0, { otp_ref_id: 666803844 }, { otpSent: 'EKYC' }],
    ['lookUp', 2129, 1, 2129, { otp_ref_id: 'abc' }, { otpSent: 'EKYC' }],
    // Nothing to verify against: biometrics again after a look-up, otherwise ask where the customer stands.
    ['lookUp', 2129, 0, 0, { otp_ref_id: '' }, { state: 'BIOMETRIC_PENDING', kyc: 'PENDING' }],
    ['lookUp', 2129, 1, 2129, undefined, { state: 'BIOMETRIC_PENDING', kyc: 'PENDING' }],
    ['submitBiometric', 2129, 0, 0, { otp_ref_id: '', kyc_request_id: '9' }, { lookUp: true }],
    ['register', 2129, 0, 0, undefined, { lookUp: true }],
    ['verifyEkycOtp', 2131, 302, 2131, { description: 'Wrong OTP' }, { problem: 'OTP_INCORRECT' }],
    ['verifyEkycOtp', 2131, 1, 302, undefined, { problem: 'OTP_INCORRECT' }],
    ['verifyEkycOtp', 2131, 303, 2131, { description: 'OTP expired' }, { problem: 'OTP_EXPIRED' }],
    ['verifyEkycOtp', 2131, 1, 303, undefined, { problem: 'OTP_EXPIRED' }],
    ['verifyEkycOtp', 2131, 1, 2131, { description: 'Customer Already registred' }, { lookUp: true }],
    ['verifyEkycOtp', 2131, 1, 2131, { description: 'OTP EXPIRED' }, { problem: 'OTP_EXPIRED' }],
    ['verifyEkycOtp', 2131, 1, 2131, { description: '' }, { problem: 'OTP_INCORRECT' }],
    ['verifyEkycOtp', 2131, 1, 2131, undefined, { problem: 'OTP_INCORRECT' }],
    ['verifyEkycOtp', 2132, 0, 0, { user_code: '10472151' }, { state: 'COMPLETED', kyc: 'FULL' }],
    ['lookUp', 2134, 0, 0, { otp_ref_id: '' }, { state: 'BIOMETRIC_PENDING', kyc: 'PENDING' }],
    ['register', 2134, 0, 0, undefined, { state: 'BIOMETRIC_PENDING', kyc: 'PENDING' }],
    [
      'submitBiometric',
      2135,
      1,
      2135,
      { description: 'Sorry! Since you already have an existing relationship with the bank' },
      { state: 'REJECTED' },
    ],
    [
      'submitBiometric',
      2135,
      1,
      2135,
      { description: 'K-100 EKYC Verification failed' },
      { problem: 'BIOMETRIC_REJECTED', state: 'BIOMETRIC_PENDING' },
    ],
    [
      'submitBiometric',
      2135,
      1,
      2135,
      undefined,
      { problem: 'BIOMETRIC_REJECTED', state: 'BIOMETRIC_PENDING' },
    ],
    ['verifyEkycOtp', 2138, 1, 2138, undefined, { problem: 'OTP_INCORRECT' }],
    ['submitBiometric', 2138, 1, 2138, undefined, undefined],
    ['verifyEkycOtp', 1388, 302, 1, {}, { problem: 'OTP_INCORRECT' }],
    ['verifyEkycOtp', 1388, 303, 1, {}, { problem: 'OTP_EXPIRED' }],
    ['verifyEkycOtp', 1388, 302, 0, { kyc_verified: true }, { problem: 'OTP_INCORRECT' }],
    ['verifyEkycOtp', 1388, 0, 0, { kyc_verified: true }, { state: 'COMPLETED', kyc: 'FULL' }],
    // Status 1 is no success, whatever the status id says.
    ['verifyEkycOtp', 1388, 0, 1, { kyc_verified: true }, undefined],
    ['verifyEkycOtp', 1388, 0, 0, { kyc_verified: 'true' }, { state: 'COMPLETED', kyc: 'FULL' }],
    ['verifyEkycOtp', 1388, 0, 0, { kyc_verified: 1 }, { state: 'COMPLETED', kyc: 'FULL' }],
    // A success that does not say so is no success.
    ['verifyEkycOtp', 1388, 0, 0, { kyc_verified: false }, undefined],
    ['verifyEkycOtp', 1388, 0, 0, { kyc_verified: 'false' }, undefined],
    ['verifyEkycOtp', 1388, 0, 0, { kyc_verified: '' }, undefined],
    ['verifyEkycOtp', 1388, 0, 0, { available_limit: 25000 }, undefined],
    ['verifyEkycOtp', 1388, 0, 0, undefined, undefined],
    ['verifyEkycOtp', 1388, 1, 1, { kyc_verified: true }, undefined],
    ['submitBiometric', 1388, 0, 0, { kyc_verified: true }, undefined],
    ['lookUp', 1388, 302, 0, undefined, undefined],
    // Without a type id a reference says that an OTP was sent, and its only OTP is that of the eKYC request.
    ['submitBiometric', undefined, 0, 0, { otp_ref_id: 'abc' }, { otpSent: 'EKYC' }],
    ['lookUp', undefined, undefined, undefined, { otp_ref_id: 7 }, { otpSent: 'EKYC' }],
    // Unmapped on purpose: these belong to steps that this product has not.
    ['lookUp', 2136, 1, 2136, undefined, undefined],
    ['lookUp', 2147, 0, 0, undefined, undefined],
    ['lookUp', 2444, 0, 0, undefined, undefined],
    ['lookUp', 2446, 0, 0, undefined, undefined],
    // Status values, when the type id decides nothing.
    ...factsEverywhere('lookUp'),
    ['verifyEkycOtp', undefined, 302, 1, undefined, { problem: 'OTP_INCORRECT' }],
    ['verifyEkycOtp', undefined, 1, 302, undefined, { problem: 'OTP_INCORRECT' }],
    ['verifyEkycOtp', undefined, 303, 1, undefined, { problem: 'OTP_EXPIRED' }],
    ['verifyEkycOtp', undefined, 1, 303, undefined, { problem: 'OTP_EXPIRED' }],
    ['submitBiometric', undefined, 302, 1, undefined, undefined],
    // "Verification pending" can only be that of the eKYC OTP here.
    ['lookUp', undefined, 1, 327, undefined, { state: 'EKYC_OTP_PENDING', kyc: 'PENDING' }],
    ['register', undefined, 327, 0, undefined, { state: 'EKYC_OTP_PENDING', kyc: 'PENDING' }],
    ['lookUp', undefined, 1, 463, undefined, { state: 'NOT_REGISTERED' }],
    ['submitBiometric', undefined, 463, 1, undefined, { state: 'NOT_REGISTERED' }],
    ...factsOfTheUnknown('lookUp'),
  ]);
});

const P = '/customer/payment/dmt-fino/sender/{customer_id}';
const VERIFY = `${P}/otp/verify`;

describe('dmt-fino reads the documented reply to', () => {
  specifyDocumentedReplies(dmtFino, [
    ['GET', P, 'success', 'lookUp', { state: 'COMPLETED' }],
    ['GET', P, 'not-registered', 'lookUp', { state: 'NOT_REGISTERED' }],
    ['GET', P, 'biometric-pending', 'lookUp', { state: 'BIOMETRIC_PENDING', kyc: 'PENDING' }],
    ['POST', P, 'success', 'register', { state: 'BIOMETRIC_PENDING', kyc: 'PENDING' }],
    ['POST', P, 'already-open', 'register', { lookUp: true }],
    ['PUT', `${P}/otp`, 'success', 'submitBiometric', { otpSent: 'EKYC' }],
    [
      'PUT',
      `${P}/otp`,
      'biometric-rejected',
      'submitBiometric',
      { problem: 'BIOMETRIC_REJECTED', state: 'BIOMETRIC_PENDING' },
    ],
    ['PUT', `${P}/otp`, 'existing-bank-relationship', 'submitBiometric', { state: 'REJECTED' }],
    ['PUT', VERIFY, 'success', 'verifyEkycOtp', { state: 'COMPLETED', kyc: 'FULL' }],
    ['PUT', VERIFY, 'already-registered', 'verifyEkycOtp', { lookUp: true }],
    ['PUT', VERIFY, 'otp-incorrect', 'verifyEkycOtp', { problem: 'OTP_INCORRECT' }],
    ['PUT', VERIFY, 'otp-expired', 'verifyEkycOtp', { problem: 'OTP_EXPIRED' }],
    ['PUT', VERIFY, 'success-as-in-seed', 'verifyEkycOtp', { state: 'COMPLETED', kyc: 'FULL' }],
  ]);
});
