import { describe } from '@jest/globals';
import { factsEverywhere, factsOfTheUnknown } from '../testing/facts-everywhere.js';
import { specifyDocumentedReplies, specifyOutcomes } from '../testing/outcome-facts.js';
import { ppiLevin } from './ppi-levin.product.js';

describe('ppi-levin reads a reply', () => {
  specifyOutcomes(ppiLevin, [
    // 1388 is said of many things: the call and the status decide.
    ['sendAadhaarOtp', 1388, 463, 1, {}, { problem: 'WALLET_SESSION_EXPIRED' }],
    ['verifyAadhaarOtp', 1388, 463, 1, {}, { problem: 'WALLET_SESSION_EXPIRED' }],
    ['submitPan', 1388, 463, 1, undefined, { problem: 'WALLET_SESSION_EXPIRED' }],
    ['sendAadhaarOtp', 1388, 463, 0, { otp_ref_id: 'abc' }, { problem: 'WALLET_SESSION_EXPIRED' }],
    ['sendAadhaarOtp', 1388, 0, 0, { otp_ref_id: '66748392' }, { otpSent: 'AADHAAR' }],
    ['sendAadhaarOtp', 1388, 0, 0, { otp_ref_id: 66748392 }, { otpSent: 'AADHAAR' }],
    ['sendAadhaarOtp', 1388, 0, 0, { otp_ref_id: '' }, undefined],
    ['sendAadhaarOtp', 1388, 0, 0, undefined, undefined],
    ['sendAadhaarOtp', 1388, 1, 1, { otp_ref_id: 'abc' }, undefined],
    ['verifyAadhaarOtp', 1388, 302, 1, {}, { problem: 'OTP_INCORRECT' }],
    ['verifyAadhaarOtp', 1388, 1, 302, {}, { problem: 'OTP_INCORRECT' }],
    ['verifyAadhaarOtp', 1388, 303, 1, {}, { problem: 'OTP_EXPIRED' }],
    ['verifyAadhaarOtp', 1388, 0, 0, { verified: true }, { state: 'PAN_PENDING' }],
    ['verifyAadhaarOtp', 1388, 0, 0, { verified: 'true' }, { state: 'PAN_PENDING' }],
    ['verifyAadhaarOtp', 1388, 0, 0, { verified: false }, undefined],
    ['verifyAadhaarOtp', 1388, 0, 0, {}, undefined],
    // "Verified" decides, whatever the status; but a wrong or expired OTP is none that was verified.
    ['verifyAadhaarOtp', 1388, 1, 1, { verified: true }, { state: 'PAN_PENDING' }],
    ['verifyAadhaarOtp', 1388, undefined, undefined, { verified: true }, { state: 'PAN_PENDING' }],
    ['verifyAadhaarOtp', 1388, 302, 1, { verified: true }, { problem: 'OTP_INCORRECT' }],
    ['verifyAadhaarOtp', 1388, 463, 1, { verified: true }, { problem: 'WALLET_SESSION_EXPIRED' }],
    ['verifyMobileOtp', 1388, 0, 0, { verified: true }, undefined],
    ['lookUp', 1388, 0, 0, { otp_ref_id: 'abc' }, undefined],
    ['lookUp', 308, 1, 308, { sender_name: '' }, { state: 'NOT_REGISTERED' }],
    ['verifyMobileOtp', 309, -1, 0, {}, { state: 'COMPLETED' }],
    ['submitPan', 309, -1, 0, {}, { state: 'COMPLETED' }],
    ['register', 300, 0, 0, { state: '2' }, { lookUp: true }],
    // 2129: the intent decides; without one, what was asked for.
    ['lookUp', 2129, 1, 2129, { intent_id: 19, otp_ref_id: 'abc' }, { otpSent: 'MOBILE' }],
    ['lookUp', 2129, 0, 0, { intent_id: '19', otp_ref_id: 'abc' }, { otpSent: 'MOBILE' }],
    ['lookUp', 2129, 1, 2129, { otp_ref_id: 'abc' }, { otpSent: 'MOBILE' }],
    ['register', 2129, 1, 2129, { intent_id: '', otp_ref_id: 'abc' }, { otpSent: 'MOBILE' }],
    ['register', 2129, 1, 2129, undefined, { otpSent: 'MOBILE' }],
    ['lookUp', 2129, 1, 2129, { intent_id: 20, otp_ref_id: 'abc' }, { otpSent: 'AADHAAR' }],
    ['sendAadhaarOtp', 2129, 0, 0, { intent_id: '20', otp_ref_id: 'abc' }, { otpSent: 'AADHAAR' }],
    ['sendAadhaarOtp', 2129, 0, 0, { otp_ref_id: 'abc' }, { otpSent: 'AADHAAR' }],
    ['sendAadhaarOtp', 2129, 0, 0, { intent_id: '', otp_ref_id: 'abc' }, { otpSent: 'AADHAAR' }],
    ['sendAadhaarOtp', 2129, 0, 0, { intent_id: 19, otp_ref_id: 'abc' }, { otpSent: 'MOBILE' }],
    ['lookUp', 2129, 0, 0, { intent_id: 21, otp_ref_id: 'abc' }, undefined],
    ['verifyMobileOtp', 2131, 302, 2131, { description: 'Wrong OTP' }, { problem: 'OTP_INCORRECT' }],
    ['verifyMobileOtp', 2131, 1, 302, undefined, { problem: 'OTP_INCORRECT' }],
    ['verifyMobileOtp', 2131, 303, 2131, { description: 'OTP expired' }, { problem: 'OTP_EXPIRED' }],
    ['verifyMobileOtp', 2131, 1, 303, undefined, { problem: 'OTP_EXPIRED' }],
    ['verifyMobileOtp', 2131, 302, 2131, { description: 'OTP expired' }, { problem: 'OTP_INCORRECT' }],
    ['verifyMobileOtp', 2131, 1, 2131, { description: 'Customer Already registred' }, { lookUp: true }],
    ['verifyMobileOtp', 2131, 1, 2131, { description: 'already registered' }, { lookUp: true }],
    ['verifyMobileOtp', 2131, 1, 2131, { description: 'The OTP has Expired' }, { problem: 'OTP_EXPIRED' }],
    ['verifyMobileOtp', 2131, 1, 2131, { description: 'no' }, { problem: 'OTP_INCORRECT' }],
    ['verifyAadhaarOtp', 2131, 1, 2131, undefined, { problem: 'OTP_INCORRECT' }],
    ['verifyAadhaarOtp', 2132, 0, 0, undefined, { state: 'COMPLETED' }],
    ['verifyMobileOtp', 2136, 1, 2136, undefined, { state: 'AADHAAR_PENDING' }],
    ['verifyMobileOtp', 2138, 1, 2138, undefined, { problem: 'OTP_INCORRECT' }],
    ['verifyAadhaarOtp', 2138, 1, 2138, undefined, { problem: 'OTP_INCORRECT' }],
    ['sendAadhaarOtp', 2138, 1, 2138, undefined, { problem: 'AADHAAR_REJECTED' }],
    ['lookUp', 2138, 1, 2138, undefined, undefined],
    ['verifyAadhaarOtp', 2147, 0, 0, { application_id: '' }, { state: 'PAN_PENDING' }],
    ['lookUp', 2147, 0, 0, undefined, { state: 'PAN_PENDING' }],
    ['submitPan', 2147, 0, 0, undefined, { problem: 'PAN_REJECTED', state: 'PAN_PENDING' }],
    // Without a type id a reference says that an OTP was sent; production was seen to do this.
    ['lookUp', undefined, 0, 0, { otp_ref_id: 'abc' }, { otpSent: 'MOBILE' }],
    ['lookUp', undefined, undefined, undefined, { otp_ref_id: 66748392 }, { otpSent: 'MOBILE' }],
    ['register', undefined, 0, 0, { otp_ref_id: 'abc', intent_id: 19 }, { otpSent: 'MOBILE' }],
    ['register', undefined, 0, 0, { otp_ref_id: 'abc', intent_id: 20 }, { otpSent: 'AADHAAR' }],
    ['sendAadhaarOtp', undefined, 0, 0, { otp_ref_id: 'abc' }, { otpSent: 'AADHAAR' }],
    ['sendAadhaarOtp', undefined, 0, 0, { otp_ref_id: 'abc', intent_id: '20' }, { otpSent: 'AADHAAR' }],
    ['sendAadhaarOtp', undefined, 0, 0, { otp_ref_id: 'abc', intent_id: '19' }, { otpSent: 'MOBILE' }],
    ['lookUp', undefined, 0, 0, { otp_ref_id: 'abc', intent_id: 21 }, undefined],
    // Unmapped on purpose: these belong to steps that this product has not.
    ['lookUp', 2134, 0, 0, undefined, undefined],
    ['register', 2135, 1, 2135, undefined, undefined],
    ['lookUp', 2444, 0, 0, undefined, undefined],
    ['lookUp', 2446, 0, 0, undefined, undefined],
    // Status values, when the type id decides nothing.
    ...factsEverywhere('lookUp'),
    ['verifyMobileOtp', undefined, 302, 1, undefined, { problem: 'OTP_INCORRECT' }],
    ['verifyAadhaarOtp', undefined, 1, 302, undefined, { problem: 'OTP_INCORRECT' }],
    ['verifyMobileOtp', undefined, 303, 1, undefined, { problem: 'OTP_EXPIRED' }],
    ['verifyAadhaarOtp', undefined, 1, 303, undefined, { problem: 'OTP_EXPIRED' }],
    ['register', undefined, 302, 1, undefined, undefined],
    ['lookUp', undefined, 1, 327, undefined, { state: 'OTP_PENDING' }],
    ['lookUp', undefined, 1, 463, undefined, { state: 'NOT_REGISTERED' }],
    ['verifyMobileOtp', undefined, 463, 1, undefined, { state: 'NOT_REGISTERED' }],
    // At an Aadhaar or PAN step the user that Eko cannot find is the wallet session.
    ['sendAadhaarOtp', undefined, 1, 463, undefined, { problem: 'WALLET_SESSION_EXPIRED' }],
    ['verifyAadhaarOtp', undefined, 463, 1, undefined, { problem: 'WALLET_SESSION_EXPIRED' }],
    ['submitPan', undefined, 1, 463, undefined, { problem: 'WALLET_SESSION_EXPIRED' }],
    ...factsOfTheUnknown('lookUp'),
  ]);
});

const P = '/customer/payment/ppi-levin/sender/{customer_id}';

describe('ppi-levin reads the documented reply to', () => {
  specifyDocumentedReplies(ppiLevin, [
    ['POST', `${P}/aadhaar/otp`, 'success', 'sendAadhaarOtp', { otpSent: 'AADHAAR' }],
    [
      'POST',
      `${P}/aadhaar/otp`,
      'wallet-session-expired',
      'sendAadhaarOtp',
      { problem: 'WALLET_SESSION_EXPIRED' },
    ],
    ['POST', `${P}/aadhaar/otp/verify`, 'success', 'verifyAadhaarOtp', { state: 'PAN_PENDING' }],
    ['POST', `${P}/aadhaar/otp/verify`, 'otp-incorrect', 'verifyAadhaarOtp', { problem: 'OTP_INCORRECT' }],
    ['GET', P, 'success', 'lookUp', { otpSent: 'MOBILE' }],
    ['GET', P, 'not-registered', 'lookUp', { state: 'NOT_REGISTERED' }],
    ['POST', P, 'success', 'register', { otpSent: 'MOBILE' }],
    ['POST', `${P}/otp/verify`, 'success', 'verifyMobileOtp', { state: 'COMPLETED' }],
    ['POST', `${P}/otp/verify`, 'aadhaar-pending', 'verifyMobileOtp', { state: 'AADHAAR_PENDING' }],
    ['POST', `${P}/otp/verify`, 'pan-pending', 'verifyAadhaarOtp', { state: 'PAN_PENDING' }],
    ['POST', `${P}/pan`, 'success', 'submitPan', { state: 'COMPLETED' }],
  ]);
});
