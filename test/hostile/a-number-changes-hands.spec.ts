import { describe, expect, test } from '@jest/globals';
import { onboardingOf } from '../support/client.js';
import * as eko from '../support/eko-replies.js';
import { newMobile, REGISTRATION } from '../support/people.js';
import type { Onboarding } from '../support/resources.js';
import { bodyOf } from '../support/upstream.js';
import { sharedStage } from '../support/set-up.js';

const { upstream, stage } = await sharedStage();

const OWNER = { name: 'Shobhit', balance: '812.50', total_monthly_limit: '50000', kyc_state: 1 };
const WALLET = { wallet_token: 'token-of-the-first-owner', wallet_id: 'wallet-of-the-first-owner' };
const profile = (customer: object, data: object = {}): object =>
  eko.reply(309, { customer_profile: customer, ...data }, -1);
const masked = (mobile: string): object => ({ mobile: `******${mobile.slice(-4)}` });

/** A customer with a profile, a wallet session and a verified mobile OTP. */
async function knownCustomer(mobile: string): Promise<Onboarding> {
  const onboarding = await stage.at('OTP_PENDING', 'ppi-levin', mobile);
  const known = onboardingOf(await stage.answered(onboarding, 'VERIFY_OTP', profile(OWNER, WALLET)));
  expect(known.customer).toMatchObject({ name: 'Shobhit', kyc: 'FULL', balance: { amount: '812.50' } });
  return known;
}

describe('a mobile number that Eko no longer knows', () => {
  test.each([
    ['308', eko.NOT_REGISTERED],
    ['463', eko.status(463)],
    ['308 with a profile', eko.reply(308, { customer_profile: OWNER, ...WALLET, otp_ref_id: 'x' }, 1)],
  ])('shows nothing of the previous customer when the reply is %s', async (_what, answer) => {
    const mobile = newMobile();
    const known = await knownCustomer(mobile);

    const refreshed = onboardingOf(await stage.answered(known, 'REFRESH', answer));

    expect(refreshed).toMatchObject({ id: known.id, state: 'NOT_REGISTERED' });
    expect(refreshed.customer).toEqual(masked(mobile));
    expect(await stage.read(known)).toEqual(refreshed);
  });

  test('is registered under the new name, without the previous wallet session', async () => {
    const mobile = newMobile();
    const known = await knownCustomer(mobile);
    await stage.answered(known, 'REFRESH', eko.NOT_REGISTERED);

    const registered = onboardingOf(await stage.answered(known, 'REGISTER', eko.MOBILE_OTP_SENT));
    expect(registered.customer).toEqual({ ...masked(mobile), name: REGISTRATION.name });

    await stage.answered(known, 'VERIFY_OTP', eko.AADHAAR_PENDING);
    await stage.answered(known, 'SUBMIT_AADHAAR', eko.AADHAAR_OTP_SENT);
    expect(bodyOf(upstream.last)).toMatchObject({ wallet_token: '', wallet_id: '' });
  });

  test('at a verification: the OTP was not accepted, and the name of the registration is not kept', async () => {
    const pending = await stage.at('OTP_PENDING', 'ppi-digikhata');
    const gone = onboardingOf(await stage.answered(pending, 'VERIFY_OTP', eko.NOT_REGISTERED));
    expect(gone).toMatchObject({ state: 'NOT_REGISTERED' });

    const unclear = [eko.WALLET_OPENED, eko.NOT_REGISTERED] as const;
    const registered = onboardingOf(await stage.answered(gone, 'REGISTER', ...unclear));

    expect(registered.state).toBe('NOT_REGISTERED');
    expect(registered.customer).not.toHaveProperty('name');
  });
});

describe('a profile', () => {
  async function profiles(...customers: readonly object[]): Promise<object> {
    const mobile = newMobile();
    let shown: object = {};
    for (const customer of customers)
      shown = onboardingOf(await stage.started('dmt-fino', mobile, profile(customer))).customer;
    return { ...shown, mobile: undefined };
  }

  test('replaces the previous profile: a missing field is unknown', async () => {
    expect(await profiles(OWNER, { name: 'Shobhit', next_allowed_limit: '10' })).toEqual({
      name: 'Shobhit',
      kyc: 'FULL',
      limits: { remaining: { amount: '10.00', currency: 'INR' } },
    });
  });

  test('of another person keeps nothing of the previous one, not even the KYC level', async () => {
    expect(await profiles(OWNER, { name: 'Karan Garg', kyc_state: 0 })).toEqual({
      name: 'Karan Garg',
      kyc: 'NONE',
    });
  });

  test('with another spelling of the name is of the same person', async () => {
    expect(await profiles(OWNER, { name: ' SHOBHIT ', kyc_state: 0 })).toEqual({
      name: 'SHOBHIT',
      kyc: 'FULL',
    });
  });

  test('without a name keeps the registered name', async () => {
    expect(await profiles(OWNER, { name: '', balance: '1' })).toMatchObject({ name: 'Shobhit' });
    const onboarding = await stage.at('NOT_REGISTERED', 'ppi-levin');
    await stage.answered(onboarding, 'REGISTER', eko.MOBILE_OTP_SENT);

    const unnamed = await stage.answered(onboarding, 'VERIFY_OTP', profile({ balance: '0.00' }));
    expect(onboardingOf(unnamed).customer).toMatchObject({ name: REGISTRATION.name });
    const named = await stage.answered(onboarding, 'REFRESH', profile({ name: 'Karan K Garg' }));
    expect(onboardingOf(named).customer).toMatchObject({ name: 'Karan K Garg' });
  });
});
