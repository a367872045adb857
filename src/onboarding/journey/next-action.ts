import type { Onboarding, PendingOtp } from './onboarding.js';
import { attemptsLeft } from './otp-references.js';
import { type Action, pendingOtp } from './state.js';
import type { OtpConfig } from '../../config/gateway-config.js';
import type { ProblemCode } from '../../errors/catalogue.js';
import type { Journey } from './product.js';

/** The action that a client should take, and those that it may take instead. */
export interface DueActions {
  readonly next: Action | null;
  readonly alternatives: readonly Action[];
}

/**
 * The actions that are due in the onboarding's state.
 * @param now milliseconds since the epoch
 * @param maxAttempts attempts that an OTP allows
 */
export function dueActions(
  onboarding: Onboarding,
  { now, maxAttempts }: { readonly now: number; readonly maxAttempts: number },
): DueActions {
  const { state } = onboarding;
  switch (state) {
    case 'NOT_REGISTERED':
      return only('REGISTER');
    case 'OTP_PENDING':
      return verifyOr('RESEND_OTP', onboarding, maxAttempts);
    case 'AADHAAR_PENDING':
      return only(walletHasExpired(onboarding, now) ? 'REFRESH' : 'SUBMIT_AADHAAR');
    case 'AADHAAR_OTP_PENDING':
      return verifyOr(
        walletHasExpired(onboarding, now) ? 'REFRESH' : 'SUBMIT_AADHAAR',
        onboarding,
        maxAttempts,
      );
    case 'BIOMETRIC_PENDING':
      return only('SUBMIT_BIOMETRIC');
    case 'EKYC_OTP_PENDING':
      return verifyOr('SUBMIT_BIOMETRIC', onboarding, maxAttempts);
    case 'PAN_PENDING':
      return only(walletHasExpired(onboarding, now) ? 'REFRESH' : 'SUBMIT_PAN');
    case 'OUTCOME_UNKNOWN':
      return only('REFRESH');
    case 'COMPLETED':
    case 'REJECTED':
      return { next: null, alternatives: [] };
    default:
      return state satisfies never;
  }
}

/** Whether Levin's wallet token must not be used any more: Eko refused it, or its `exp` has passed. */
export function walletHasExpired({ wallet, walletExpired }: Onboarding, now: number): boolean {
  return walletExpired === true || (wallet?.expiresAt !== undefined && wallet.expiresAt <= now);
}

/**
 * Whether the references that Eko needs with the OTP are known: `otp_ref_id`, and for the eKYC OTP the id of its
 * request (contract.md, "Calls"). Both arrive in one reply; one of them is never combined with an earlier other.
 */
function hasReferences({ purpose, reference, kycRequestId }: PendingOtp): boolean {
  return reference !== undefined && (purpose !== 'EKYC' || kycRequestId !== undefined);
}

/** When another OTP may be requested, milliseconds since the epoch; 0 if no OTP was sent. */
export function resendAvailableAt({ otpSends }: Onboarding, cooldownMs: number): number {
  const last = otpSends.at(-1);
  return last === undefined ? 0 : last + cooldownMs;
}

/** Whether the action replaces the pending OTP by a new one, so that the cooldown applies. */
export function isResend(action: Action, { state }: Onboarding): boolean {
  return action !== 'REFRESH' && action !== 'VERIFY_OTP' && pendingOtp(state) !== undefined;
}

function only(next: Action): DueActions {
  return { next, alternatives: [] };
}

/** Verification is due while the OTP can be verified, with `renew` as the alternative; otherwise `renew` is due. */
function verifyOr(renew: Action, onboarding: Onboarding, maxAttempts: number): DueActions {
  const { otp } = onboarding;
  const verifiable = otp && hasReferences(otp) && attemptsLeft(onboarding, maxAttempts) > 0 && !otp.expired;
  return verifiable ? { next: 'VERIFY_OTP', alternatives: [renew] } : only(renew);
}

export interface Refusal {
  readonly code: ProblemCode;
  readonly retryAfterSeconds?: number;
}

const HOUR_MS = 3_600_000;

/**
 * Why an action cannot be dispatched now; checked before anything is sent.
 * @param now milliseconds since the epoch
 * @returns undefined when it is due and within the limits
 */
export function refusalOf(
  action: Action,
  journey: Journey,
  onboarding: Onboarding,
  limits: OtpConfig,
  now: number,
): Refusal | undefined {
  const call = action === 'REFRESH' ? journey.lookUp : journey.actions[action]?.[onboarding.state];
  if (!call) return { code: 'STEP_NOT_ALLOWED' };
  if (action === 'VERIFY_OTP') return verificationRefusal(onboarding, limits);
  if (call.needsWallet === true && walletHasExpired(onboarding, now))
    return { code: 'WALLET_SESSION_EXPIRED' };
  if (!call.sendsOtp) return undefined;
  const sends = recentOtpSends(onboarding, now);
  const oldest = sends.at(-limits.maxSendsPerHour);
  if (oldest !== undefined) return { code: 'OTP_SENDS_EXHAUSTED', ...after(oldest + HOUR_MS, now) };
  const available = resendAvailableAt(onboarding, limits.resendCooldownMs);
  return isResend(action, onboarding) && available > now
    ? { code: 'RATE_LIMITED', ...after(available, now) }
    : undefined;
}

/** When OTPs were sent in the hour before `now`, milliseconds since the epoch, oldest first. */
export function recentOtpSends({ otpSends }: Onboarding, now: number): readonly number[] {
  return otpSends.filter((at) => at > now - HOUR_MS);
}

function verificationRefusal(onboarding: Onboarding, { maxAttempts }: OtpConfig): Refusal | undefined {
  const { otp } = onboarding;
  if (!otp || !hasReferences(otp)) return { code: 'STEP_NOT_ALLOWED' };
  if (otp.expired) return { code: 'OTP_EXPIRED' };
  return attemptsLeft(onboarding, maxAttempts) > 0 ? undefined : { code: 'OTP_ATTEMPTS_EXHAUSTED' };
}

function after(at: number, now: number): { retryAfterSeconds: number } {
  return { retryAfterSeconds: Math.max(1, Math.ceil((at - now) / 1000)) };
}
