import { readReference, readText, type Envelope, type JsonText } from '../eko/envelope.js';
import type { Onboarding, PendingOtp } from './onboarding.js';
import type { OtpPurpose } from './state.js';

/**
 * A new OTP has what its own reply says and nothing of an earlier one; docs/decisions/0014-readings-of-the-contract.md.
 * The reference that is held, named by a call that sends no OTP, is no new one: its tries are not given anew.
 */
export function otpAfter(
  { otp: held }: Onboarding,
  purpose: OtpPurpose,
  data: Envelope['data'],
  { maxAttempts, sendsOtp }: { readonly maxAttempts: number; readonly sendsOtp: boolean },
): PendingOtp {
  const named = underReferenceOf(data, { purpose, attemptsLeft: maxAttempts, expired: false });
  if (!sendsOtp && held?.purpose === purpose && named.reference === held.reference)
    return underReferenceOf(data, held);
  const hint = readText(data, 'mobile_hint');
  return { ...named, ...(hint !== undefined && /^[*Xx]{4,8}\d{4}$/.test(hint) && { sentTo: hint }) };
}

/**
 * The OTP under the reference that a reply names, if it names one: that supersedes every earlier one (contract.md,
 * "Calls"). The id of the eKYC request belongs to its reference, and is never paired with another.
 */
export function underReferenceOf(data: Envelope['data'], otp: PendingOtp): PendingOtp {
  const reference = readReference(data, 'otp_ref_id');
  if (reference === undefined) return otp;
  const { kycRequestId: earlier, ...rest } = otp;
  const kycRequestId = readKycRequest(data) ?? (reference === otp.reference ? earlier : undefined);
  return { ...rest, reference, ...(kycRequestId !== undefined && { kycRequestId }) };
}

/** Verification is pending, but no new OTP was sent: the one that is held stays good, with the tries it has left. */
export function keptOtp({ otp }: Onboarding, purpose: OtpPurpose, maxAttempts: number): PendingOtp {
  return otp?.purpose === purpose ? otp : { purpose, attemptsLeft: maxAttempts, expired: false };
}

/** A string by contract.md, "Calls", however it came; only `otp_ref_id` goes back with the type it came in. */
function readKycRequest(data: Envelope['data']): JsonText | undefined {
  const id = readText(data, 'kyc_request_id');
  return id === undefined ? undefined : JSON.stringify(id);
}
