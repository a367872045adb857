import * as parameter from '../parameters.js';
import { refusedByStatus } from '../http-answer.js';
import type { Route, Step } from '../step-call.js';
import * as journey from './journey.js';
import { profile } from './profile.js';
import * as replies from './replies.js';

const product = 'customer-account';
const base = '/customer/account/{customer_id}';

const dialect: journey.Dialect = {
  registrationStyle: 'REPEATS_TYPE_ID',
  registeredBefore: () => refusedByStatus(17, 'Already registered', 'customer_id'),
  // As integrators recorded it: by status, with a type id that looks like a refused parameter.
  mobileOtpRefused: (result) =>
    result === 'WRONG'
      ? refusedByStatus(302, 'Otp is wrong', 'otp')
      : refusedByStatus(303, 'Otp is expired', 'otp'),
  aadhaarPending: () => replies.aadhaarPending(),
  panRequired: () => replies.panRequired(),
  verifiedProfile: (call) => profile(call.customer),
  aadhaarOtpSent: (call, reference) => replies.aadhaarOtpSent(call, 'REPEATS_TYPE_ID', reference),
  aadhaarOtpRefused: (result) =>
    result === 'WRONG' ? replies.aadhaarRefused('Wrong OTP') : replies.otpRefused(result),
  panAccepted: (call) => profile(call.customer),
};

/** One path verifies both OTPs without naming which: the last OTP sent is verified. */
const verifyOtp: Step = (call) =>
  call.customer.challenge?.purpose === 'AADHAAR'
    ? journey.verifyAadhaarOtp(call, dialect)
    : journey.verifyMobileOtp(call, dialect);

/** The calls of customer-account. */
export const customerAccountRoutes: readonly Route[] = [
  {
    product,
    step: 'lookUp',
    method: 'GET',
    path: '/customer/profile/{customer_id}',
    parameters: {},
    answer: journey.lookUp,
  },
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
  {
    product,
    step: 'verifyOtp',
    method: 'POST',
    path: `${base}/otp/verify`,
    parameters: { otp: parameter.optional(parameter.integerOtp), otp_ref_id: parameter.otpReference },
    answer: verifyOtp,
  },
  {
    product,
    step: 'sendAadhaarOtp',
    method: 'POST',
    path: `${base}/ppi/aadhaar`,
    parameters: { aadhar: parameter.aadhaarDigits },
    answer: (call) => journey.sendAadhaarOtp(call, dialect),
  },
  {
    product,
    step: 'submitPan',
    method: 'POST',
    path: `${base}/ppi/pan`,
    parameters: { pan_number: parameter.panNumber },
    answer: (call) => journey.submitPan(call, dialect),
  },
];
