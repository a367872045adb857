import { expect, test } from '@jest/globals';
import { Visit } from './support/visit.js';
import { sharedGateway } from './support/shared-gateway.js';

const gateway = await sharedGateway();

async function visit(code: string): Promise<Visit> {
  const one = new Visit(gateway.client, 'dmt-fino', code);
  await one.start();
  return one;
}

test.each([
  ['129', 'BIOMETRIC_PENDING'],
  ['134', 'BIOMETRIC_PENDING'],
  ['136', 'BIOMETRIC_PENDING'],
  ['147', 'BIOMETRIC_PENDING'],
  ['309', 'COMPLETED'],
  ['329', 'COMPLETED'],
])('%s: the look-up shows the customer %s', async (code, state) => {
  const customer = new Visit(gateway.client, 'dmt-fino', code);

  expect(await customer.start()).toEqual({ status: 201, state });
});

test('131: a customer who is already registered at the eKYC OTP is looked up and COMPLETED', async () => {
  const customer = await visit('131');

  expect(await customer.act('REGISTER', 'SUBMIT_BIOMETRIC', 'VERIFY_OTP')).toEqual({
    status: 200,
    state: 'COMPLETED',
  });
});

test('135: an existing relationship with the bank is REJECTED', async () => {
  const customer = await visit('135');

  expect(await customer.act('REGISTER', 'SUBMIT_BIOMETRIC')).toEqual({ status: 200, state: 'REJECTED' });
  expect(customer.onboarding).toMatchObject({ nextAction: null, alternatives: [] });
  expect(customer.onboarding.steps.map(({ status }) => status)).not.toContain('active');
});

test.each(['235', '138'])('%s: a refused fingerprint is BIOMETRIC_REJECTED', async (code) => {
  const customer = await visit(code);

  expect(await customer.act('REGISTER', 'SUBMIT_BIOMETRIC')).toEqual({
    status: 422,
    code: 'BIOMETRIC_REJECTED',
    state: 'BIOMETRIC_PENDING',
  });
  expect(customer.onboarding.nextAction?.action).toBe('SUBMIT_BIOMETRIC');
});

test('388: the generic reply with kyc_verified is COMPLETED, with its limit', async () => {
  const customer = await visit('388');

  expect(await customer.act('REGISTER', 'SUBMIT_BIOMETRIC', 'VERIFY_OTP')).toEqual({
    status: 200,
    state: 'COMPLETED',
  });
  expect(customer.onboarding.customer).toMatchObject({
    kyc: 'FULL',
    limits: { remaining: { amount: '25000.00', currency: 'INR' } },
  });
});

test('389: the generic replies are read at every step', async () => {
  const customer = await visit('389');

  expect(await customer.act('REGISTER')).toEqual({ status: 200, state: 'BIOMETRIC_PENDING' });
  expect(await customer.act('REFRESH')).toEqual({ status: 200, state: 'BIOMETRIC_PENDING' });
  expect(await customer.act('SUBMIT_BIOMETRIC')).toEqual({ status: 200, state: 'EKYC_OTP_PENDING' });
  expect(await customer.act('VERIFY_OTP')).toEqual({ status: 200, state: 'COMPLETED' });
});

test('347: a balance of the agent that is too small is AGENT_BALANCE_INSUFFICIENT', async () => {
  const customer = await visit('347');

  expect(await customer.act('REGISTER')).toEqual({
    status: 409,
    code: 'AGENT_BALANCE_INSUFFICIENT',
    state: 'NOT_REGISTERED',
  });
});

test('a new fingerprint replaces an expired eKYC OTP', async () => {
  const customer = await visit('303');

  const expired = await customer.act('REGISTER', 'SUBMIT_BIOMETRIC', 'VERIFY_OTP');
  expect(expired).toEqual({ status: 422, code: 'OTP_EXPIRED', state: 'EKYC_OTP_PENDING' });
  expect(customer.onboarding.nextAction?.action).toBe('SUBMIT_BIOMETRIC');
  expect(await customer.act('SUBMIT_BIOMETRIC')).toEqual({ status: 200, state: 'EKYC_OTP_PENDING' });
  expect(customer.onboarding.otp?.attemptsLeft).toBe(3);
});
