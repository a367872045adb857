import { describe, expect, it } from '@jest/globals';
import { after, NOW, onboardingIn } from './testing/onboardings.js';
import { useAttempt } from './transition.js';

describe('an OTP that was sent', () => {
  it.each([
    ['MOBILE', 'OTP_PENDING'],
    ['AADHAAR', 'AADHAAR_OTP_PENDING'],
    ['EKYC', 'EKYC_OTP_PENDING'],
  ] as const)('for %s leads to %s, with its reference as it came', (purpose, state) => {
    const reached = after(onboardingIn('NOT_REGISTERED'), { otpSent: purpose }, { otp_ref_id: 66748392 });
    expect(reached.state).toBe(state);
    expect(reached.otp).toEqual({ purpose, reference: '66748392', attemptsLeft: 3, expired: false });
    expect(reached.otpSends).toEqual([NOW]);
  });

  it('supersedes the earlier one: reference, attempts and expiry', () => {
    const worn = useAttempt(onboardingIn('OTP_PENDING'), true);
    const reached = after(worn, { otpSent: 'MOBILE' }, { otp_ref_id: 'reference-2' });
    expect(reached.otp).toEqual({
      purpose: 'MOBILE',
      reference: '"reference-2"',
      attemptsLeft: 3,
      expired: false,
    });
  });

  it('is the same one, as worn as it was, when a call that sends none names its reference', () => {
    const worn = useAttempt(onboardingIn('EKYC_OTP_PENDING'), true);
    const data = { otp_ref_id: 'reference-1' };
    expect(after(worn, { otpSent: 'EKYC' }, data, false).otp).toMatchObject({
      attemptsLeft: 2,
      expired: true,
    });
    expect(after(worn, { otpSent: 'EKYC' }, data).otp).toMatchObject({ attemptsLeft: 3, expired: false });
    expect(after(worn, { otpSent: 'EKYC' }, { otp_ref_id: 'reference-2' }, false).otp).toMatchObject({
      attemptsLeft: 3,
      expired: false,
    });
  });

  it.each(['MOBILE', 'AADHAAR'] as const)(
    'for %s under no reference has nothing to verify against, whatever an earlier one was sent under',
    (purpose) => {
      const reached = after(onboardingIn('OTP_PENDING'), { otpSent: purpose }, { otp_ref_id: '' });
      expect(reached.otp).toEqual({ purpose, attemptsLeft: 3, expired: false });
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
  ])('says where it went only when %j is masked', (hint, sentTo) => {
    const reached = after(onboardingIn('AADHAAR_PENDING'), { otpSent: 'AADHAAR' }, { mobile_hint: hint });
    expect(reached.otp?.sentTo).toBe(sentTo);
  });
});
