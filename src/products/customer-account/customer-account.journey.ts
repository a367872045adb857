import type { ActionInputs, Journey, JourneyCall, Product } from '../../onboarding/journey/product.js';
import { addressLines, otpOf, referenceOf } from '../../onboarding/journey/wire-fields.js';
import { outcomes } from './customer-account.outcomes.js';

const base = '/customer/account/{customer_id}';

/** For a registered customer the look-up itself sends a new mobile OTP (contract.md, "Calls"). */
const lookUp: JourneyCall<unknown> = {
  name: 'lookUp',
  method: 'GET',
  path: '/customer/profile/{customer_id}',
  sendsOtp: true,
  fields: () => ({}),
};

const register: JourneyCall<ActionInputs['REGISTER']> = {
  name: 'register',
  method: 'POST',
  path: base,
  sendsOtp: true,
  fields: (input) => ({
    name: input.name,
    dob: input.dateOfBirth,
    residence_address: addressLines(input.address),
  }),
};

const verifyMobileOtp: JourneyCall<ActionInputs['VERIFY_OTP']> = {
  name: 'verifyMobileOtp',
  method: 'POST',
  path: `${base}/otp/verify`,
  sendsOtp: false,
  fields: (input, onboarding) => ({ otp: otpOf(input.otp, 'integer'), ...referenceOf(onboarding) }),
};

const verifyAadhaarOtp = { ...verifyMobileOtp, name: 'verifyAadhaarOtp' } as const;

const sendAadhaarOtp: JourneyCall<ActionInputs['SUBMIT_AADHAAR']> = {
  name: 'sendAadhaarOtp',
  method: 'POST',
  path: `${base}/ppi/aadhaar`,
  sendsOtp: true,
  fields: (input) => ({ aadhar: input.aadhaarNumber }),
};

const submitPan: JourneyCall<ActionInputs['SUBMIT_PAN']> = {
  name: 'submitPan',
  method: 'POST',
  path: `${base}/ppi/pan`,
  sendsOtp: false,
  fields: (input) => ({ pan_number: input.pan }),
};

/** A savings customer: mobile OTP, Aadhaar OTP, PAN. Eko has no call to resend the mobile OTP; the look-up resends it. */
const journey: Journey = {
  steps: [
    { step: 'REGISTRATION', state: 'NOT_REGISTERED' },
    { step: 'MOBILE_OTP', state: 'OTP_PENDING' },
    { step: 'AADHAAR', state: 'AADHAAR_PENDING' },
    { step: 'AADHAAR_OTP', state: 'AADHAAR_OTP_PENDING' },
    { step: 'PAN', state: 'PAN_PENDING' },
  ],
  lookUp,
  actions: {
    REGISTER: { NOT_REGISTERED: register },
    VERIFY_OTP: { OTP_PENDING: verifyMobileOtp, AADHAAR_OTP_PENDING: verifyAadhaarOtp },
    RESEND_OTP: { OTP_PENDING: lookUp },
    SUBMIT_AADHAAR: { AADHAAR_PENDING: sendAadhaarOtp, AADHAAR_OTP_PENDING: sendAadhaarOtp },
    SUBMIT_PAN: { PAN_PENDING: submitPan },
  },
};

export const customerAccount: Product = { name: 'customer-account', journey, outcomes };
