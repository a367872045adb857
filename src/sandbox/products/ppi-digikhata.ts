import * as parameter from '../parameters.js';
import { unknownCustomer } from '../http-answer.js';
import type { Route, Step } from '../step-call.js';
import { consentDetails, consentLanguages } from './consent.js';
import * as journey from './journey.js';
import { profile } from './profile.js';
import * as replies from './replies.js';

const product = 'ppi-digikhata';
const base = '/customer/payment/ppi-digikhata/sender/{customer_id}';

const dialect: journey.Dialect = {
  registrationStyle: 'ZERO',
  registeredBefore: replies.walletOpened,
  // Only the description identifies an expired OTP here (contract.md lists this case).
  mobileOtpRefused: (result) =>
    result === 'EXPIRED' ? replies.otpFailed('OTP expired') : replies.otpRefused(result),
  aadhaarPending: () => replies.aadhaarPending({ otp_ref_id: '' }),
  panRequired: () => replies.panRequired(),
  verifiedProfile: (call) =>
    profile(call.customer, { kycState: 1, data: { wallet_token: '', wallet_id: '' } }),
  aadhaarOtpSent: (call, reference) => replies.aadhaarOtpSent(call, 'ZERO', reference),
  aadhaarOtpRefused: (result) =>
    result === 'WRONG' ? replies.aadhaarRefused('Wrong OTP') : replies.otpRefused(result),
  panAccepted: (call) => profile(call.customer),
};

const resendOtp: Step = (call) =>
  call.customer.state === 'NOT_REGISTERED'
    ? unknownCustomer()
    : replies.otpSent('ZERO', 19, call.otps.send(call.customer, 'MOBILE').reference);

const otpParameters = { otp: parameter.integerOtp, otp_ref_id: parameter.otpReference };

/** The calls of ppi-digikhata. */
export const ppiDigikhataRoutes: readonly Route[] = [
  { product, step: 'lookUp', method: 'GET', path: base, parameters: {}, answer: journey.lookUp },
  {
    product,
    step: 'register',
    method: 'POST',
    path: base,
    parameters: {
      name: parameter.name,
      dob: parameter.dateOfBirth,
      residence_address: parameter.addressLines,
    },
    answer: (call) => journey.register(call, dialect),
  },
  { product, step: 'resendOtp', method: 'POST', path: `${base}/otp`, parameters: {}, answer: resendOtp },
  {
    product,
    step: 'verifyOtp',
    method: 'POST',
    path: `${base}/otp/verify`,
    parameters: otpParameters,
    answer: (call) => journey.verifyMobileOtp(call, dialect),
  },
  {
    product,
    step: 'consentLanguages',
    method: 'GET',
    path: `${base}/aadhaar/consent/languages`,
    parameters: { org_id: parameter.organization },
    answer: consentLanguages,
  },
  {
    product,
    step: 'consentDetails',
    method: 'GET',
    path: `${base}/aadhaar/consent/details`,
    parameters: { org_id: parameter.organization, consent_language: parameter.consentLanguage },
    answer: consentDetails,
  },
  {
    product,
    step: 'sendAadhaarOtp',
    method: 'POST',
    path: `${base}/aadhaar/otp`,
    parameters: { aadhar: parameter.aadhaarDigits },
    answer: (call) => journey.sendAadhaarOtp(call, dialect),
  },
  {
    product,
    step: 'verifyAadhaarOtp',
    method: 'POST',
    path: `${base}/aadhaar/otp/verify`,
    parameters: otpParameters,
    answer: (call) => journey.verifyAadhaarOtp(call, dialect),
  },
  {
    product,
    step: 'submitPan',
    method: 'POST',
    path: `${base}/pan`,
    parameters: { pan_number: parameter.panNumber },
    answer: (call) => journey.submitPan(call, dialect),
  },
];
