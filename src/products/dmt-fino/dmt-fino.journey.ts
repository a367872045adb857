import type { ActionInputs, Journey, JourneyCall, Product } from '../../onboarding/journey/product.js';
import { otpOf, referenceOf } from '../../onboarding/journey/wire-fields.js';
import { outcomes } from './dmt-fino.outcomes.js';

const base = '/customer/payment/dmt-fino/sender/{customer_id}';

/** The only look-up that sends no OTP (contract.md, "Calls"). */
const lookUp: JourneyCall<unknown> = {
  name: 'lookUp',
  method: 'GET',
  path: base,
  sendsOtp: false,
  fields: () => ({}),
};

const register: JourneyCall<ActionInputs['REGISTER']> = {
  name: 'register',
  method: 'POST',
  path: base,
  sendsOtp: false,
  fields: ({ name, dateOfBirth, address }) => ({
    name,
    dob: dateOfBirth,
    residence_address: JSON.stringify({
      line: address.line,
      city: address.city,
      state: address.state,
      pincode: address.pincode,
      district: address.district,
      area: address.area ?? '',
    }),
  }),
};

const biometric: JourneyCall<ActionInputs['SUBMIT_BIOMETRIC']> = {
  name: 'biometric',
  method: 'PUT',
  path: `${base}/otp`,
  sendsOtp: true,
  fields: (input) => ({ aadhar: input.aadhaarNumber, piddata: input.pidData }),
};

const verifyEkycOtp: JourneyCall<ActionInputs['VERIFY_OTP']> = {
  name: 'verifyEkycOtp',
  method: 'PUT',
  path: `${base}/otp/verify`,
  sendsOtp: false,
  fields: (input, onboarding) => ({
    otp: otpOf(input.otp, 'string'),
    ...referenceOf(onboarding),
    ...(onboarding.otp?.kycRequestId === undefined
      ? {}
      : { kyc_request_id: { json: onboarding.otp.kycRequestId } }),
  }),
};

/** Money transfer: registration, fingerprint eKYC, eKYC OTP. A new OTP needs a new fingerprint. */
const journey: Journey = {
  steps: [
    { step: 'REGISTRATION', state: 'NOT_REGISTERED' },
    { step: 'BIOMETRIC', state: 'BIOMETRIC_PENDING' },
    { step: 'EKYC_OTP', state: 'EKYC_OTP_PENDING' },
  ],
  lookUp,
  actions: {
    REGISTER: { NOT_REGISTERED: register },
    SUBMIT_BIOMETRIC: { BIOMETRIC_PENDING: biometric, EKYC_OTP_PENDING: biometric },
    VERIFY_OTP: { EKYC_OTP_PENDING: verifyEkycOtp },
  },
};

export const dmtFino: Product = { name: 'dmt-fino', journey, outcomes, prerequisite: 'customer-account' };
