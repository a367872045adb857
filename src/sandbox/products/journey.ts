import { hasAadhaarCheckDigit } from '../aadhaar-number.js';
import type { OtpResult } from '../otp-service.js';
import { generic, refusedByStatus, unknownCustomer } from '../http-answer.js';
import type { CustomerState } from '../scenarios.js';
import type { Step, StepCall } from '../step-call.js';
import { type OtpReference, type Reply, textField } from '../wire.js';
import * as replies from './replies.js';
import type { StatusStyle } from './replies.js';

/** The replies in which the three products with mobile OTP, Aadhaar and PAN differ. */
export interface Dialect {
  readonly registrationStyle: StatusStyle;
  readonly registeredBefore: (mobile: string) => Reply;
  readonly mobileOtpRefused: (result: Exclude<OtpResult, 'ACCEPTED'>) => Reply;
  readonly aadhaarPending: (call: StepCall) => Reply;
  readonly panRequired: (call: StepCall) => Reply;
  /** The profile that verifying the mobile OTP of a complete customer returns. */
  readonly verifiedProfile: (call: StepCall) => Reply;
  readonly aadhaarOtpSent: (call: StepCall, reference: OtpReference) => Reply;
  readonly aadhaarOtpRefused: (result: Exclude<OtpResult, 'ACCEPTED'>) => Reply;
  readonly panAccepted: (call: StepCall) => Reply;
  /** The reply that refuses the Aadhaar and the PAN step without a wallet session. */
  readonly walletRefusal?: (call: StepCall) => Reply | undefined;
}

/** Looks the customer up, which sends a registered one an OTP. */
export const lookUp: Step = (call) => {
  const unknown = unknownCustomerReply(call);
  if (unknown) return unknown;
  if (call.customer.state === 'NOT_REGISTERED') {
    return replies.notEnrolled({ sender_name: '', ekyc_enabled: '' });
  }
  return replies.otpSent('REPEATS_TYPE_ID', 19, call.otps.send(call.customer, 'MOBILE').reference);
};

/** The look-up's reply when the scenario makes the customer unknown. */
export function unknownCustomerReply(call: StepCall): Reply | undefined {
  const { scenario, oneTimeEventDone } = call.customer;
  if (lacksAccount(call)) return unknownCustomer();
  const hidden = scenario.registration === 'ALREADY_KNOWN' && !oneTimeEventDone;
  return hidden ? replies.notEnrolled({ sender_name: '', ekyc_enabled: '' }) : undefined;
}

const REFUSALS = {
  36: 'Limit exceeded',
  132: 'Name should only contain letters',
  314: 'Monthly limit exceeded',
  347: 'Insufficient balance',
  945: 'Sender/Beneficiary limit has been exhausted for this month',
} as const;

/** The refusal of the registration that all products share. */
export function registrationRefusal(call: StepCall): Reply | undefined {
  const { customer } = call;
  const { registration, registrationStatus: status } = customer.scenario;
  if (lacksAccount(call)) return unknownCustomer();
  if (registration === 'ALREADY_KNOWN' && !customer.oneTimeEventDone) {
    customer.oneTimeEventDone = true;
    return refusedByStatus(17, 'Already registered', 'customer_id');
  }
  if (status === undefined || (status === 347 && customer.product !== 'dmt-fino')) return undefined;
  return refusedByStatus(status, REFUSALS[status], status === 132 ? 'name' : undefined);
}

/** Whether a payment product does not know the customer, who has no complete customer-account. */
function lacksAccount({ customer, account }: StepCall): boolean {
  const required = customer.scenario.registration === 'ACCOUNT_REQUIRED';
  return required && customer.product !== 'customer-account' && account().state !== 'COMPLETED';
}

/** The refusal of the Aadhaar number, or of its fingerprint, that all products share. */
export function aadhaarRefusal({ customer }: StepCall): Reply | undefined {
  const { aadhaar } = customer.scenario;
  if (aadhaar === 'NOT_ACCEPTED') return generic(301, 1, 'Aadhaar could not be verified', {});
  if (aadhaar === 'IN_USE') return refusedByStatus(1237, 'Document already in use');
  if (customer.oneTimeEventDone) return undefined;
  if (aadhaar === 'UNAVAILABLE_ONCE') {
    customer.oneTimeEventDone = true;
    return generic(500, 1, 'UIDAI unavailable', {});
  }
  if (aadhaar !== 'CUSTOMER_UNKNOWN_ONCE') return undefined;
  customer.oneTimeEventDone = true;
  customer.state = 'NOT_REGISTERED';
  return unknownCustomer();
}

/** Registers the customer, or replies that the customer is already registered. */
export function register(call: StepCall, dialect: Dialect): Reply {
  const { customer, fields, otps } = call;
  const refusal = registrationRefusal(call);
  if (refusal !== undefined) return refusal;
  if (customer.state !== 'NOT_REGISTERED' && customer.state !== 'MOBILE_UNVERIFIED') {
    return dialect.registeredBefore(customer.mobile);
  }
  customer.state = 'MOBILE_UNVERIFIED';
  customer.name = textField(fields, 'name');
  if (customer.scenario.registration === 'WALLET_OPENED') return replies.walletOpened(customer.mobile);
  const { reference } = otps.send(customer, 'MOBILE');
  return customer.scenario.registration === 'ENROLLED'
    ? replies.enrolled()
    : replies.otpSent(dialect.registrationStyle, 19, reference);
}

/** Verifies the mobile OTP and replies with the customer state. */
export function verifyMobileOtp(call: StepCall, dialect: Dialect): Reply {
  const { customer, fields, otps } = call;
  if (customer.scenario.otp === 'ALREADY_REGISTERED' && customer.state !== 'COMPLETED') {
    customer.state = 'COMPLETED';
    return replies.alreadyRegistered();
  }
  const result = otps.verify(customer, 'MOBILE', fields['otp'], fields['otp_ref_id']);
  if (result !== 'ACCEPTED') return dialect.mobileOtpRefused(result);
  if (customer.state === 'MOBILE_UNVERIFIED') customer.state = 'AADHAAR_PENDING';
  if (customer.scenario.otp === 'VERIFIED_BEFORE' && !customer.oneTimeEventDone) {
    customer.oneTimeEventDone = true;
    return replies.alreadyVerified();
  }
  if (customer.walletSession === 'EXPIRED') customer.walletSession = 'VALID';
  if (customer.state === 'PAN_PENDING') return dialect.panRequired(call);
  return customer.state === 'COMPLETED' ? dialect.verifiedProfile(call) : dialect.aadhaarPending(call);
}

/** Sends the Aadhaar OTP. */
export function sendAadhaarOtp(call: StepCall, dialect: Dialect): Reply {
  const { customer, fields, otps } = call;
  const refusal =
    wrongStateRefusal(call, 'AADHAAR_PENDING', dialect) ??
    dialect.walletRefusal?.(call) ??
    aadhaarRefusal(call);
  if (refusal !== undefined) return refusal;
  if (customer.scenario.aadhaar === 'REFUSED' || !hasAadhaarCheckDigit(textField(fields, 'aadhar'))) {
    return replies.aadhaarRefused('Invalid Aadhaar number');
  }
  return dialect.aadhaarOtpSent(call, otps.send(customer, 'AADHAAR').reference);
}

/** Verifies the Aadhaar OTP, after which the PAN is required; `verified` creates that reply. */
export function verifyAadhaarOtp(
  call: StepCall,
  dialect: Dialect,
  verified: Step = dialect.panRequired,
): Reply {
  const { customer, fields, otps } = call;
  const result = otps.verify(customer, 'AADHAAR', fields['otp'], fields['otp_ref_id']);
  if (result !== 'ACCEPTED') return dialect.aadhaarOtpRefused(result);
  customer.state = 'PAN_PENDING';
  return verified(call);
}

/** Accepts the PAN and completes the customer. */
export function submitPan(call: StepCall, dialect: Dialect): Reply {
  const { customer } = call;
  const refusal = wrongStateRefusal(call, 'PAN_PENDING', dialect) ?? dialect.walletRefusal?.(call);
  if (refusal !== undefined) return refusal;
  if (customer.scenario.pan === 'STATUS_132') return refusedByStatus(132, 'Name does not match with PAN');
  if (customer.scenario.pan === 'IN_USE') return refusedByStatus(1237, 'PAN already in use', 'pan_number');
  if (customer.scenario.pan === 'REQUIRED_AGAIN') return dialect.panRequired(call);
  customer.state = 'COMPLETED';
  return dialect.panAccepted(call);
}

/**
 * The refusal of a call that needs another customer state. Eko documents no such replies; these use the ids that its
 * table lists for the states.
 */
function wrongStateRefusal(call: StepCall, required: CustomerState, dialect: Dialect): Reply | undefined {
  const { state } = call.customer;
  if (state === required) return undefined;
  if (state === 'NOT_REGISTERED') return unknownCustomer();
  if (state === 'MOBILE_UNVERIFIED') return refusedByStatus(327, 'Verification pending');
  if (state === 'COMPLETED') return refusedByStatus(585, 'Customer already KYC approved');
  return state === 'PAN_PENDING' ? dialect.panRequired(call) : dialect.aadhaarPending(call);
}
