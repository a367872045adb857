import { describe, expect, test } from '@jest/globals';
import type { ActionName } from './support/people.js';
import { OTP_PRODUCTS, PRODUCTS, type Product } from './support/resources.js';
import { Visit } from './support/visit.js';
import { sharedGateway } from './support/shared-gateway.js';

const gateway = await sharedGateway();

async function visit(product: Product, code: string): Promise<Visit> {
  const one = new Visit(gateway.client, product, code);
  await one.start();
  return one;
}

/** Takes the customer to the step that takes the Aadhaar number; returns the state and the action. */
async function toAadhaar(customer: Visit): Promise<[state: string, action: ActionName]> {
  if (customer.product === 'dmt-fino') {
    await customer.act('REGISTER');
    return ['BIOMETRIC_PENDING', 'SUBMIT_BIOMETRIC'];
  }
  await customer.act('REGISTER', 'VERIFY_OTP');
  return ['AADHAAR_PENDING', 'SUBMIT_AADHAAR'];
}

describe.each(PRODUCTS)('%s', (product) => {
  test('010: an OTP that begins with a zero is accepted unchanged', async () => {
    const customer = await visit(product, '010');
    const toOtp: readonly ActionName[] =
      product === 'dmt-fino' ? ['REGISTER', 'SUBMIT_BIOMETRIC'] : ['REGISTER'];
    await customer.act(...toOtp);
    expect(await gateway.client.otp(product, customer.mobile)).toMatch(/^0/);

    const after = await customer.act('VERIFY_OTP');

    expect(after).toEqual({ status: 200, state: product === 'dmt-fino' ? 'COMPLETED' : 'AADHAAR_PENDING' });
  });

  test('132: a name that Eko refuses is CUSTOMER_DETAILS_REJECTED, and can be corrected', async () => {
    const customer = await visit(product, '132');

    expect(await customer.act('REGISTER')).toEqual({
      status: 422,
      code: 'CUSTOMER_DETAILS_REJECTED',
      state: 'NOT_REGISTERED',
    });
    expect(customer.onboarding.nextAction?.action).toBe('REGISTER');
  });

  test.each(['036', '314', '945'])('%s: an exhausted monthly limit is LIMIT_EXHAUSTED', async (code) => {
    const customer = await visit(product, code);

    expect(await customer.act('REGISTER')).toEqual({
      status: 422,
      code: 'LIMIT_EXHAUSTED',
      state: 'NOT_REGISTERED',
    });
  });

  test('117: a registration of a registered customer is followed by a look-up', async () => {
    const customer = await visit(product, '117');

    expect(await customer.act('REGISTER')).toEqual({
      status: 200,
      state: product === 'dmt-fino' ? 'BIOMETRIC_PENDING' : 'OTP_PENDING',
    });
  });

  test.each([
    ['137', 'AADHAAR_REJECTED', 422],
    ['188', product === 'dmt-fino' ? 'BIOMETRIC_REJECTED' : 'AADHAAR_REJECTED', 422],
    ['150', 'AADHAAR_SERVICE_UNAVAILABLE', 503],
  ])('%s: the Aadhaar step is %s, and may be repeated', async (code, problem, status) => {
    const customer = await visit(product, code);
    const [from, action] = await toAadhaar(customer);

    expect(await customer.act(action)).toEqual({ status, code: problem, state: from });
    expect(customer.onboarding.nextAction?.action).toBe(action);
    if (status === 503) {
      expect(customer.last?.headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
      expect((await customer.act(action)).status).toBe(200);
    }
  });

  test('164: a customer who is unknown to Eko at the Aadhaar step must be registered', async () => {
    const customer = await visit(product, '164');
    const [, action] = await toAadhaar(customer);

    expect(await customer.act(action)).toEqual({ status: 200, state: 'NOT_REGISTERED' });
    expect(customer.onboarding.nextAction?.action).toBe('REGISTER');
  });

  test('300: a registration that only opens the wallet is followed by a look-up', async () => {
    const customer = await visit(product, '300');

    expect(await customer.act('REGISTER')).toEqual({
      status: 200,
      state: product === 'dmt-fino' ? 'BIOMETRIC_PENDING' : 'OTP_PENDING',
    });
  });
});

describe.each(OTP_PRODUCTS)('%s', (product) => {
  test.each([
    ['129', 'AADHAAR_PENDING'],
    ['134', 'AADHAAR_PENDING'],
    ['136', 'AADHAAR_PENDING'],
    ['147', 'PAN_PENDING'],
    ['309', 'COMPLETED'],
    ['329', 'COMPLETED'],
    ['131', 'OTP_PENDING'],
  ])('%s: after the mobile OTP the customer is %s', async (code, state) => {
    const customer = new Visit(gateway.client, product, code);
    const started = await customer.start();
    const unregistered = code === '131';
    expect(started).toEqual({ status: 201, state: unregistered ? 'NOT_REGISTERED' : 'OTP_PENDING' });
    if (unregistered) await customer.act('REGISTER');

    expect(await customer.act('VERIFY_OTP')).toEqual({ status: 200, state });
  });

  test('138: a refused Aadhaar number is AADHAAR_REJECTED, and can be corrected', async () => {
    const customer = await visit(product, '138');
    await customer.act('REGISTER', 'VERIFY_OTP');

    expect(await customer.act('SUBMIT_AADHAAR')).toEqual({
      status: 422,
      code: 'AADHAAR_REJECTED',
      state: 'AADHAAR_PENDING',
    });
    expect(customer.onboarding.nextAction?.action).toBe('SUBMIT_AADHAAR');
  });

  test.each([
    ['237', 'PAN_REJECTED'],
    ['247', 'PAN_REJECTED'],
    ['232', 'CUSTOMER_DETAILS_REJECTED'],
  ])('%s: a refused PAN is %s, and can be corrected', async (code, problem) => {
    const customer = await visit(product, code);
    await customer.act('REGISTER', 'VERIFY_OTP', 'SUBMIT_AADHAAR', 'VERIFY_OTP');

    expect(await customer.act('SUBMIT_PAN')).toEqual({ status: 422, code: problem, state: 'PAN_PENDING' });
    expect(customer.onboarding.nextAction?.action).toBe('SUBMIT_PAN');
  });

  test('302: a wrong OTP keeps the state and uses up an attempt', async () => {
    const customer = await visit(product, '302');
    await customer.act('REGISTER');

    expect(await customer.act('VERIFY_OTP')).toEqual({
      status: 422,
      code: 'OTP_INCORRECT',
      state: 'OTP_PENDING',
    });
    expect(customer.onboarding.otp?.attemptsLeft).toBe(2);
    expect(customer.onboarding.nextAction?.action).toBe('VERIFY_OTP');
  });

  test('303: an expired OTP keeps the state, and a new OTP is required', async () => {
    const customer = await visit(product, '303');
    await customer.act('REGISTER');

    expect(await customer.act('VERIFY_OTP')).toEqual({
      status: 422,
      code: 'OTP_EXPIRED',
      state: 'OTP_PENDING',
    });
    expect(customer.onboarding.nextAction?.action).toBe('RESEND_OTP');
  });

  test('309: the amounts are shown as decimal strings', async () => {
    const customer = await visit(product, '309');
    await customer.act('VERIFY_OTP');

    expect(customer.onboarding.customer).toMatchObject({
      balance: { amount: '0.00', currency: 'INR' },
      limits: {
        monthlyTotal: { amount: '50000.00', currency: 'INR' },
        remaining: { amount: '5287.00', currency: 'INR' },
        used: { amount: '44713.00', currency: 'INR' },
        unavailable: { amount: '0.00', currency: 'INR' },
      },
    });
  });

  test('329: amounts in scientific notation are shown with all digits', async () => {
    const customer = await visit(product, '329');
    await customer.act('VERIFY_OTP');

    const { limits, balance } = customer.onboarding.customer;
    const amounts = [...Object.values(limits ?? {}), ...(balance ? [balance] : [])].map(
      ({ amount }) => amount,
    );
    expect(amounts).toContain('2208340023.75');
    for (const amount of amounts) expect(amount).toMatch(/^\d+\.\d{2}$/);
  });
});

test('ppi-levin 463: an expired wallet token is WALLET_SESSION_EXPIRED, and a refresh begins a new session', async () => {
  const customer = await visit('ppi-levin', '463');
  await customer.act('REGISTER', 'VERIFY_OTP');

  expect(await customer.act('SUBMIT_AADHAAR')).toEqual({
    status: 409,
    code: 'WALLET_SESSION_EXPIRED',
    state: 'AADHAAR_PENDING',
  });
  expect(customer.onboarding.nextAction?.action).toBe('REFRESH');
  expect(await customer.act('REFRESH')).toEqual({ status: 200, state: 'OTP_PENDING' });
  expect(await customer.act('VERIFY_OTP', 'SUBMIT_AADHAAR')).toEqual({
    status: 200,
    state: 'AADHAAR_OTP_PENDING',
  });
});

test('ppi-levin 236: the wallet token of 2136 and 2147 is sent with later calls and never shown', async () => {
  const customer = await visit('ppi-levin', '236');
  const shown: string[] = [];
  for (const action of ['REGISTER', 'VERIFY_OTP', 'SUBMIT_AADHAAR', 'VERIFY_OTP', 'SUBMIT_PAN'] as const) {
    expect((await customer.act(action)).status).toBe(200);
    shown.push(customer.last?.text ?? '');
  }

  expect(customer.onboarding.state).toBe('COMPLETED');
  expect(shown.join('\n')).not.toMatch(/(?<![\w-])(eyJ|wlt_)|wallet/i);
});
