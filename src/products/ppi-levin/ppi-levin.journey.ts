import type { Onboarding } from '../../onboarding/journey/onboarding.js';
import type { ActionInputs, Journey, JourneyCall, Product } from '../../onboarding/journey/product.js';
import { addressLines, otpOf, referenceOf } from '../../onboarding/journey/wire-fields.js';
import { outcomes } from './ppi-levin.outcomes.js';

const base = '/customer/payment/ppi-levin/sender/{customer_id}';

/** Eko's number for the wallet service, required at registration (contract.md, "Calls"). */
const SERVICE_CODE = 80;

/** 2136 has no wallet session and `wallet_id` is often empty: the known parts are sent (contract.md, "Traps"). */
const walletOf = ({ wallet }: Onboarding): { wallet_token: string; wallet_id: string } => ({
  wallet_token: wallet?.token ?? '',
  wallet_id: wallet?.id ?? '',
});

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
    service_code: SERVICE_CODE,
  }),
};

const verifyMobileOtp: JourneyCall<ActionInputs['VERIFY_OTP']> = {
  name: 'verifyMobileOtp',
  method: 'POST',
  path: `${base}/otp/verify`,
  sendsOtp: false,
  fields: (input, onboarding) => ({
    otp: otpOf(input.otp, 'integer'),
    ...referenceOf(onboarding),
    intent_id: '19',
  }),
};

const verifyAadhaarOtp: JourneyCall<ActionInputs['VERIFY_OTP']> = {
  ...verifyMobileOtp,
  name: 'verifyAadhaarOtp',
  fields: (input, onboarding) => ({ ...verifyMobileOtp.fields(input, onboarding), intent_id: '20' }),
};

const sendAadhaarOtp: JourneyCall<ActionInputs['SUBMIT_AADHAAR']> = {
  name: 'sendAadhaarOtp',
  method: 'POST',
  path: `${base}/aadhaar/otp`,
  sendsOtp: true,
  needsWallet: true,
  fields: (input, onboarding) => ({ aadhar: input.aadhaarNumber, ...walletOf(onboarding) }),
};

const submitPan: JourneyCall<ActionInputs['SUBMIT_PAN']> = {
  name: 'submitPan',
  method: 'POST',
  path: `${base}/pan`,
  sendsOtp: false,
  needsWallet: true,
  fields: (input, onboarding) => ({ pan_number: input.pan, ...walletOf(onboarding) }),
};

/**
 * The Levin wallet: mobile OTP, Aadhaar OTP, PAN, in a wallet session. Eko has no call to resend the mobile OTP; the
 * look-up resends it.
 */
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

export const ppiLevin: Product = { name: 'ppi-levin', journey, outcomes, prerequisite: 'customer-account' };
