import { readReference, readText, type Envelope, type JsonText } from '../../eko/envelope.js';
import type { Onboarding, OtpTries, PendingOtp } from './onboarding.js';
import type { OtpPurpose } from './state.js';

/** Attempts are kept for the last 16 OTPs: more than are sent while one of them can be verified. */
const MAX_KEPT_OTPS = 16;

/**
 * The onboarding after a reply that an OTP was sent. The OTP has the references of this reply only;
 * docs/decisions/0014-readings-of-the-contract.md. If the call did not request a new OTP and the reply has the
 * reference of the pending OTP, the pending OTP stays.
 * @param renews whether the call requested a new OTP: its attempts start at zero, whatever its reference
 */
export function withOtpSent(
  onboarding: Onboarding,
  purpose: OtpPurpose,
  data: Envelope['data'],
  renews: boolean,
): Onboarding {
  const { otp: pending } = onboarding;
  const sent = withReferencesOf(data, { purpose, expired: false });
  if (!renews && pending?.purpose === purpose && sent.reference === pending.reference)
    return { ...onboarding, otp: withReferencesOf(data, pending) };
  const hint = readText(data, 'mobile_hint');
  const sentTo = hint !== undefined && /^[*Xx]{4,8}\d{4}$/.test(hint) ? { sentTo: hint } : {};
  const counted = renews ? withTries(onboarding, sent.reference, 0) : onboarding;
  return { ...counted, otp: { ...sent, ...sentTo } };
}

/**
 * The onboarding after a reply that an OTP is pending but none was sent: the known OTP stays pending. If the reply
 * has a new reference, it is still the same OTP, with the same number of attempts.
 */
export function withOtpKept(onboarding: Onboarding, purpose: OtpPurpose, data: Envelope['data']): Onboarding {
  const pending = onboarding.otp?.purpose === purpose ? onboarding.otp : undefined;
  const otp = withReferencesOf(data, pending ?? { purpose, expired: false });
  const tried = Math.max(triesOf(onboarding, pending?.reference), triesOf(onboarding, otp.reference));
  return { ...withTries(onboarding, otp.reference, tried), otp };
}

/** Counts one attempt with the pending OTP, whatever its result. */
export function useAttempt(onboarding: Onboarding): Onboarding {
  const reference = onboarding.otp?.reference;
  return withTries(onboarding, reference, triesOf(onboarding, reference) + 1);
}

/** Attempts left with the pending OTP. @param maxAttempts those that are allowed now, also for an earlier OTP */
export function attemptsLeft(onboarding: Onboarding, maxAttempts: number): number {
  return Math.max(0, maxAttempts - triesOf(onboarding, onboarding.otp?.reference));
}

function triesOf({ otpTries = [] }: Onboarding, reference: JsonText | undefined): number {
  return otpTries.find((one) => one.reference === reference)?.used ?? 0;
}

function withTries(onboarding: Onboarding, reference: JsonText | undefined, used: number): Onboarding {
  if (reference === undefined || triesOf(onboarding, reference) === used) return onboarding;
  const others = (onboarding.otpTries ?? []).filter((one) => one.reference !== reference);
  const tried: readonly OtpTries[] = used > 0 ? [{ reference, used }] : [];
  return { ...onboarding, otpTries: [...others, ...tried].slice(-MAX_KEPT_OTPS) };
}

/**
 * The OTP with the reference of a reply, if the reply has one: it supersedes every earlier one (contract.md,
 * "Calls"). The id of the eKYC request belongs to its reference and is never combined with another.
 */
function withReferencesOf(data: Envelope['data'], otp: PendingOtp): PendingOtp {
  const reference = readReference(data, 'otp_ref_id');
  if (reference === undefined) return otp;
  const { kycRequestId: earlier, ...rest } = otp;
  const kycRequestId = readKycRequest(data) ?? (reference === otp.reference ? earlier : undefined);
  return { ...rest, reference, ...(kycRequestId !== undefined && { kycRequestId }) };
}

/** Sent back as a string (contract.md, "Calls"); only `otp_ref_id` is sent back with the type it arrived in. */
function readKycRequest(data: Envelope['data']): JsonText | undefined {
  const id = readText(data, 'kyc_request_id');
  return id === undefined ? undefined : JSON.stringify(id);
}
