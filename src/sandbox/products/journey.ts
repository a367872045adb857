import { hasAadhaarCheckDigit } from '../aadhaar-number.js';
import type { OtpVerdict } from '../otp-desk.js';
import { generic, refusedByStatus, unknownCustomer } from '../refused-replies.js';
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
  const stranger = strangerReply(call);
  if (stranger) return stranger;
  if (call.customer.stage === 'NOT_REGISTERED') {
    return replies.notEnrolled({ sender_name: '', ekyc_enabled: '' });
  }
  return replies.otpSent('REPEATS_TYPE_ID', 19, call.otps.send(call.customer, 'MOBILE').reference);
};

/** What a look-up says of a customer who is unknown for a reason of his scenario. */
export function strangerReply(call: StepCall): Reply | undefined {
  const { scenario, struck } = call.customer;
  if (lacksAccount(call)) return unknownCustomer();
  const hidden = scenario.registration === 'KNOWN_ALREADY' && !struck;
  return hidden ? replies.notEnrolled({ sender_name: '', ekyc_enabled: '' }) : undefined;
}

const REFUSALS = {
  36: 'Limit exceeded',
  132: 'Name should only contain letters',
  314: 'Monthly limit exceeded',
  347: 'Insufficient balance',
  945: 'Sender/Beneficiary limit has been exhausted for this month',
} as const;

/** A refusal of the registration that holds for every product. */
export function registrationRefusal(call: StepCall): Reply | undefined {
  const { customer } = call;
  const { registration, registrationStatus: status } = customer.scenario;
  if (lacksAccount(call)) return unknownCustomer();
  if (registration === 'KNOWN_ALREADY' && !customer.struck) {
    customer.struck = true;
    return refusedByStatus(17, 'Already registered', 'customer_id');
  }
  if (status === undefined || (status === 347 && customer.product !== 'dmt-fino')) return undefined;
  return refusedByStatus(status, REFUSALS[status], status === 132 ? 'name' : undefined);
}

/** The payment products do not know who has no complete account. */
function lacksAccount({ customer, account }: StepCall): boolean {
  const required = customer.scenario.registration === 'ACCOUNT_REQUIRED';
  return required && customer.product !== 'customer-account' && account().stage !== 'COMPLETED';
}

/** A refusal of the Aadhaar number, or of the fingerprint that comes with it, which holds for every product. */
export function aadhaarRefusal({ customer }: StepCall): Reply | undefined {
  const { aadhaar } = customer.scenario;
  if (aadhaar === 'NOT_ACCEPTED') return generic(301, 1, 'Aadhaar could not be verified', {});
  if (aadhaar === 'OF_ANOTHER') return refusedByStatus(1237, 'Document already in use');
  if (customer.struck) return undefined;
  if (aadhaar === 'UNAVAILABLE_ONCE') {
    customer.struck = true;
    return generic(500, 1, 'UIDAI unavailable', {});
  }
  if (aadhaar !== 'CUSTOMER_GONE_ONCE') return undefined;
  customer.struck = true;
  customer.stage = 'NOT_REGISTERED';
  return unknownCustomer();
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
  const { reference } = otps.send(customer, 'MOBILE');
  return customer.scenario.registration === 'ENROLLED'
    ? replies.enrolled()
    : replies.otpSent(dialect.registrationStyle, 19, reference);
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
  if (customer.scenario.otp === 'VERIFIED_BEFORE' && !customer.struck) {
    customer.struck = true;
    return replies.alreadyVerified();
  }
  if (customer.walletSession === 'LAPSED') customer.walletSession = 'SOUND';
  if (customer.stage === 'PAN_PENDING') return dialect.panRequired(call);
  return customer.stage === 'COMPLETED' ? dialect.verifiedProfile(call) : dialect.aadhaarPending(call);
}

/** Sends the Aadhaar OTP. */
export function sendAadhaarOtp(call: StepCall, dialect: Dialect): Reply {
  const { customer, fields, otps } = call;
  const refusal =
    notDue(call, 'AADHAAR_PENDING', dialect) ?? dialect.walletRefusal?.(call) ?? aadhaarRefusal(call);
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
  if (customer.scenario.pan === 'STATUS_132') return refusedByStatus(132, 'Name does not match with PAN');
  if (customer.scenario.pan === 'OF_ANOTHER')
    return refusedByStatus(1237, 'PAN already in use', 'pan_number');
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
  if (stage === 'NOT_REGISTERED') return unknownCustomer();
  if (stage === 'MOBILE_UNVERIFIED') return refusedByStatus(327, 'Verification pending');
  if (stage === 'COMPLETED') return refusedByStatus(585, 'Customer already KYC approved');
  return stage === 'PAN_PENDING' ? dialect.panRequired(call) : dialect.aadhaarPending(call);
}
