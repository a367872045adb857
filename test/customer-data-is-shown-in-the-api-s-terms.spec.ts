import { expect, test } from '@jest/globals';
import { onboardingOf, type Reply } from './support/client.js';
import { PROFILE, reply } from './support/eko-replies.js';
import { example } from './support/examples.js';
import { newMobile, type ActionName } from './support/people.js';
import type { Onboarding } from './support/resources.js';
import type { ReachableState } from './support/stage.js';
import { sharedStage } from './support/set-up.js';

const { stage } = await sharedStage();

const money = (amount: string): object => ({ amount, currency: 'INR' });
const after = async (index: number, from: ReachableState, action: ActionName): Promise<Onboarding> => {
  const { product, response } = example(index);
  return onboardingOf(await stage.answered(await stage.at(from, product), action, response));
};

test('amounts of any format become decimal strings with two digits', async () => {
  const { customer } = await after(22, 'PAN_PENDING', 'SUBMIT_PAN');

  expect(customer).toMatchObject({
    name: 'Karan Garg',
    balance: money('0.00'),
    limits: {
      monthlyTotal: money('50000.00'),
      remaining: money('5287.00'),
      used: money('44713.00'),
      unavailable: money('0.00'),
    },
  });
});

test.each<[number, ReachableState, ActionName, string]>([
  [28, 'OTP_PENDING', 'VERIFY_OTP', 'FULL'],
  [19, 'OTP_PENDING', 'VERIFY_OTP', 'NONE'],
  [41, 'EKYC_OTP_PENDING', 'VERIFY_OTP', 'FULL'],
  [8, 'EKYC_OTP_PENDING', 'VERIFY_OTP', 'FULL'],
])('example %i: the KYC level is the profile’s, not the top level’s', async (index, from, action, kyc) => {
  expect((await after(index, from, action)).customer.kyc).toBe(kyc);
});

test('an empty name is ignored, and a later one is shown', async () => {
  const { customer } = onboardingOf(await stage.started('ppi-levin', newMobile(), example(17).response));
  expect(customer).not.toHaveProperty('name');

  const verified = await stage.answered(await stage.at('OTP_PENDING', 'ppi-levin'), 'VERIFY_OTP', PROFILE);
  expect(onboardingOf(verified).customer.name).toBe('Karan Garg');
});

test('the masked number to which the Aadhaar OTP was sent is shown', async () => {
  const { otp } = await after(12, 'AADHAAR_PENDING', 'SUBMIT_AADHAAR');

  expect(otp).toMatchObject({ purpose: 'AADHAAR', sentTo: '******3210', attemptsLeft: 3 });
});

test('no text, reference or token of Eko is sent to the client', async () => {
  const replies: Reply[] = [];
  const onboarding = await stage.at('OTP_PENDING', 'ppi-levin');
  replies.push(await stage.answered(onboarding, 'VERIFY_OTP', example(19).response));
  const fino = await stage.at('EKYC_OTP_PENDING', 'dmt-fino');
  replies.push(await stage.answered(fino, 'VERIFY_OTP', example(11).response));

  for (const { text } of replies)
    expect(text).not.toMatch(/(?<![\w-])(eyJ|2131)|wallet_|otp_ref|OTP expired|Success!/);
});

test('a known KYC level is kept when a profile has kyc_state 0, because complete customers have it, too', async () => {
  const mobile = newMobile();
  await stage.started('dmt-fino', mobile, PROFILE);

  const again = onboardingOf(await stage.started('dmt-fino', mobile, profile({ kyc_state: 0 })));

  expect(again).toMatchObject({ state: 'COMPLETED', customer: { kyc: 'FULL' } });
});

const profile = (customer: object, data: object = {}): object =>
  reply(309, { customer_profile: customer, ...data }, -1);

async function completedWith(answer: object): Promise<Onboarding['customer']> {
  return onboardingOf(await stage.started('dmt-fino', newMobile(), answer)).customer;
}

test.each<[unknown, string | undefined]>([
  ['50000', '50000.00'],
  ['50000.0', '50000.00'],
  [50000, '50000.00'],
  ['2.20834002375E9', '2208340023.75'],
  ['', undefined],
  ['0.00', '0.00'],
  [25000.5, '25000.50'],
  ['-12.345', '-12.35'],
  ['not an amount', undefined],
  [null, undefined],
])('a balance of %j is shown as %s', async (balance, amount) => {
  const customer = await completedWith(profile({ balance, name: 'Rahul' }));

  expect(customer.name).toBe('Rahul');
  expect(customer.balance).toEqual(amount === undefined ? undefined : money(amount));
});

test.each([
  ['2', 'NONE'],
  ['3', 'PENDING'],
  ['4', 'FULL'],
  ['8', 'PARTIAL'],
])('the customer information state %s is shown as kyc %s', async (state, kyc) => {
  expect((await completedWith(profile({ kyc_state: 0 }, { state }))).kyc).toBe(kyc);
});

test.each([
  [{ kyc_state: 1 }, 'FULL'],
  [{ kyc_state: '1' }, 'FULL'],
  [{ kyc_state: 0 }, 'NONE'],
])('a profile of %j is shown as kyc %s, whatever the top level contains', async (customer, kyc) => {
  expect((await completedWith(profile(customer, { kyc_state: 0, is_registered: 0 }))).kyc).toBe(kyc);
});
