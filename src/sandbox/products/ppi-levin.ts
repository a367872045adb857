import * as parameter from '../parameters.js';
import { generic, refusedByStatus } from '../http-answer.js';
import type { Route, Step, StepCall } from '../step-call.js';
import { type Reply, textField } from '../wire.js';
import * as journey from './journey.js';
import { profile, wholeNumber } from './profile.js';
import * as replies from './replies.js';

const product = 'ppi-levin';
const base = '/customer/payment/ppi-levin/sender/{customer_id}';

const dialect: journey.Dialect = {
  registrationStyle: 'REPEATS_TYPE_ID',
  registeredBefore: () => refusedByStatus(17, 'Already registered', 'customer_id'),
  mobileOtpRefused: replies.otpRefused,
  aadhaarPending: (call) =>
    isWalletCarried(call) ? replies.aadhaarPending(walletOf(call)) : replies.aadhaarPending(),
  panRequired: (call) => replies.panRequired(isWalletCarried(call) ? walletOf(call) : {}),
  verifiedProfile: levinProfile,
  aadhaarOtpSent: ({ customer }, reference) =>
    generic(0, 0, 'Aadhaar OTP sent successfully', {
      otp_ref_id: reference,
      mobile_hint: `******${customer.mobile.slice(-4)}`,
    }),
  aadhaarOtpRefused: (result) =>
    result === 'WRONG'
      ? generic(1, 302, 'Wrong OTP. Please check and retry.', {})
      : generic(1, 303, 'OTP expired. Please generate a new one.', {}),
  panAccepted: (call) => profile(call.customer),
  walletRefusal,
};

/** One path verifies both OTPs; intent_id selects the OTP. */
const verifyOtp: Step = (call) =>
  call.fields['intent_id'] === '20'
    ? journey.verifyAadhaarOtp(call, dialect)
    : journey.verifyMobileOtp(call, dialect);

const aadhaarVerified: Step = ({ customer }) =>
  generic(0, 0, 'Aadhaar OTP verified successfully', {
    verified: true,
    name: customer.name,
    gender: 'F',
    dob: '05-07-1992',
    masked_aadhaar: 'XXXX-XXXX-7890',
  });

/**
 * Refuses a token that has expired or belongs to another customer. An empty token is accepted, since 2136 carries no
 * token, unless this customer's 2136 carried one.
 */
function walletRefusal(call: StepCall): Reply | undefined {
  const { customer, fields, wallets } = call;
  const refusal = generic(1, 463, 'Invalid wallet token. Please re-authenticate the sender.', {});
  if (customer.walletSession !== 'VALID') {
    customer.walletSession = 'EXPIRED';
    return refusal;
  }
  const token = textField(fields, 'wallet_token');
  const accepted = token === '' ? !isWalletCarried(call) : wallets.accepts(token, customer.mobile);
  return accepted ? undefined : refusal;
}

function levinProfile(call: StepCall): Reply {
  const wallet_token = call.wallets.issue(call.customer.mobile);
  const data = { wallet_token, sender_name: '', wallet_id: '', account: undefined };
  return profile(call.customer, { total: wholeNumber, data });
}

function isWalletCarried(call: StepCall): boolean {
  return call.customer.scenario.wallet === 'CARRIED';
}

function walletOf({ customer, wallets }: StepCall): Readonly<Record<string, unknown>> {
  return { wallet_token: wallets.issue(customer.mobile), wallet_id: `wlt_${customer.mobile.slice(-7)}` };
}

const walletParameters = { wallet_token: parameter.anyText, wallet_id: parameter.anyText };
const otpParameters = { otp: parameter.integerOtp, otp_ref_id: parameter.otpReference };

/** The calls of ppi-levin, including its older path to verify the Aadhaar OTP. */
export const ppiLevinRoutes: readonly Route[] = [
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
      service_code: parameter.levinServiceCode,
    },
    answer: (call) => journey.register(call, dialect),
  },
  {
    product,
    step: 'verifyOtp',
    method: 'POST',
    path: `${base}/otp/verify`,
    parameters: { ...otpParameters, intent_id: parameter.mobileOrAadhaarIntent },
    answer: verifyOtp,
  },
  {
    product,
    step: 'sendAadhaarOtp',
    method: 'POST',
    path: `${base}/aadhaar/otp`,
    parameters: { aadhar: parameter.aadhaarDigits, ...walletParameters },
    answer: (call) => journey.sendAadhaarOtp(call, dialect),
  },
  {
    product,
    step: 'verifyAadhaarOtp',
    method: 'POST',
    path: `${base}/aadhaar/otp/verify`,
    parameters: {
      ...otpParameters,
      intent_id: parameter.optional(parameter.aadhaarIntent),
      wallet_token: parameter.optional(parameter.anyText),
      wallet_id: parameter.optional(parameter.anyText),
    },
    answer: (call) => journey.verifyAadhaarOtp(call, dialect, aadhaarVerified),
  },
  {
    product,
    step: 'submitPan',
    method: 'POST',
    path: `${base}/pan`,
    parameters: { pan_number: parameter.panNumber, ...walletParameters },
    answer: (call) => journey.submitPan(call, dialect),
  },
];
