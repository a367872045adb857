import { hasAadhaarCheckDigit } from '../aadhaar-number.js';
import * as parameter from '../parameters.js';
import { generic, refusedByStatus, unknownCustomer } from '../http-answer.js';
import { verdictOf } from '../rd-service/pid-data.js';
import type { Route, Step, StepCall } from '../step-call.js';
import { type Reply, textField } from '../wire.js';
import { aadhaarRefusal, registrationRefusal, unknownCustomerReply } from './journey.js';
import { dmtFinoProfile } from './profile.js';
import * as replies from './replies.js';

const product = 'dmt-fino';
const base = '/customer/payment/dmt-fino/sender/{customer_id}';

/** Looks the customer up; dmt-fino sends no OTP for it. */
const lookUp: Step = (call) => {
  const { state } = call.customer;
  const unknown = unknownCustomerReply(call);
  if (unknown) return unknown;
  if (isGeneric(call) && state !== 'NOT_REGISTERED') return genericProfile(call, state === 'COMPLETED');
  switch (state) {
    case 'NOT_REGISTERED':
      return replies.notEnrolled({ ekyc_enabled: '' });
    case 'COMPLETED':
      return dmtFinoProfile(call.customer);
    case 'EKYC_OTP_PENDING':
      // Only the biometric call returns the reference (contract.md, "Traps").
      return ekycOtpSent(call, '', '');
    case 'BIOMETRIC_PENDING':
    case 'MOBILE_UNVERIFIED':
    case 'AADHAAR_PENDING':
    case 'PAN_PENDING':
      return kycPending();
  }
};

const register: Step = (call) => {
  const { customer, fields } = call;
  const refusal = registrationRefusal(call);
  if (refusal !== undefined) return refusal;
  if (customer.state !== 'NOT_REGISTERED') return replies.walletOpened(customer.mobile);
  customer.state = 'BIOMETRIC_PENDING';
  customer.name = textField(fields, 'name');
  if (isGeneric(call)) {
    const data = { customer_id: customer.mobile, state: 10, otp_ref_id: '' };
    return generic(0, 0, 'Customer enrolled', data);
  }
  return customer.scenario.registration === 'WALLET_OPENED'
    ? replies.walletOpened(customer.mobile)
    : kycPending();
};

/** Accepts the fingerprint and sends the eKYC OTP, as often as it is called. */
const submitBiometric: Step = (call) => {
  const { customer, fields, otps } = call;
  if (customer.state === 'NOT_REGISTERED') return unknownCustomer();
  if (customer.state === 'COMPLETED') return refusedByStatus(585, 'Customer already KYC approved');
  const refusal = aadhaarRefusal(call);
  if (refusal) return refusal;
  if (customer.scenario.biometric === 'EXISTING_RELATIONSHIP') {
    return biometricFailed('Sorry! Since you already have an existing relationship with the bank');
  }
  const verdict = verdictOf(textField(fields, 'piddata'));
  if (verdict === 'FAINT') return generic(301, 1, 'Fingerprint could not be verified', {});
  const { scenario } = customer;
  const refused = scenario.biometric === 'REJECTED' || scenario.aadhaar === 'REFUSED';
  if (refused || verdict === 'CHANGED' || !hasAadhaarCheckDigit(textField(fields, 'aadhar'))) {
    return biometricFailed('K-100 EKYC Verification failed');
  }
  customer.state = 'EKYC_OTP_PENDING';
  const { reference, kycRequestId } = otps.send(customer, 'EKYC');
  return isGeneric(call)
    ? generic(0, 0, 'eKYC OTP sent', { kyc_request_id: kycRequestId, otp_ref_id: String(reference) })
    : ekycOtpSent(call, String(reference), kycRequestId);
};

const verifyEkycOtp: Step = (call) => {
  const { customer, fields, otps } = call;
  if (customer.state === 'COMPLETED') return replies.alreadyRegistered();
  if (customer.scenario.otp === 'ALREADY_REGISTERED') {
    customer.state = 'COMPLETED';
    return replies.alreadyRegistered();
  }
  const { challenge } = customer;
  const otherRequest = challenge !== undefined && challenge.kycRequestId !== fields['kyc_request_id'];
  // An OTP of another eKYC request must not match: it is verified with an empty reference.
  const reference = otherRequest && challenge.reference === fields['otp_ref_id'] ? '' : fields['otp_ref_id'];
  const result = otps.verify(customer, 'EKYC', fields['otp'], reference);
  if (result !== 'ACCEPTED') return replies.otpRefused(result);
  customer.state = 'COMPLETED';
  if (customer.scenario.otp === 'VERIFIED_BEFORE') return replies.alreadyVerified();
  return ekycVerified(call);
};

function isGeneric({ customer }: StepCall): boolean {
  return customer.scenario.replies === 'GENERIC';
}

function genericProfile({ customer }: StepCall, verified: boolean): Reply {
  const { mobile, name } = customer;
  return generic(0, 0, 'Customer found', { customer_id: mobile, name, kyc_verified: verified });
}

function kycPending(): Reply {
  const message = 'Customer KYC Pending';
  return { status: 0, response_status_id: 0, message, response_type_id: 2134, data: { otp_ref_id: '' } };
}

function ekycOtpSent(call: StepCall, reference: string, kycRequestId: string): Reply {
  const data = {
    user_code: call.fields['user_code'],
    intent_id: '',
    kyc_request_id: kycRequestId,
    otp_ref_id: reference,
  };
  return { status: 0, response_status_id: 0, message: 'Validate the OTP', response_type_id: 2129, data };
}

function biometricFailed(description: string): Reply {
  const message = 'Customer KYC Pending';
  return { status: 2135, response_status_id: 1, message, response_type_id: 2135, data: { description } };
}

function ekycVerified(call: StepCall): Reply {
  const { customer, fields } = call;
  if (customer.scenario.ekycReply === 'AS_IN_SEED') {
    const data = { customer_id: customer.mobile, kyc_verified: true, available_limit: 25_000 };
    return generic(0, 0, 'eKYC verification successful', data);
  }
  if (isGeneric(call)) {
    const data = { customer_id: customer.mobile, kyc_status: 'SUCCESS', available_limit: 25_000 };
    return generic(0, 0, 'eKYC verification successful', data);
  }
  const data = { user_code: fields['user_code'] };
  const message = 'Customer Registration Completed';
  return { status: 0, response_status_id: 0, message, response_type_id: 2132, data };
}

/** The calls of dmt-fino. */
export const dmtFinoRoutes: readonly Route[] = [
  { product, step: 'lookUp', method: 'GET', path: base, parameters: {}, answer: lookUp },
  {
    product,
    step: 'register',
    method: 'POST',
    path: base,
    parameters: {
      name: parameter.name,
      dob: parameter.dateOfBirth,
      residence_address: parameter.addressObjectText,
    },
    answer: register,
  },
  {
    product,
    step: 'submitBiometric',
    method: 'PUT',
    path: `${base}/otp`,
    parameters: { aadhar: parameter.aadhaarDigits, piddata: parameter.pidData },
    answer: submitBiometric,
  },
  {
    product,
    step: 'verifyEkycOtp',
    method: 'PUT',
    path: `${base}/otp/verify`,
    parameters: {
      otp: parameter.textOtp,
      otp_ref_id: parameter.textReference,
      kyc_request_id: parameter.textReference,
    },
    answer: verifyEkycOtp,
  },
];
