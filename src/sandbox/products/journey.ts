import { hasAadhaarCheckDigit } from '../aadhaar-number.js';
import type { OtpVerdict } from '../otp-desk.js';
import { statusOnly } from '../refused-replies.js';
import type { Stage } from '../scenarios.js';
import type { Step, StepCall } from '../step-call.js';
import type { OtpReference, Reply } from '../wire.js';
import { textField } from '../wire.js';
import * as replies from './replies.js';
import type { StatusStyle } from './replies.js';

/** In what the three products with mobile OTP, Aadhaar and PAN answer differently. */
export interface Dialect {
  readonly registrationStyle: StatusStyle;
  readonly registeredBefore: (mobile: string) => Reply;
  readonly mobileOtpRefused: (verdict: Exclude<OtpVerdict, 'ACCEPTED'>) => Reply;
  readonly aadhaarPending: (call: StepCall) => Reply;
  readonly panRequired: (call: StepCall) => Reply;
  /** The profile that verifying the mobile OTP of a complete customer returns. */
  readonly verifiedProfile: (call: StepCall) => Reply;
  readonly aadhaarOtpSent: (call: StepCall, reference: OtpReference) => Reply;
  readonly aadhaarOtpRefused: (verdict: Exclude<OtpVerdict, 'ACCEPTED'>) => Reply;
  readonly panAccepted: (call: StepCall) => Reply;
  /** A reply that refuses the Aadhaar and the PAN step for want of a wallet session. */
  readonly walletRefusal?: (call: StepCall) => Reply | undefined;
}

/** Looks the customer up, which sends a registered one an OTP. */
export const lookUp: Step = (call) => {
  if (call.customer.stage === 'NOT_REGISTERED') {
    return replies.notEnrolled({ sender_name: '', ekyc_enabled: '' });
  }
  return replies.otpSent('REPEATS_TYPE_ID', 19, call.otps.send(call.customer, 'MOBILE').reference);
};

/** A refusal of the registration that holds for every product. */
export function registrationRefusal(call: StepCall): Reply | undefined {
  const { registration } = call.customer.scenario;
  if (registration === 'NAME_REFUSED') return statusOnly(132, 'Name should only contain letters');
  if (registration !== 'LIMIT_EXHAUSTED') return undefined;
  return statusOnly(945, 'Sender/Beneficiary limit has been exhausted for this month');
}

/** Registers the customer, or says that he is registered already. */
export function register(call: StepCall, dialect: Dialect): Reply {
  const { customer, fields, otps } = call;
  const refusal = registrationRefusal(call);
  if (refusal !== undefined) return refusal;
  if (customer.stage !== 'NOT_REGISTERED' && customer.stage !== 'MOBILE_UNVERIFIED') {
    return dialect.registeredBefore(customer.mobile);
  }
  customer.stage = 'MOBILE_UNVERIFIED';
  customer.name = textField(fields, 'name');
  if (customer.scenario.registration === 'WALLET_OPENED') return replies.walletOpened(customer.mobile);
  return replies.otpSent(dialect.registrationStyle, 19, otps.send(customer, 'MOBILE').reference);
}

/** Verifies the mobile OTP and says how far the customer is. */
export function verifyMobileOtp(call: StepCall, dialect: Dialect): Reply {
  const { customer, fields, otps } = call;
  if (customer.scenario.otp === 'ALREADY_REGISTERED' && customer.stage !== 'COMPLETED') {
    customer.stage = 'COMPLETED';
    return replies.alreadyRegistered();
  }
  const verdict = otps.verify(customer, 'MOBILE', fields['otp'], fields['otp_ref_id']);
  if (verdict !== 'ACCEPTED') return dialect.mobileOtpRefused(verdict);
  if (customer.stage === 'MOBILE_UNVERIFIED') customer.stage = 'AADHAAR_PENDING';
  if (customer.walletSession === 'LAPSED') customer.walletSession = 'SOUND';
  if (customer.stage === 'PAN_PENDING') return dialect.panRequired(call);
  return customer.stage === 'COMPLETED' ? dialect.verifiedProfile(call) : dialect.aadhaarPending(call);
}

/** Sends the Aadhaar OTP. */
export function sendAadhaarOtp(call: StepCall, dialect: Dialect): Reply {
  const { customer, fields, otps } = call;
  const refusal = notDue(call, 'AADHAAR_PENDING', dialect) ?? dialect.walletRefusal?.(call);
  if (refusal !== undefined) return refusal;
  if (customer.scenario.aadhaar === 'REFUSED' || !hasAadhaarCheckDigit(textField(fields, 'aadhar'))) {
    return replies.aadhaarRefused('Invalid Aadhaar number');
  }
  return dialect.aadhaarOtpSent(call, otps.send(customer, 'AADHAAR').reference);
}

/** Verifies the Aadhaar OTP, after which the PAN is due; `verified` answers that. */
export function verifyAadhaarOtp(
  call: StepCall,
  dialect: Dialect,
  verified: Step = dialect.panRequired,
): Reply {
  const { customer, fields, otps } = call;
  const verdict = otps.verify(customer, 'AADHAAR', fields['otp'], fields['otp_ref_id']);
  if (verdict !== 'ACCEPTED') return dialect.aadhaarOtpRefused(verdict);
  customer.stage = 'PAN_PENDING';
  return verified(call);
}

/** Takes the PAN and completes the customer. */
export function submitPan(call: StepCall, dialect: Dialect): Reply {
  const { customer } = call;
  const refusal = notDue(call, 'PAN_PENDING', dialect) ?? dialect.walletRefusal?.(call);
  if (refusal !== undefined) return refusal;
  if (customer.scenario.pan === 'STATUS_132') return statusOnly(132, 'Name does not match with PAN');
  if (customer.scenario.pan === 'REQUIRED_AGAIN') return dialect.panRequired(call);
  customer.stage = 'COMPLETED';
  return dialect.panAccepted(call);
}

/**
 * What a call gets that comes at another stage than its own. Eko documents no such replies; these are
 * made of the ids that its table gives the stages.
 */
function notDue(call: StepCall, due: Stage, dialect: Dialect): Reply | undefined {
  const { stage } = call.customer;
  if (stage === due) return undefined;
  if (stage === 'NOT_REGISTERED') return statusOnly(463, 'User not found');
  if (stage === 'MOBILE_UNVERIFIED') return statusOnly(327, 'Verification pending');
  if (stage === 'COMPLETED') return statusOnly(585, 'Customer already KYC approved');
  return stage === 'PAN_PENDING' ? dialect.panRequired(call) : dialect.aadhaarPending(call);
}
