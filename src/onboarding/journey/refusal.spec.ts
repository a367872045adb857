import { describe, expect, it } from '@jest/globals';
import { dmtFino } from '../../products/dmt-fino/dmt-fino.journey.js';
import { ppiLevin } from '../../products/ppi-levin/ppi-levin.journey.js';
import { refusalOf, type Refusal } from './next-action.js';
import type { Onboarding } from './onboarding.js';
import { ACTIONS, ONBOARDING_STATES, type Action, type OnboardingState } from './state.js';
import { NOW, onboardingIn } from './testing/onboardings.js';

const SECOND = 1000;
const HOUR = 3_600_000;
const limits = { maxAttempts: 3, resendCooldownMs: 30 * SECOND, maxSendsPerHour: 5 };

function refusal(action: Action, onboarding: Onboarding, journey = ppiLevin.journey): Refusal | undefined {
  return refusalOf(action, journey, onboarding, limits, NOW);
}

/** The due actions in each state. */
function dueIn(journey: typeof ppiLevin.journey): Partial<Record<OnboardingState, readonly Action[]>> {
  const due = ONBOARDING_STATES.map((state) => [
    state,
    ACTIONS.filter((action) => refusal(action, onboardingIn(state), journey) === undefined),
  ]);
  return Object.fromEntries(due) as Partial<Record<OnboardingState, readonly Action[]>>;
}

describe('the due steps', () => {
  it('of ppi-levin are those of its documentation', () => {
    expect(dueIn(ppiLevin.journey)).toEqual({
      NOT_REGISTERED: ['REGISTER', 'REFRESH'],
      OTP_PENDING: ['VERIFY_OTP', 'RESEND_OTP', 'REFRESH'],
      AADHAAR_PENDING: ['SUBMIT_AADHAAR', 'REFRESH'],
      AADHAAR_OTP_PENDING: ['VERIFY_OTP', 'SUBMIT_AADHAAR', 'REFRESH'],
      BIOMETRIC_PENDING: ['REFRESH'],
      EKYC_OTP_PENDING: ['REFRESH'],
      PAN_PENDING: ['SUBMIT_PAN', 'REFRESH'],
      COMPLETED: ['REFRESH'],
      REJECTED: ['REFRESH'],
      OUTCOME_UNKNOWN: ['REFRESH'],
    });
  });

  it('of dmt-fino are those of its documentation', () => {
    expect(dueIn(dmtFino.journey)).toEqual({
      NOT_REGISTERED: ['REGISTER', 'REFRESH'],
      OTP_PENDING: ['REFRESH'],
      AADHAAR_PENDING: ['REFRESH'],
      AADHAAR_OTP_PENDING: ['REFRESH'],
      BIOMETRIC_PENDING: ['SUBMIT_BIOMETRIC', 'REFRESH'],
      EKYC_OTP_PENDING: ['VERIFY_OTP', 'SUBMIT_BIOMETRIC', 'REFRESH'],
      PAN_PENDING: ['REFRESH'],
      COMPLETED: ['REFRESH'],
      REJECTED: ['REFRESH'],
      OUTCOME_UNKNOWN: ['REFRESH'],
    });
  });

  it('are the only ones: any other step is refused with STEP_NOT_ALLOWED', () => {
    expect(refusal('SUBMIT_PAN', onboardingIn('OTP_PENDING'))).toEqual({ code: 'STEP_NOT_ALLOWED' });
    expect(refusal('VERIFY_OTP', onboardingIn('OUTCOME_UNKNOWN'))).toEqual({ code: 'STEP_NOT_ALLOWED' });
  });
});

describe('the verification of an OTP is refused', () => {
  const otp = { purpose: 'MOBILE', reference: '"a"', expired: false } as const;
  const otpTries = [{ reference: '"a"', used: 3 }];

  it.each<[string, Onboarding, Refusal]>([
    [
      'when the OTP has no reference',
      onboardingIn('OTP_PENDING', { otp: { purpose: 'MOBILE', expired: false } }),
      { code: 'STEP_NOT_ALLOWED' },
    ],
    [
      'when the OTP has expired',
      onboardingIn('OTP_PENDING', { otp: { ...otp, expired: true } }),
      { code: 'OTP_EXPIRED' },
    ],
    [
      'when no attempt is left',
      onboardingIn('OTP_PENDING', { otp, otpTries }),
      { code: 'OTP_ATTEMPTS_EXHAUSTED' },
    ],
    [
      'as expired when the OTP has expired and no attempt is left',
      onboardingIn('OTP_PENDING', { otp: { ...otp, expired: true }, otpTries }),
      { code: 'OTP_EXPIRED' },
    ],
  ])('%s', (_, onboarding, expected) => {
    expect(refusal('VERIFY_OTP', onboarding)).toEqual(expected);
  });

  it('when the eKYC OTP has no request id', () => {
    const nameless = onboardingIn('EKYC_OTP_PENDING', { otp: { ...otp, purpose: 'EKYC' } });
    expect(refusal('VERIFY_OTP', nameless, dmtFino.journey)).toEqual({ code: 'STEP_NOT_ALLOWED' });
    expect(refusal('VERIFY_OTP', onboardingIn('EKYC_OTP_PENDING'), dmtFino.journey)).toBeUndefined();
  });

  it('but not for the limits of OTP sends, since it sends none', () => {
    const otpSends = Array.from({ length: 9 }, () => NOW);
    expect(refusal('VERIFY_OTP', onboardingIn('OTP_PENDING', { otpSends }))).toBeUndefined();
  });
});

describe('an expired wallet session', () => {
  it('refuses the steps that need it, and no others', () => {
    const walletExpired = true;
    expect(refusal('SUBMIT_AADHAAR', onboardingIn('AADHAAR_PENDING', { walletExpired }))).toEqual({
      code: 'WALLET_SESSION_EXPIRED',
    });
    expect(refusal('SUBMIT_PAN', onboardingIn('PAN_PENDING', { walletExpired }))).toEqual({
      code: 'WALLET_SESSION_EXPIRED',
    });
    expect(refusal('VERIFY_OTP', onboardingIn('AADHAAR_OTP_PENDING', { walletExpired }))).toBeUndefined();
    expect(refusal('REFRESH', onboardingIn('PAN_PENDING', { walletExpired }))).toBeUndefined();
  });

  it('is not assumed when there was no session', () => {
    expect(refusal('SUBMIT_AADHAAR', onboardingIn('AADHAAR_PENDING'))).toBeUndefined();
  });
});

describe('an OTP send is refused', () => {
  it.each<[string, number, number | undefined]>([
    ['immediately after the last send', NOW, 30],
    ['within the cooldown', NOW - 29_001, 1],
    ['a millisecond before the end of the cooldown', NOW - 29_999, 1],
    ['but not at the end of the cooldown', NOW - 30_000, undefined],
  ])('%s', (_, last, retryAfterSeconds) => {
    const onboarding = onboardingIn('OTP_PENDING', { otpSends: [last] });
    expect(refusal('RESEND_OTP', onboarding)).toEqual(
      retryAfterSeconds === undefined ? undefined : { code: 'RATE_LIMITED', retryAfterSeconds },
    );
  });

  it('within the cooldown only when it replaces a pending OTP', () => {
    const otpSends = [NOW - 1];
    expect(refusal('SUBMIT_AADHAAR', onboardingIn('AADHAAR_PENDING', { otpSends }))).toBeUndefined();
    expect(refusal('REFRESH', onboardingIn('OTP_PENDING', { otpSends }))).toBeUndefined();
    expect(refusal('SUBMIT_AADHAAR', onboardingIn('AADHAAR_OTP_PENDING', { otpSends }))).toEqual({
      code: 'RATE_LIMITED',
      retryAfterSeconds: 30,
    });
  });

  it.each<Action>(['RESEND_OTP', 'REFRESH'])('when %s would be the sixth within an hour', (action) => {
    const otpSends = [50, 40, 30, 20, 10].map((minutes) => NOW - minutes * 60 * SECOND);
    expect(refusal(action, onboardingIn('OTP_PENDING', { otpSends }))).toEqual({
      code: 'OTP_SENDS_EXHAUSTED',
      retryAfterSeconds: 600,
    });
    expect(refusal(action, onboardingIn('OTP_PENDING', { otpSends: otpSends.slice(1) }))).toBeUndefined();
    const old = [NOW - HOUR, ...otpSends.slice(1)];
    expect(refusal(action, onboardingIn('OTP_PENDING', { otpSends: old }))).toBeUndefined();
  });

  it('but not for a look-up that sends none', () => {
    const otpSends = Array.from({ length: 9 }, () => NOW);
    expect(
      refusal('REFRESH', onboardingIn('BIOMETRIC_PENDING', { otpSends }), dmtFino.journey),
    ).toBeUndefined();
  });
});
