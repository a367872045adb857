import { readReference, readText, type Envelope, type JsonText } from '../../eko/envelope.js';
import type { Onboarding, OtpTries, PendingOtp } from './onboarding.js';
import type { OtpPurpose } from './state.js';

/** Tries are remembered of so many OTPs: more than are sent while one of them is good. */
const MOST_REMEMBERED = 16;

/**
 * The onboarding with an OTP that a reply says was sent. It has what its own reply says and nothing of an earlier
 * one; docs/decisions/0014-readings-of-the-contract.md. The reference that is held, named by a call that did not ask
 * for another OTP, is no new one.
 * @param renews whether the call asked for a new OTP: its tries begin anew, whatever its reference
 */
export function withOtpSent(
  onboarding: Onboarding,
  purpose: OtpPurpose,
  data: Envelope['data'],
  renews: boolean,
): Onboarding {
  const { otp: held } = onboarding;
  const named = underReferenceOf(data, { purpose, expired: false });
  if (!renews && held?.purpose === purpose && named.reference === held.reference)
    return { ...onboarding, otp: underReferenceOf(data, held) };
  const hint = readText(data, 'mobile_hint');
  const sentTo = hint !== undefined && /^[*Xx]{4,8}\d{4}$/.test(hint) ? { sentTo: hint } : {};
  const counted = renews ? withTries(onboarding, named.reference, 0) : onboarding;
  return { ...counted, otp: { ...named, ...sentTo } };
}

/**
 * The onboarding with the OTP of that purpose pending, though none was sent: the one that is held stays good. Under
 * a new reference it is the same one, and has been tried as often.
 */
export function withOtpKept(onboarding: Onboarding, purpose: OtpPurpose, data: Envelope['data']): Onboarding {
  const held = onboarding.otp?.purpose === purpose ? onboarding.otp : undefined;
  const otp = underReferenceOf(data, held ?? { purpose, expired: false });
  const tried = Math.max(triesOf(onboarding, held?.reference), triesOf(onboarding, otp.reference));
  return { ...withTries(onboarding, otp.reference, tried), otp };
}

/** One try of the pending OTP is used up, whatever comes of it. */
export function useAttempt(onboarding: Onboarding): Onboarding {
  const reference = onboarding.otp?.reference;
  return withTries(onboarding, reference, triesOf(onboarding, reference) + 1);
}

/** Tries that are left of the pending OTP when `maxAttempts` are allowed, however many were when it was sent. */
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
  return { ...onboarding, otpTries: [...others, ...tried].slice(-MOST_REMEMBERED) };
}

/**
 * The OTP under the reference that a reply names, if it names one: that supersedes every earlier one (contract.md,
 * "Calls"). The id of the eKYC request belongs to its reference, and is never paired with another.
 */
function underReferenceOf(data: Envelope['data'], otp: PendingOtp): PendingOtp {
  const reference = readReference(data, 'otp_ref_id');
  if (reference === undefined) return otp;
  const { kycRequestId: earlier, ...rest } = otp;
  const kycRequestId = readKycRequest(data) ?? (reference === otp.reference ? earlier : undefined);
  return { ...rest, reference, ...(kycRequestId !== undefined && { kycRequestId }) };
}

/** A string by contract.md, "Calls", however it came; only `otp_ref_id` goes back with the type it came in. */
function readKycRequest(data: Envelope['data']): JsonText | undefined {
  const id = readText(data, 'kyc_request_id');
  return id === undefined ? undefined : JSON.stringify(id);
}
