import { describe, expect, it } from '@jest/globals';
import { dueActions, isResend, resendAvailableAt, walletHasExpired } from './next-action.js';
import type { Onboarding, PendingOtp } from './onboarding.js';
import { ACTIONS, ONBOARDING_STATES, type Action, type OnboardingState } from './state.js';
import { NOW, onboardingIn } from './testing/onboardings.js';

const otp: PendingOtp = { purpose: 'MOBILE', reference: '"a"', expired: false };
const view = { now: NOW, maxAttempts: 3 };
const EXPIRED = { token: 't', id: '', expiresAt: NOW };

// Every state of api.md, "Resource", with the actions that are due in it.
const DUE: Readonly<Record<OnboardingState, readonly [Action | null, readonly Action[]]>> = {
  NOT_REGISTERED: ['REGISTER', []],
  OTP_PENDING: ['VERIFY_OTP', ['RESEND_OTP']],
  AADHAAR_PENDING: ['SUBMIT_AADHAAR', []],
  AADHAAR_OTP_PENDING: ['VERIFY_OTP', ['SUBMIT_AADHAAR']],
  BIOMETRIC_PENDING: ['SUBMIT_BIOMETRIC', []],
  EKYC_OTP_PENDING: ['VERIFY_OTP', ['SUBMIT_BIOMETRIC']],
  PAN_PENDING: ['SUBMIT_PAN', []],
  COMPLETED: [null, []],
  REJECTED: [null, []],
  OUTCOME_UNKNOWN: ['REFRESH', []],
};

describe('the due action', () => {
  it.each(ONBOARDING_STATES)('in %s is that of the documentation', (state) => {
    const [next, alternatives] = DUE[state];
    expect(dueActions(onboardingIn(state), view)).toEqual({ next, alternatives });
  });

  it.each<[OnboardingState, Action]>([
    ['OTP_PENDING', 'RESEND_OTP'],
    ['AADHAAR_OTP_PENDING', 'SUBMIT_AADHAAR'],
    ['EKYC_OTP_PENDING', 'SUBMIT_BIOMETRIC'],
  ])('in %s is a new OTP when the pending one cannot be verified', (state, renew) => {
    const only = { next: renew, alternatives: [] };
    expect(dueActions(onboardingIn(state, { otp: { ...otp, expired: true } }), view)).toEqual(only);
    expect(dueActions(onboardingIn(state, { otp, otpTries: [{ reference: '"a"', used: 3 }] }), view)).toEqual(
      only,
    );
    const { reference: _, ...without } = otp;
    expect(dueActions(onboardingIn(state, { otp: without }), view)).toEqual(only);
    const { otp: _otp, ...none } = onboardingIn(state);
    expect(dueActions(none, view)).toEqual(only);
  });

  it('in EKYC_OTP_PENDING is the fingerprint when the id of the eKYC request is missing', () => {
    const pending = onboardingIn('EKYC_OTP_PENDING', { otp: { ...otp, purpose: 'EKYC' } });
    expect(dueActions(pending, view)).toEqual({ next: 'SUBMIT_BIOMETRIC', alternatives: [] });
  });

  it.each<[OnboardingState, Action | null, readonly Action[]]>([
    ['NOT_REGISTERED', 'REGISTER', []],
    ['OTP_PENDING', 'VERIFY_OTP', ['RESEND_OTP']],
    ['AADHAAR_PENDING', 'REFRESH', []],
    ['AADHAAR_OTP_PENDING', 'VERIFY_OTP', ['REFRESH']],
    ['PAN_PENDING', 'REFRESH', []],
    ['COMPLETED', null, []],
  ])('in %s with an expired wallet session is %j, with the alternatives %j', (state, next, alternatives) => {
    const byTime = onboardingIn(state, { wallet: EXPIRED });
    const byEko = onboardingIn(state, { walletExpired: true });
    expect(dueActions(byTime, view)).toEqual({ next, alternatives });
    expect(dueActions(byEko, view)).toEqual({ next, alternatives });
  });
});

describe('a wallet session', () => {
  it.each<[string, Partial<Onboarding>, boolean]>([
    ['that does not exist', {}, false],
    ['without a known end', { wallet: { token: 't', id: '' } }, false],
    ['that ends in a millisecond', { wallet: { ...EXPIRED, expiresAt: NOW + 1 } }, false],
    ['that ends now', { wallet: EXPIRED }, true],
    ['that ended', { wallet: { ...EXPIRED, expiresAt: NOW - 1 } }, true],
    ['that Eko refused', { wallet: { token: 't', id: '' }, walletExpired: true }, true],
    ['that was renewed', { wallet: { token: 't', id: '' }, walletExpired: false }, false],
  ])('%s, %j, has expired: %j', (_, changes, expired) => {
    expect(walletHasExpired(onboardingIn('PAN_PENDING', changes), NOW)).toBe(expired);
  });
});

describe('a resend of an OTP', () => {
  it('is available after the cooldown of the last OTP', () => {
    const sent = onboardingIn('OTP_PENDING', { otpSends: [NOW - 50_000, NOW - 10_000] });
    expect(resendAvailableAt(sent, 30_000)).toBe(NOW + 20_000);
    expect(resendAvailableAt(onboardingIn('OTP_PENDING'), 30_000)).toBe(0);
  });

  it.each(['OTP_PENDING', 'AADHAAR_OTP_PENDING', 'EKYC_OTP_PENDING'] as const)(
    'in %s is every action that replaces the pending OTP',
    (state) => {
      const resends = ACTIONS.filter((action) => isResend(action, onboardingIn(state)));
      expect(resends).toEqual(ACTIONS.filter((action) => action !== 'REFRESH' && action !== 'VERIFY_OTP'));
    },
  );

  it.each(['NOT_REGISTERED', 'AADHAAR_PENDING', 'BIOMETRIC_PENDING', 'PAN_PENDING'] as const)(
    'is not an action of %s',
    (state) => {
      expect(ACTIONS.filter((action) => isResend(action, onboardingIn(state)))).toEqual([]);
    },
  );
});
