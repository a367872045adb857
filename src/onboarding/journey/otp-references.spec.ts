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
    const worn = expireOtp(useAttempt(onboardingIn('OTP_PENDING')));
    const reached = after(worn, { otpSent: 'MOBILE' }, { otp_ref_id: 'reference-2' });
    expect(reached.otp).toEqual({ purpose: 'MOBILE', reference: '"reference-2"', expired: false });
    expect(attemptsLeft(reached, 3)).toBe(3);
  });

  it('is the same one, as worn as it was, when a call that asked for none names its reference', () => {
    const worn = expireOtp(useAttempt(onboardingIn('EKYC_OTP_PENDING')));
    const data = { otp_ref_id: 'reference-1' };
    const seen = after(worn, { otpSent: 'EKYC' }, data, false);
    expect([seen.otp, attemptsLeft(seen, 3)]).toEqual([worn.otp, 2]);
    const renewed = after(worn, { otpSent: 'EKYC' }, data);
    expect([renewed.otp?.expired, attemptsLeft(renewed, 3)]).toEqual([false, 3]);
    const another = after(worn, { otpSent: 'EKYC' }, { otp_ref_id: 'reference-2' }, false);
    expect([another.otp?.expired, attemptsLeft(another, 3)]).toEqual([false, 3]);
    const back = after(another, { otpSent: 'EKYC' }, data, false);
    expect(attemptsLeft(back, 3)).toBe(2);
  });

  it('for another purpose is another one, though its reference is the same', () => {
    const worn = expireOtp(onboardingIn('OTP_PENDING'));
    const seen = after(worn, { otpSent: 'AADHAAR' }, { otp_ref_id: 'reference-1' }, false);
    expect(seen.otp).toEqual({ purpose: 'AADHAAR', reference: '"reference-1"', expired: false });
    const pending = after(worn, { state: 'AADHAAR_OTP_PENDING' }, { otp_ref_id: 'reference-1' });
    expect(pending.otp).toEqual({ purpose: 'AADHAAR', reference: '"reference-1"', expired: false });
  });

  it.each(['MOBILE', 'AADHAAR'] as const)(
    'for %s under no reference has nothing to verify against, whatever an earlier one was sent under',
    (purpose) => {
      const reached = after(onboardingIn('OTP_PENDING'), { otpSent: purpose }, { otp_ref_id: '' });
      expect(reached.otp).toEqual({ purpose, expired: false });
    },
  );

  it('is not counted when the call sends none', () => {
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
  ])('says where it went only when %j is masked', (hint, sentTo) => {
    const reached = after(onboardingIn('AADHAAR_PENDING'), { otpSent: 'AADHAAR' }, { mobile_hint: hint });
    expect(reached.otp?.sentTo).toBe(sentTo);
  });
});

describe('tries of an OTP', () => {
  const named = (reference: string): object => ({ otp_ref_id: reference });

  it('are used up, down to none', () => {
    const once = useAttempt(onboardingIn('OTP_PENDING'));
    const twice = useAttempt(once);
    expect([once, twice, useAttempt(twice)].map((one) => attemptsLeft(one, 2))).toEqual([1, 0, 0]);
  });

  it('without a reference are none: there is nothing to try', () => {
    const onboarding = onboardingIn('OTP_PENDING', { otp: { purpose: 'MOBILE', expired: false } });
    expect(useAttempt(onboarding)).toBe(onboarding);
    const none = onboardingIn('PAN_PENDING');
    expect(useAttempt(none)).toBe(none);
  });

  it('go on under the reference that a refused try brings, and count for either afterwards', () => {
    const twice = useAttempt(useAttempt(onboardingIn('OTP_PENDING')));
    const moved = after(twice, { problem: 'OTP_INCORRECT' }, { ...named('reference-2') });
    expect(attemptsLeft(useAttempt(moved), 5)).toBe(2);
    const back = after(useAttempt(moved), { state: 'OTP_PENDING' }, { ...named('reference-1') });
    expect(attemptsLeft(back, 5)).toBe(2);
  });

  it('are remembered of the last sixteen', () => {
    let onboarding = onboardingIn('OTP_PENDING');
    for (let sent = 0; sent < 17; sent += 1)
      onboarding = useAttempt(after(onboarding, { otpSent: 'MOBILE' }, { ...named(`sent-${sent}`) }, false));
    const left = [0, 1, 16].map((sent) =>
      attemptsLeft(after(onboarding, { otpSent: 'MOBILE' }, { ...named(`sent-${sent}`) }, false), 3),
    );
    expect(left).toEqual([3, 2, 2]);
  });
});
