import { readReference, readText, type Envelope, type JsonText } from '../eko/envelope.js';
import { mergeCustomer, readCustomer } from './customer.js';
import { walletHasExpired } from './next-action.js';
import type { Onboarding, PendingOtp, WalletSession } from './onboarding.js';
import type { Outcome } from './outcome.js';
import { OTP_STATE, pendingOtp, type OnboardingState, type OtpPurpose } from './state.js';

/**
 * An onboarding that nothing is known of yet; it exists once a look-up has been answered or lost.
 * @param names what tells it from others, with the client_ref_id of its first look-up
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

/** Where a reply leads: the state, the pending OTP, the wallet session and what is known of the customer. */
export function applyReply(
  onboarding: Onboarding,
  outcome: Exclude<Outcome, { lookUp: true }>,
  { data }: Envelope,
  settings: { readonly maxAttempts: number; readonly now: number; readonly sendsOtp: boolean },
): Onboarding {
  const news = readCustomer(data);
  const kyc = 'kyc' in outcome ? { kyc: outcome.kyc } : {};
  const wallet = readWallet(data);
  const known: Onboarding = {
    ...onboarding,
    customer: mergeCustomer(onboarding.customer, { ...news, ...kyc }),
    ...(wallet && { wallet, walletExpired: false }),
  };
  if ('otpSent' in outcome) {
    const counted = settings.sendsOtp ? countOtpSend(known, settings.now) : known;
    const otp = otpAfter(counted, outcome.otpSent, data, settings);
    return enter(counted, OTP_STATE[outcome.otpSent], otp);
  }
  const state = 'state' in outcome ? outcome.state : undefined;
  if (state === undefined) return known.otp ? { ...known, otp: underReferenceOf(data, known.otp) } : known;
  const purpose = pendingOtp(state);
  const kept = purpose && keptOtp(known, purpose, settings.maxAttempts);
  return enter(known, state, kept && underReferenceOf(data, kept));
}

/** The call was sent and no answer came: only a look-up tells where the customer stands now. */
export function loseOutcome(onboarding: Onboarding): Onboarding {
  return enter(onboarding, 'OUTCOME_UNKNOWN', undefined);
}

/**
 * The onboarding without a wallet session that has run out. A look-up begins a new one: if Eko hands out no token
 * for it, the next step goes without (contract.md, "Traps"), and not for ever with the refusal of the old one.
 */
export function forgetExpiredWallet(onboarding: Onboarding, now: number): Onboarding {
  if (!walletHasExpired(onboarding, now)) return onboarding;
  const { wallet: _wallet, walletExpired: _expired, ...rest } = onboarding;
  return rest;
}

/** One try of the pending OTP is used up, whatever Eko made of it. */
export function useAttempt(onboarding: Onboarding, expired: boolean): Onboarding {
  const { otp } = onboarding;
  if (!otp) return onboarding;
  const attemptsLeft = Math.max(0, otp.attemptsLeft - 1);
  return { ...onboarding, otp: { ...otp, attemptsLeft, expired: otp.expired || expired } };
}

const HOUR_MS = 3_600_000;

/** Sends of the last hour, with one more at `now`. */
export function countOtpSend(onboarding: Onboarding, now: number): Onboarding {
  return { ...onboarding, otpSends: [...recentOtpSends(onboarding, now), now] };
}

/** When OTPs were sent in the hour before `now`, milliseconds since the epoch, oldest first. */
export function recentOtpSends({ otpSends }: Onboarding, now: number): readonly number[] {
  return otpSends.filter((at) => at > now - HOUR_MS);
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

/**
 * A new OTP has what its own reply says and nothing of an earlier one; docs/decisions/0014-readings-of-the-contract.md.
 * The reference that is held, named by a call that sends no OTP, is no new one: its tries are not given anew.
 */
function otpAfter(
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

/** Verification is pending, but no new OTP was sent: the one that is held stays good, with the tries it has left. */
function keptOtp({ otp }: Onboarding, purpose: OtpPurpose, maxAttempts: number): PendingOtp {
  return otp?.purpose === purpose ? otp : { purpose, attemptsLeft: maxAttempts, expired: false };
}

function readWallet(data: Envelope['data']): WalletSession | undefined {
  const token = readText(data, 'wallet_token');
  const id = readText(data, 'wallet_id');
  if (token === undefined) return undefined;
  const expiresAt = tokenExpiry(token);
  return { token, id: id ?? '', ...(expiresAt !== undefined && { expiresAt }) };
}

/** The `exp` of a JWT in milliseconds since the epoch; undefined when it is no JWT or says none. */
function tokenExpiry(token: string): number | undefined {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
    const seconds = typeof claims === 'object' && claims !== null && 'exp' in claims ? claims.exp : undefined;
    return typeof seconds === 'number' && Number.isFinite(seconds) ? seconds * 1000 : undefined;
  } catch {
    return undefined;
  }
}
