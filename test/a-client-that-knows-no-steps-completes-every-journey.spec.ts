import { describe, expect, test } from '@jest/globals';
import { onboardingOf, problemOf } from './support/client.js';
import { identity, newMobile } from './support/people.js';
import { PRODUCTS, type Problem } from './support/resources.js';
import { sharedGateway } from './support/shared-gateway.js';
import { StepBlindClient } from './support/step-blind-client.js';

const gateway = await sharedGateway();
const blind = new StepBlindClient(gateway.client);

describe.each(PRODUCTS)('%s', (product) => {
  test('takes an unknown customer to COMPLETED by nextAction and fields alone', async () => {
    const { onboarding } = await blind.complete(product, newMobile());

    expect(onboarding).toMatchObject({ state: 'COMPLETED', nextAction: null, alternatives: [] });
  });

  test.each([
    ['whose OTPs all begin with a zero', '010'],
    ['who is registered with an OTP pending', '129'],
    ['who is already registered when the OTP is verified', '131'],
    ['whose KYC is pending', '134'],
    ['whose Aadhaar is pending', '136'],
    ['whose PAN is pending', '147'],
    ['whose wallet steps require the token that Eko issued', '236'],
    ['whose wallet was opened by registration without an OTP', '300'],
    ['who is already complete at Eko', '309'],
    ['whose eKYC OTP is answered with the generic reply', '388'],
    ['who is already registered when the registration is sent', '117'],
    ['whom Eko reports as unknown once', '164'],
    ['whose OTP was verified before', '301'],
    ['whose registration sends an OTP and no reference', '327'],
    ['for whom Eko replies in the shapes of June and July 2026', '389'],
    ['whose replies name another customer, as Eko’s canned replies do', '270'],
    ['whose ids arrive as strings at registration', '697'],
    ['whose ids arrive as strings at every change', '297'],
  ])('takes a customer %s to COMPLETED', async (_who, code) => {
    const { onboarding } = await blind.complete(product, identity(code));

    expect(onboarding.state).toBe('COMPLETED');
  });

  test('repeats the steps of a completed journey when the look-up requires it', async () => {
    const mobile = newMobile();
    await blind.complete(product, mobile);

    const { onboarding } = await blind.complete(product, mobile);

    expect(onboarding.state).toBe('COMPLETED');
  });
});

describe.each(PRODUCTS.filter((product) => product !== 'customer-account'))('%s', (product) => {
  test('completes the prerequisite account of a customer whom Eko does not know, then continues', async () => {
    const { onboarding, taken } = await blind.complete(product, identity('363'));

    expect(onboarding).toMatchObject({ product, state: 'COMPLETED' });
    const refused = taken.find(({ action }) => action === 'START')?.reply;
    expect(refused?.body).toMatchObject({
      code: 'CUSTOMER_ACCOUNT_REQUIRED',
      status: 409,
      prerequisite: {
        action: 'START',
        method: 'POST',
        href: '/v1/customer-account/onboardings',
        fields: [{ name: 'mobile', type: 'string', required: true, pattern: '^[6-9][0-9]{9}$' }],
      },
      onboarding: { product, state: 'NOT_REGISTERED', nextAction: { action: 'REGISTER' } },
    });
  });
});

test('completes a journey whose wallet session has expired at Eko by the REFRESH that nextAction names', async () => {
  const mobile = identity('463');
  const refused = await refusedAt('ppi-levin', mobile);
  expect(refused).toMatchObject({ code: 'WALLET_SESSION_EXPIRED', status: 409 });
  expect(refused.onboarding?.nextAction?.action).toBe('REFRESH');

  const { onboarding } = await blind.complete('ppi-levin', mobile, refused.onboarding);

  expect(onboarding.state).toBe('COMPLETED');
});

/** Takes actions until one is refused. */
async function refusedAt(product: string, mobile: string): Promise<Problem> {
  let reply = await gateway.client.start(product, mobile);
  while (reply.status < 400) {
    const { nextAction } = onboardingOf(reply);
    if (!nextAction) throw new Error('no action was refused');
    reply = await blind.take(nextAction, () => gateway.client.otp(product, mobile));
  }
  return problemOf(reply);
}
