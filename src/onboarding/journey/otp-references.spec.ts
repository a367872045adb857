import { describe, expect, it } from '@jest/globals';
import { after, NOW, onboardingIn } from './testing/onboardings.js';
import { attemptsLeft, useAttempt } from './otp-references.js';
import { expireOtp } from './transition.js';

describe('an OTP that was sent', () => {
  it.each([
    ['MOBILE', 'OTP_PENDING'],
    ['AADHAAR', 'AADHAAR_OTP_PENDING'],
    ['EKYC', 'EKYC_OTP_PENDING'],
  ] as const)('for %s leads to %s, with its reference as it came', (purpose, state) => {
    const reached = after(onboardingIn('NOT_REGISTERED'), { otpSent: purpose }, { otp_ref_id: 66748392 });
    expect(reached.state).toBe(state);
    expect(reached.otp).toEqual({ purpose, reference: '66748392', expired: false });
    expect(reached.otpSends).toEqual([NOW]);
  });

  it('supersedes the earlier one: reference, attempts and expiry', () => {
    const used = expireOtp(useAttempt(onboardingIn('OTP_PENDING')));
    const reached = after(used, { otpSent: 'MOBILE' }, { otp_ref_id: 'reference-2' });
    expect(reached.otp).toEqual({ purpose: 'MOBILE', reference: '"reference-2"', expired: false });
    expect(attemptsLeft(reached, 3)).toBe(3);
  });

  it('is still the pending one when the call requested none and the reply has the same reference', () => {
    const used = expireOtp(useAttempt(onboardingIn('EKYC_OTP_PENDING')));
    const data = { otp_ref_id: 'reference-1' };
    const seen = after(used, { otpSent: 'EKYC' }, data, false);
    expect([seen.otp, attemptsLeft(seen, 3)]).toEqual([used.otp, 2]);
    const renewed = after(used, { otpSent: 'EKYC' }, data);
    expect([renewed.otp?.expired, attemptsLeft(renewed, 3)]).toEqual([false, 3]);
    const another = after(used, { otpSent: 'EKYC' }, { otp_ref_id: 'reference-2' }, false);
    expect([another.otp?.expired, attemptsLeft(another, 3)]).toEqual([false, 3]);
    const back = after(another, { otpSent: 'EKYC' }, data, false);
    expect(attemptsLeft(back, 3)).toBe(2);
  });

  it('for another purpose is a new one, even with the same reference', () => {
    const used = expireOtp(onboardingIn('OTP_PENDING'));
    const seen = after(used, { otpSent: 'AADHAAR' }, { otp_ref_id: 'reference-1' }, false);
    expect(seen.otp).toEqual({ purpose: 'AADHAAR', reference: '"reference-1"', expired: false });
    const pending = after(used, { state: 'AADHAAR_OTP_PENDING' }, { otp_ref_id: 'reference-1' });
    expect(pending.otp).toEqual({ purpose: 'AADHAAR', reference: '"reference-1"', expired: false });
  });

  it.each(['MOBILE', 'AADHAAR'] as const)(
    'for %s without a reference does not take the reference of an earlier one',
    (purpose) => {
      const reached = after(onboardingIn('OTP_PENDING'), { otpSent: purpose }, { otp_ref_id: '' });
      expect(reached.otp).toEqual({ purpose, expired: false });
    },
  );

  it('is not counted when the call did not request one', () => {
    expect(after(onboardingIn('OTP_PENDING'), { otpSent: 'MOBILE' }, {}, false).otpSends).toEqual([]);
  });

  it.each(['9332126', 9332126])(
    'keeps the id %j of the eKYC request as the string that Eko documents',
    (id) => {
      const data = { otp_ref_id: 666803844, kyc_request_id: id };
      expect(after(onboardingIn('BIOMETRIC_PENDING'), { otpSent: 'EKYC' }, data).otp).toMatchObject({
        reference: '666803844',
        kycRequestId: '"9332126"',
      });
    },
  );

  it.each<[unknown, string | undefined]>([
    ['******3210', '******3210'],
    ['XXXXXX3210', 'XXXXXX3210'],
    ['9876543210', undefined],
    ['sent to ******3210', undefined],
    ['', undefined],
    [3210, undefined],
    ['***3210', undefined],
    ['*********3210', undefined],
    ['******321', undefined],
    ['******32109', undefined],
  ])('shows the number that it was sent to, here %j, only when it is masked', (hint, sentTo) => {
    const reached = after(onboardingIn('AADHAAR_PENDING'), { otpSent: 'AADHAAR' }, { mobile_hint: hint });
    expect(reached.otp?.sentTo).toBe(sentTo);
  });
});

describe('the attempts with an OTP', () => {
  const named = (reference: string): object => ({ otp_ref_id: reference });

  it('are counted until none is left', () => {
    const once = useAttempt(onboardingIn('OTP_PENDING'));
    const twice = useAttempt(once);
    expect([once, twice, useAttempt(twice)].map((one) => attemptsLeft(one, 2))).toEqual([1, 0, 0]);
  });

  it('are not counted for an OTP without a reference', () => {
    const onboarding = onboardingIn('OTP_PENDING', { otp: { purpose: 'MOBILE', expired: false } });
    expect(useAttempt(onboarding)).toBe(onboarding);
    const none = onboardingIn('PAN_PENDING');
    expect(useAttempt(none)).toBe(none);
  });

  it('count for both references when a refused attempt changes the reference', () => {
    const twice = useAttempt(useAttempt(onboardingIn('OTP_PENDING')));
    const moved = after(twice, { problem: 'OTP_INCORRECT' }, { ...named('reference-2') });
    expect(attemptsLeft(useAttempt(moved), 5)).toBe(2);
    const back = after(useAttempt(moved), { state: 'OTP_PENDING' }, { ...named('reference-1') });
    expect(attemptsLeft(back, 5)).toBe(2);
  });

  it('are kept for the last sixteen OTPs', () => {
    let onboarding = onboardingIn('OTP_PENDING');
    for (let sent = 0; sent < 17; sent += 1)
      onboarding = useAttempt(after(onboarding, { otpSent: 'MOBILE' }, { ...named(`sent-${sent}`) }, false));
    const left = [0, 1, 16].map((sent) =>
      attemptsLeft(after(onboarding, { otpSent: 'MOBILE' }, { ...named(`sent-${sent}`) }, false), 3),
    );
    expect(left).toEqual([3, 2, 2]);
  });
});
