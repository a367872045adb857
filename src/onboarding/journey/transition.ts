import { readText, type Envelope } from '../../eko/envelope.js';
import { readCustomer } from './customer.js';
import { recentOtpSends, walletHasExpired } from './next-action.js';
import type { Onboarding, PendingOtp } from './onboarding.js';
import type { Outcome } from './outcome.js';
import { useAttempt, withOtpKept, withOtpSent } from './otp-references.js';
import { OTP_STATE, pendingOtp, type OnboardingState } from './state.js';

/**
 * An onboarding of which nothing is known yet; it is stored after its first look-up was sent.
 * @param names its identity, with the client_ref_id of its first look-up
 */
export function newOnboarding(
  names: Pick<Onboarding, 'id' | 'product' | 'agent' | 'mobile' | 'clientRefId'>,
  now: number,
): Onboarding {
  return {
    ...names,
    state: 'OUTCOME_UNKNOWN',
    customer: {},
    otpSends: [],
    version: 0,
    createdAt: now,
    updatedAt: now,
  };
}

/** The onboarding after a reply: state, pending OTP, wallet session and known facts of the customer. */
export function applyReply(
  onboarding: Onboarding,
  outcome: Exclude<Outcome, { lookUp: true }>,
  { data }: Envelope,
  call: { readonly now: number; readonly sendsOtp: boolean; readonly renewsOtp: boolean },
): Onboarding {
  const state = 'state' in outcome ? outcome.state : undefined;
  if (state === 'NOT_REGISTERED') return forgetCustomer(onboarding);
  const kyc = 'kyc' in outcome ? { kyc: outcome.kyc } : {};
  const known: Onboarding = {
    ...onboarding,
    customer: { ...readCustomer(data, onboarding.customer), ...kyc },
    ...walletAfter(onboarding, data),
  };
  if ('otpSent' in outcome) {
    const counted = call.sendsOtp ? countOtpSend(known, call.now) : known;
    const sent = withOtpSent(counted, outcome.otpSent, data, call.renewsOtp);
    return enter(sent, OTP_STATE[outcome.otpSent], sent.otp);
  }
  if (state === undefined) return known.otp ? withOtpKept(known, known.otp.purpose, data) : known;
  const purpose = pendingOtp(state);
  const kept = purpose ? withOtpKept(known, purpose, data) : known;
  return enter(kept, state, purpose && kept.otp);
}

/** The onboarding after a call whose reply was lost: only a look-up can find the customer state. */
export function loseOutcome(onboarding: Onboarding): Onboarding {
  return enter(onboarding, 'OUTCOME_UNKNOWN', onboarding.otp);
}

/**
 * The onboarding after a claim was abandoned: its step and outcome are unknown. If an OTP was pending, the step may
 * have tried it, so that one attempt is counted.
 */
export function abandonStep(onboarding: Onboarding): Onboarding {
  return loseOutcome(pendingOtp(onboarding.state) ? useAttempt(onboarding) : onboarding);
}

/**
 * The onboarding without an expired wallet session. A look-up begins a new one. If Eko sends no token for it, the
 * next step is sent without a token (contract.md, "Traps") instead of being refused for the old one forever.
 */
export function forgetExpiredWallet(onboarding: Onboarding, now: number): Onboarding {
  if (!walletHasExpired(onboarding, now)) return onboarding;
  const { wallet: _wallet, walletExpired: _expired, ...rest } = onboarding;
  return rest;
}

/** The onboarding after the pending OTP has expired. */
export function expireOtp(onboarding: Onboarding): Onboarding {
  const { otp } = onboarding;
  return otp ? { ...onboarding, otp: { ...otp, expired: true } } : onboarding;
}

/** Counts one OTP sent at `now`, milliseconds since the epoch; sends older than an hour are dropped. */
export function countOtpSend(onboarding: Onboarding, now: number): Onboarding {
  return { ...onboarding, otpSends: [...recentOtpSends(onboarding, now), now] };
}

/**
 * The onboarding after Eko has replied that the mobile is not registered: the known facts are those of a previous
 * owner (contract.md, "Traps"). The OTPs that were sent, and the attempts with them, still count.
 */
function forgetCustomer(onboarding: Onboarding): Onboarding {
  const { id, product, agent, mobile, otpSends, otpTries, clientRefId, version, createdAt, updatedAt } =
    onboarding;
  const kept = { id, product, agent, mobile, otpSends, clientRefId, version, createdAt, updatedAt };
  return { ...kept, ...(otpTries && { otpTries }), state: 'NOT_REGISTERED', customer: {} };
}

function enter(onboarding: Onboarding, state: OnboardingState, otp: PendingOtp | undefined): Onboarding {
  const { otp: replaced, lastKnownState, ...rest } = onboarding;
  const terminal = state === 'REJECTED' || state === 'OUTCOME_UNKNOWN';
  const last = lastKnown(onboarding);
  return { ...rest, state, ...(otp && { otp }), ...(terminal && last && { lastKnownState: last }) };
}

function lastKnown({ state, lastKnownState }: Onboarding): OnboardingState | undefined {
  return state === 'OUTCOME_UNKNOWN' || state === 'REJECTED' ? lastKnownState : state;
}

/** The wallet session after a reply, which may contain the token, the id or neither (contract.md, "Traps"). */
function walletAfter({ wallet }: Onboarding, data: Envelope['data']): Partial<Onboarding> {
  const token = readText(data, 'wallet_token');
  const id = readText(data, 'wallet_id') ?? wallet?.id ?? '';
  if (token === undefined) return id === (wallet?.id ?? '') ? {} : { wallet: { ...wallet, id } };
  const expiresAt = tokenExpiry(token);
  return {
    wallet: { token, id, ...(expiresAt !== undefined && { expiresAt }) },
    walletExpired: false,
  };
}

/** The `exp` of a JWT in milliseconds since the epoch; undefined if the token is not a JWT or has no `exp`. */
function tokenExpiry(token: string): number | undefined {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
    const seconds = typeof claims === 'object' && claims !== null && 'exp' in claims ? claims.exp : undefined;
    return typeof seconds === 'number' && Number.isFinite(seconds) ? seconds * 1000 : undefined;
  } catch {
    return undefined;
  }
}
