import type { JsonObject } from '../../../eko/envelope.js';
import type { Onboarding } from '../onboarding.js';
import type { Outcome } from '../outcome.js';
import { pendingOtp, type OnboardingState } from '../state.js';
import { applyReply } from '../transition.js';

/** The current time of the tests, milliseconds since the epoch. */
export const NOW = Date.parse('2026-11-21T10:00:00.000Z');

/** An onboarding in `state`; if an OTP is pending in it, the OTP can be verified. */
export function onboardingIn(state: OnboardingState, changes: Partial<Onboarding> = {}): Onboarding {
  const purpose = pendingOtp(state);
  return {
    id: 'onb_testtesttesttesttesttest',
    product: 'ppi-levin',
    agent: '20810200',
    mobile: '9876543210',
    state,
    customer: {},
    otpSends: [],
    clientRefId: 'AbCdEfGhIjKlMnOpQrSt',
    version: 3,
    createdAt: NOW - 60_000,
    updatedAt: NOW,
    ...(purpose && {
      otp: {
        purpose,
        reference: '"reference-1"',
        ...(purpose === 'EKYC' && { kycRequestId: '"request-1"' }),
        expired: false,
      },
    }),
    ...changes,
  };
}

/** The onboarding after a reply with `outcome` and `data`. @param sendsOtp whether the call requested an OTP */
export function after(
  onboarding: Onboarding,
  outcome: Exclude<Outcome, { lookUp: true }>,
  data: JsonObject = {},
  sendsOtp = true,
): Onboarding {
  return applyReply(
    onboarding,
    outcome,
    { data, invalidParameters: [] },
    { now: NOW, sendsOtp, renewsOtp: sendsOtp },
  );
}
