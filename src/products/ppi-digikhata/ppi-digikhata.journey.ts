import type { CallDefinition } from '../../eko/call.js';
import type { ActionInputs, Journey, JourneyCall, Product } from '../../onboarding/journey/product.js';
import { addressLines, otpOf, referenceOf } from '../../onboarding/journey/wire-fields.js';
import { CONSENT_LANGUAGES } from './consent-languages.js';
import { outcomes } from './ppi-digikhata.outcomes.js';

const base = '/customer/payment/ppi-digikhata/sender/{customer_id}';

/** For a registered customer the look-up itself sends a new mobile OTP (contract.md, "Calls"). */
const lookUp: JourneyCall<unknown> = {
  name: 'lookUp',
  method: 'GET',
  path: base,
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

const sendOtp: JourneyCall<ActionInputs['RESEND_OTP']> = {
  name: 'sendOtp',
  method: 'POST',
  path: `${base}/otp`,
  sendsOtp: true,
  fields: () => ({}),
};

const verifyMobileOtp: JourneyCall<ActionInputs['VERIFY_OTP']> = {
  name: 'verifyMobileOtp',
  method: 'POST',
  path: `${base}/otp/verify`,
  sendsOtp: false,
  fields: (input, onboarding) => ({ otp: otpOf(input.otp, 'integer'), ...referenceOf(onboarding) }),
};

const verifyAadhaarOtp: JourneyCall<ActionInputs['VERIFY_OTP']> = {
  ...verifyMobileOtp,
  name: 'verifyAadhaarOtp',
  path: `${base}/aadhaar/otp/verify`,
};

const sendAadhaarOtp: JourneyCall<ActionInputs['SUBMIT_AADHAAR']> = {
  name: 'sendAadhaarOtp',
  method: 'POST',
  path: `${base}/aadhaar/otp`,
  sendsOtp: true,
  fields: (input) => ({ aadhar: input.aadhaarNumber }),
};

const submitPan: JourneyCall<ActionInputs['SUBMIT_PAN']> = {
  name: 'submitPan',
  method: 'POST',
  path: `${base}/pan`,
  sendsOtp: false,
  fields: (input) => ({ pan_number: input.pan }),
};

/** Eko requires a customer in the address; the call changes nothing. */
export const consentLanguages = {
  name: 'consentLanguages',
  method: 'GET',
  path: `${base}/aadhaar/consent/languages`,
} as const satisfies CallDefinition;

export const consentText = {
  name: 'consentText',
  method: 'GET',
  path: `${base}/aadhaar/consent/details`,
} as const satisfies CallDefinition;

/** The DigiKhata wallet: mobile OTP, consent shown or played, Aadhaar OTP, PAN. */
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
    RESEND_OTP: { OTP_PENDING: sendOtp },
    SUBMIT_AADHAAR: { AADHAAR_PENDING: sendAadhaarOtp, AADHAAR_OTP_PENDING: sendAadhaarOtp },
    SUBMIT_PAN: { PAN_PENDING: submitPan },
  },
  consentLanguages: CONSENT_LANGUAGES.map(({ tag }) => tag),
  reads: [consentLanguages, consentText],
};

export const ppiDigikhata: Product = {
  name: 'ppi-digikhata',
  journey,
  outcomes,
  prerequisite: 'customer-account',
};
