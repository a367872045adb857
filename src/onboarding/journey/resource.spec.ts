import { describe, expect, it } from '@jest/globals';
import { dmtFino } from '../../products/dmt-fino/dmt-fino.journey.js';
import { ppiDigikhata } from '../../products/ppi-digikhata/ppi-digikhata.journey.js';
import { ppiLevin } from '../../products/ppi-levin/ppi-levin.journey.js';
import type { Onboarding } from './onboarding.js';
import { maskMobile, presentOnboarding, type OnboardingResource } from './resource.js';
import { ONBOARDING_STATES, type OnboardingState } from './state.js';
import { NOW, onboardingIn } from './testing/onboardings.js';

function present(onboarding: Onboarding, product = ppiLevin): OnboardingResource {
  return presentOnboarding(onboarding, product, {
    now: NOW,
    cooldownMs: 30_000,
    maxAttempts: 3,
    minimumAge: 18,
  });
}

describe('the resource', () => {
  it('equals the example of api.md', () => {
    const otpSends = [NOW];
    const customer = {
      name: 'Karan Garg',
      kyc: 'NONE',
      balance: { amount: '0.00', currency: 'INR' },
    } as const;
    const href = '/v1/ppi-levin/onboardings/onb_testtesttesttesttesttest';
    expect(present(onboardingIn('OTP_PENDING', { otpSends, customer }))).toEqual({
      id: 'onb_testtesttesttesttesttest',
      product: 'ppi-levin',
      state: 'OTP_PENDING',
      steps: [
        { step: 'REGISTRATION', status: 'done' },
        { step: 'MOBILE_OTP', status: 'active' },
        { step: 'AADHAAR', status: 'pending' },
        { step: 'AADHAAR_OTP', status: 'pending' },
        { step: 'PAN', status: 'pending' },
      ],
      nextAction: {
        action: 'VERIFY_OTP',
        method: 'POST',
        href: `${href}/otp/verification`,
        fields: [
          {
            name: 'otp',
            type: 'string',
            pattern: '^[0-9]{3,10}$',
            minLength: 3,
            maxLength: 10,
            required: true,
            sensitive: true,
            label: 'OTP',
            hint: 'Sent to ******3210',
            inputMode: 'numeric',
            autocomplete: 'one-time-code',
          },
        ],
        schema: {
          $schema: 'https://json-schema.org/draft/2020-12/schema',
          type: 'object',
          required: ['otp'],
          properties: {
            otp: {
              type: 'string',
              pattern: '^[0-9]{3,10}$',
              minLength: 3,
              maxLength: 10,
              format: 'password',
              title: 'OTP',
              description: 'Sent to ******3210',
            },
          },
          additionalProperties: false,
        },
      },
      alternatives: [
        {
          action: 'RESEND_OTP',
          method: 'POST',
          href: `${href}/otp`,
          fields: [],
          availableAt: '2026-11-21T10:00:30.000Z',
        },
      ],
      otp: {
        purpose: 'MOBILE',
        sentTo: '******3210',
        attemptsLeft: 3,
        resendAvailableAt: '2026-11-21T10:00:30.000Z',
      },
      customer: { mobile: '******3210', ...customer },
      clientRefId: 'AbCdEfGhIjKlMnOpQrSt',
      version: 3,
      createdAt: '2026-11-21T09:59:00.000Z',
      updatedAt: '2026-11-21T10:00:00.000Z',
    });
  });

  it('has an OTP only while one is pending', () => {
    const withOtp = ONBOARDING_STATES.filter((state) => present(onboardingIn(state)).otp);
    expect(withOtp).toEqual(['OTP_PENDING', 'AADHAAR_OTP_PENDING', 'EKYC_OTP_PENDING']);
  });

  it('has no OTP while the outcome is unknown', () => {
    const { otp } = onboardingIn('OTP_PENDING');
    if (!otp) throw new Error('no OTP');
    expect(present(onboardingIn('OUTCOME_UNKNOWN', { otp }))).not.toHaveProperty('otp');
  });

  it('computes the attempts left from the number that is allowed now', () => {
    const otpTries = [{ reference: '"reference-1"', used: 2 }];
    const worn = onboardingIn('OTP_PENDING', { otpTries });
    const left = [5, 3, 2, 1].map(
      (maxAttempts) =>
        presentOnboarding(worn, ppiLevin, { now: NOW, cooldownMs: 0, maxAttempts, minimumAge: 18 }).otp
          ?.attemptsLeft,
    );
    expect(left).toEqual([3, 1, 0, 0]);
  });

  it('has no number for an Aadhaar OTP when Eko sent none', () => {
    const otp = { purpose: 'AADHAAR', reference: '"a"', expired: false } as const;
    expect(present(onboardingIn('AADHAAR_OTP_PENDING', { otp })).otp).not.toHaveProperty('sentTo');
    const sent = onboardingIn('AADHAAR_OTP_PENDING', { otp: { ...otp, sentTo: 'XXXXXX1111' } });
    expect(present(sent).otp?.sentTo).toBe('XXXXXX1111');
  });

  it('is marked as reconciled only if a look-up found the state', () => {
    const view = { now: NOW, cooldownMs: 30_000, maxAttempts: 3, minimumAge: 18 };
    const onboarding = onboardingIn('PAN_PENDING');
    expect(presentOnboarding(onboarding, ppiLevin, { ...view, reconciled: true }).reconciled).toBe(true);
    expect(presentOnboarding(onboarding, ppiLevin, view)).not.toHaveProperty('reconciled');
  });

  it('has no action once it is completed or rejected', () => {
    expect(present(onboardingIn('COMPLETED'))).toMatchObject({ nextAction: null, alternatives: [] });
    expect(present(onboardingIn('REJECTED'), dmtFino)).toMatchObject({ nextAction: null, alternatives: [] });
  });

  it('states when a new OTP can be requested, also when that is the only action', () => {
    const otpTries = [{ reference: '"reference-1"', used: 3 }];
    const worn = onboardingIn('OTP_PENDING', { otpTries, otpSends: [NOW] });
    expect(present(worn).nextAction).toMatchObject({
      action: 'RESEND_OTP',
      availableAt: '2026-11-21T10:00:30.000Z',
    });
  });

  it('has the consent languages of the product as options', () => {
    const fields = present(onboardingIn('AADHAAR_PENDING'), ppiDigikhata).nextAction?.fields ?? [];
    expect(fields.find(({ name }) => name === 'consent.language')?.options).toEqual([
      'en',
      'bn',
      'gu',
      'hi',
      'kn',
      'ml',
      'mr',
      'or',
      'ta',
      'te',
      'ur',
      'as',
      'pa',
    ]);
  });
});

describe('the steps', () => {
  const [d, a, p] = ['done', 'active', 'pending'];

  it.each<[OnboardingState, readonly (string | undefined)[]]>([
    ['NOT_REGISTERED', [a, p, p, p, p]],
    ['OTP_PENDING', [d, a, p, p, p]],
    ['AADHAAR_PENDING', [d, d, a, p, p]],
    ['AADHAAR_OTP_PENDING', [d, d, d, a, p]],
    ['PAN_PENDING', [d, d, d, d, a]],
    ['COMPLETED', [d, d, d, d, d]],
    ['OUTCOME_UNKNOWN', [p, p, p, p, p]],
  ])('of ppi-levin in %s are %j', (state, statuses) => {
    expect(present(onboardingIn(state)).steps.map(({ status }) => status)).toEqual(statuses);
  });

  it.each<[OnboardingState, readonly (string | undefined)[]]>([
    ['NOT_REGISTERED', [a, p, p]],
    ['BIOMETRIC_PENDING', [d, a, p]],
    ['EKYC_OTP_PENDING', [d, d, a]],
    ['COMPLETED', [d, d, d]],
  ])('of dmt-fino in %s are %j', (state, statuses) => {
    expect(present(onboardingIn(state), dmtFino).steps.map(({ status }) => status)).toEqual(statuses);
  });

  it('do not change while the outcome is unknown', () => {
    const unknown = onboardingIn('OUTCOME_UNKNOWN', { lastKnownState: 'AADHAAR_PENDING' });
    expect(present(unknown).steps.map(({ status }) => status)).toEqual([d, d, a, p, p]);
    const lostAfterCompletion = onboardingIn('OUTCOME_UNKNOWN', { lastKnownState: 'COMPLETED' });
    expect(present(lostAfterCompletion).steps.map(({ status }) => status)).toEqual([d, d, d, d, d]);
  });

  it('of a rejected customer include those that were done, and none that is active', () => {
    const rejected = onboardingIn('REJECTED', { lastKnownState: 'BIOMETRIC_PENDING' });
    expect(present(rejected, dmtFino).steps.map(({ status }) => status)).toEqual([d, p, p]);
  });
});

describe('the secrets of an onboarding', () => {
  const secrets = {
    otp: {
      purpose: 'AADHAAR',
      reference: '"s3cret-reference"',
      kycRequestId: '"s3cret-kyc-request"',
      attemptsLeft: 2,
      expired: false,
    },
    wallet: { token: 's3cret-token', id: 's3cret-wallet-id', expiresAt: NOW + 5000 },
    agent: 's3cret-agent',
  } as const;

  it.each(ONBOARDING_STATES)('are not in the JSON of %s', (state) => {
    const json = JSON.stringify(present(onboardingIn(state, secrets)));
    expect(json).not.toContain('s3cret');
    expect(json).not.toContain('9876543210');
    expect(json).not.toMatch(/otp_ref|wallet|intent|kyc_request|user_code|initiator|eko/i);
  });

  it.each([
    ['9876543210', '******3210'],
    ['6000000000', '******0000'],
  ])('include the mobile number: %s is shown as %s', (mobile, masked) => {
    expect(maskMobile(mobile)).toBe(masked);
  });
});
