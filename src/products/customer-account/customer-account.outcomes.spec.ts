import { describe } from '@jest/globals';
import { factsEverywhere, factsOfTheUnknown } from '../testing/facts-everywhere.js';
import { specifyDocumentedReplies, specifyOutcomes } from '../testing/outcome-facts.js';
import { customerAccount } from './customer-account.product.js';

describe('customer-account reads a reply', () => {
  specifyOutcomes(customerAccount, [
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
    ['verifyMobileOtp', 1388, 0, 0, { verified: true }, undefined],
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
    ['submitPan', undefined, 463, 1, undefined, { state: 'NOT_REGISTERED' }],
    ...factsOfTheUnknown('lookUp'),
  ]);
});

const P = '/customer/account/{customer_id}';

describe('customer-account reads the documented reply to', () => {
  specifyDocumentedReplies(customerAccount, [
    ['POST', P, 'success', 'register', { otpSent: 'MOBILE' }],
    ['GET', '/customer/profile/{customer_id}', 'success', 'lookUp', { otpSent: 'MOBILE' }],
    ['GET', '/customer/profile/{customer_id}', 'not-registered', 'lookUp', { state: 'NOT_REGISTERED' }],
    ['POST', `${P}/otp/verify`, 'success', 'verifyMobileOtp', { state: 'COMPLETED' }],
    ['POST', `${P}/otp/verify`, 'aadhaar-pending', 'verifyMobileOtp', { state: 'AADHAAR_PENDING' }],
    ['POST', `${P}/otp/verify`, 'pan-pending', 'verifyAadhaarOtp', { state: 'PAN_PENDING' }],
  ]);
});
