import type { OtpConfig } from '../config/gateway-config.js';
import type { ProblemCode } from '../errors/catalogue.js';
import { hasItsReferences, isResend, resendAvailableAt, walletHasExpired } from './next-action.js';
import type { Onboarding } from './onboarding.js';
import { attemptsLeft } from './otp-references.js';
import type { Journey } from './product.js';
import type { Action } from './state.js';
import { recentOtpSends } from './transition.js';

export interface Refusal {
  readonly code: ProblemCode;
  readonly retryAfterSeconds?: number;
}

const HOUR_MS = 3_600_000;

/**
 * Why an action cannot be dispatched now, before anything is sent.
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
  if (action === 'VERIFY_OTP') return refusalOfOtp(onboarding, limits);
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

function refusalOfOtp(onboarding: Onboarding, { maxAttempts }: OtpConfig): Refusal | undefined {
  const { otp } = onboarding;
  if (!otp || !hasItsReferences(otp)) return { code: 'STEP_NOT_ALLOWED' };
  if (otp.expired) return { code: 'OTP_EXPIRED' };
  return attemptsLeft(onboarding, maxAttempts) > 0 ? undefined : { code: 'OTP_ATTEMPTS_EXHAUSTED' };
}

function after(at: number, now: number): { retryAfterSeconds: number } {
  return { retryAfterSeconds: Math.max(1, Math.ceil((at - now) / 1000)) };
}
