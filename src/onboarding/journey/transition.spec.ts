import { describe, expect, it } from '@jest/globals';
import { useAttempt } from './otp-references.js';
import { after, NOW, onboardingIn } from './testing/onboardings.js';
import { abandonStep, countOtpSend, expireOtp, loseOutcome, newOnboarding } from './transition.js';
import { recentOtpSends } from './next-action.js';

const HOUR = 3_600_000;

describe('a state in a reply', () => {
  it('ends the pending OTP', () => {
    expect(after(onboardingIn('OTP_PENDING'), { state: 'AADHAAR_PENDING' })).not.toHaveProperty('otp');
  });

  it('in which an OTP is pending keeps the known OTP of that purpose only', () => {
    const used = useAttempt(onboardingIn('OTP_PENDING'));
    expect(after(used, { state: 'OTP_PENDING' }).otp).toEqual(used.otp);
    expect(after(onboardingIn('NOT_REGISTERED'), { state: 'OTP_PENDING' }).otp).toEqual({
      purpose: 'MOBILE',
      expired: false,
    });
    expect(after(onboardingIn('OTP_PENDING'), { state: 'EKYC_OTP_PENDING' }).otp).toEqual({
      purpose: 'EKYC',
      expired: false,
    });
  });

  it('in which an OTP is pending takes the reference of the reply, and gives no new attempts', () => {
    const used = useAttempt(onboardingIn('OTP_PENDING'));
    const data = { otp_ref_id: 66748392 };
    expect(after(used, { state: 'OTP_PENDING' }, data).otp).toEqual({ ...used.otp, reference: '66748392' });
    expect(after(onboardingIn('NOT_REGISTERED'), { state: 'OTP_PENDING' }, data).otp).toEqual({
      purpose: 'MOBILE',
      reference: '66748392',
      expired: false,
    });
  });

  it('adds the facts of the customer from the reply and the table', () => {
    const reached = after(onboardingIn('PAN_PENDING'), { state: 'COMPLETED', kyc: 'FULL' }, { name: 'Asha' });
    expect(reached.customer).toEqual({ name: 'Asha', kyc: 'FULL' });
  });

  it('sets the KYC level of the table, even if the reply has another', () => {
    const data = { customer_profile: { name: 'Asha', kyc_state: 0 }, state: '3' };
    const known = onboardingIn('PAN_PENDING', { customer: { kyc: 'PARTIAL' } });
    expect(after(known, { state: 'COMPLETED', kyc: 'FULL' }, data).customer.kyc).toBe('FULL');
    expect(after(known, { state: 'COMPLETED', kyc: 'FULL' }, {}).customer.kyc).toBe('FULL');
    expect(after(known, { state: 'COMPLETED' }, data).customer.kyc).toBe('PENDING');
    expect(after(known, { state: 'COMPLETED' }, {}).customer.kyc).toBe('PARTIAL');
  });

  it('does not change the identity and the history of the onboarding', () => {
    const before = onboardingIn('OTP_PENDING', { otpSends: [NOW - 5] });
    const { state, otp, customer, ...rest } = after(before, { state: 'PAN_PENDING' });
    expect([state, otp, customer]).toEqual(['PAN_PENDING', undefined, {}]);
    expect(before).toMatchObject(rest);
  });
});

describe('a mobile that is not registered', () => {
  it('removes the facts of the previous owner; the OTP sends to it are still counted', () => {
    const known = onboardingIn('OTP_PENDING', {
      customer: { name: 'Asha', kyc: 'FULL' },
      otpSends: [NOW - 5],
      otpTries: [{ reference: '"reference-1"', used: 2 }],
      customerPresent: true,
      wallet: { token: 't', id: 'w' },
      walletExpired: true,
      lastKnownState: 'PAN_PENDING',
    });
    const data = { wallet_token: 't2', otp_ref_id: 'r', customer_profile: { name: 'Asha' } };
    const { otpSends, otpTries } = known;
    expect(after(known, { state: 'NOT_REGISTERED' }, data)).toStrictEqual(
      onboardingIn('NOT_REGISTERED', { otpSends, ...(otpTries && { otpTries }) }),
    );
    expect(after(onboardingIn('OTP_PENDING'), { state: 'NOT_REGISTERED' })).toStrictEqual(
      onboardingIn('NOT_REGISTERED'),
    );
  });
});

describe('a problem', () => {
  it.each([{}, { otp_ref_id: '' }, { otp_ref_id: ' ', kyc_request_id: '7' }])(
    'does not change the state and the OTP when the reply is %j',
    (data) => {
      const before = onboardingIn('EKYC_OTP_PENDING');
      expect(after(before, { problem: 'OTP_INCORRECT' }, data)).toEqual(before);
    },
  );

  it('takes the reference of the reply, and gives no new attempts', () => {
    const worn = useAttempt(onboardingIn('EKYC_OTP_PENDING'));
    const data = { otp_ref_id: 7, kyc_request_id: 8 };
    const reached = after(worn, { problem: 'OTP_INCORRECT' }, data);
    expect(reached.otp).toEqual({ ...worn.otp, reference: '7', kycRequestId: '"8"' });
    expect(reached.state).toBe('EKYC_OTP_PENDING');
    const { kycRequestId: _, ...otp } = worn.otp ?? {};
    expect(after(worn, { problem: 'OTP_INCORRECT' }, { otp_ref_id: 7 }).otp).toEqual({
      ...otp,
      reference: '7',
    });
  });

  it('adds no OTP where none is pending', () => {
    const before = onboardingIn('PAN_PENDING');
    expect(after(before, { problem: 'LIMIT_EXHAUSTED' }, { otp_ref_id: 'other' })).toEqual(before);
  });

  it('with a state changes the state', () => {
    const reached = after(onboardingIn('EKYC_OTP_PENDING'), {
      problem: 'BIOMETRIC_REJECTED',
      state: 'BIOMETRIC_PENDING',
    });
    expect(reached.state).toBe('BIOMETRIC_PENDING');
    expect(reached).not.toHaveProperty('otp');
  });
});

describe('the last known state', () => {
  it('is kept while the outcome is unknown or the customer is rejected, and removed afterwards', () => {
    const lost = loseOutcome(onboardingIn('PAN_PENDING'));
    expect(lost).toMatchObject({ state: 'OUTCOME_UNKNOWN', lastKnownState: 'PAN_PENDING' });
    expect(loseOutcome(lost)).toMatchObject({ lastKnownState: 'PAN_PENDING' });
    expect(after(lost, { state: 'REJECTED' })).toMatchObject({ lastKnownState: 'PAN_PENDING' });
    expect(after(lost, { state: 'COMPLETED' })).not.toHaveProperty('lastKnownState');
  });

  it('is never REJECTED, and is kept after a rejection', () => {
    const rejected = after(onboardingIn('PAN_PENDING'), { state: 'REJECTED' });
    expect(rejected).toMatchObject({ state: 'REJECTED', lastKnownState: 'PAN_PENDING' });
    expect(after(rejected, { state: 'REJECTED' })).toMatchObject({ lastKnownState: 'PAN_PENDING' });
    expect(loseOutcome(rejected)).toMatchObject({
      state: 'OUTCOME_UNKNOWN',
      lastKnownState: 'PAN_PENDING',
    });
    const { lastKnownState: _, ...never } = rejected;
    expect(loseOutcome(never)).not.toHaveProperty('lastKnownState');
  });

  it('is absent for an onboarding whose state was never known', () => {
    const { id, product, agent, mobile, clientRefId } = onboardingIn('NOT_REGISTERED');
    const fresh = newOnboarding({ id, product, agent, mobile, clientRefId }, NOW);
    expect(fresh).toMatchObject({ state: 'OUTCOME_UNKNOWN', version: 0, createdAt: NOW, otpSends: [] });
    expect(loseOutcome(fresh)).not.toHaveProperty('lastKnownState');
  });
});

describe('the pending OTP', () => {
  it('is kept while the outcome is unknown, and removed by a state without a pending OTP', () => {
    const pending = onboardingIn('OTP_PENDING');
    const lost = loseOutcome(pending);
    expect(lost.otp).toEqual(pending.otp);
    expect(after(lost, { state: 'OTP_PENDING' }).otp).toEqual(pending.otp);
    expect(after(lost, { state: 'PAN_PENDING' })).not.toHaveProperty('otp');
  });

  it('loses one attempt to an abandoned step that may have tried it', () => {
    const pending = onboardingIn('OTP_PENDING');
    const abandoned = abandonStep(pending);
    expect(abandoned).toEqual(loseOutcome(useAttempt(pending)));
    expect(abandonStep(abandoned)).toEqual(abandoned);
    const none = onboardingIn('PAN_PENDING');
    expect(abandonStep(none)).toEqual(loseOutcome(none));
  });

  it('stays expired once it has expired', () => {
    expect(expireOtp(onboardingIn('OTP_PENDING')).otp).toMatchObject({ expired: true });
    const onboarding = onboardingIn('PAN_PENDING');
    expect(expireOtp(onboarding)).toBe(onboarding);
  });
});

describe('OTP sends', () => {
  it('are counted for an hour', () => {
    const otpSends = [NOW - HOUR - 1, NOW - HOUR, NOW - HOUR + 1, NOW - 1];
    const onboarding = onboardingIn('OTP_PENDING', { otpSends });
    expect(recentOtpSends(onboarding, NOW)).toEqual([NOW - HOUR + 1, NOW - 1]);
    expect(countOtpSend(onboarding, NOW).otpSends).toEqual([NOW - HOUR + 1, NOW - 1, NOW]);
  });
});
