import { describe, expect, test } from '@jest/globals';
import { onboardingOf, type Reply } from './support/client.js';
import { BODIES, newMobile, ROUTES, type ActionName } from './support/people.js';
import { OTP_PRODUCTS, type Onboarding } from './support/resources.js';
import { sharedGateway } from './support/shared-gateway.js';

const gateway = await sharedGateway();

async function act(
  onboarding: Onboarding,
  action: ActionName,
  body: object = BODIES[action],
): Promise<Reply> {
  return gateway.client.post(href(onboarding, action), body);
}

function href({ product, id }: Onboarding, action: ActionName): string {
  return `/v1/${product}/onboardings/${id}/${ROUTES[action]}`;
}

async function verify(onboarding: Onboarding, mobile: string): Promise<Onboarding> {
  const otp = await gateway.client.otp(onboarding.product, mobile);
  return onboardingOf(await act(onboarding, 'VERIFY_OTP', { otp }));
}

/** The status of each step, in journey order. */
const progress = ({ steps }: Onboarding): string => steps.map(({ status }) => status).join(' ');
const names = ({ steps }: Onboarding): readonly string[] => steps.map(({ step }) => step);

describe.each(OTP_PRODUCTS)('%s', (product) => {
  test('leads a new customer through mobile OTP, Aadhaar OTP and PAN to COMPLETED', async () => {
    const mobile = newMobile();

    const started = await gateway.client.start(product, mobile);
    expect(started.status).toBe(201);
    const unknown = onboardingOf(started);
    expect(started.headers.get('location')).toBe(`/v1/${product}/onboardings/${unknown.id}`);
    expect(unknown).toMatchObject({ state: 'NOT_REGISTERED', version: 1, alternatives: [] });
    expect(unknown).not.toHaveProperty('otp');
    expect(unknown.nextAction).toMatchObject({ action: 'REGISTER', href: href(unknown, 'REGISTER') });
    expect(names(unknown)).toEqual(['REGISTRATION', 'MOBILE_OTP', 'AADHAAR', 'AADHAAR_OTP', 'PAN']);
    expect(progress(unknown)).toBe('active pending pending pending pending');

    const registered = onboardingOf(await act(unknown, 'REGISTER'));
    expect(registered).toMatchObject({ state: 'OTP_PENDING', version: 2, customer: { name: 'Karan Garg' } });
    const { resendAvailableAt, ...otp } = registered.otp ?? {};
    expect(otp).toEqual({ purpose: 'MOBILE', sentTo: `******${mobile.slice(-4)}`, attemptsLeft: 3 });
    expect(resendAvailableAt).toMatch(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/);
    expect(registered.nextAction).toMatchObject({
      action: 'VERIFY_OTP',
      href: href(registered, 'VERIFY_OTP'),
    });
    expect(registered.alternatives).toEqual([
      {
        action: 'RESEND_OTP',
        method: 'POST',
        href: href(registered, 'RESEND_OTP'),
        fields: [],
        availableAt: resendAvailableAt,
      },
    ]);
    expect(progress(registered)).toBe('done active pending pending pending');

    const verified = await verify(registered, mobile);
    expect(verified).toMatchObject({ state: 'AADHAAR_PENDING', version: 3, alternatives: [] });
    expect(verified).not.toHaveProperty('otp');
    expect(verified.nextAction?.action).toBe('SUBMIT_AADHAAR');
    expect(progress(verified)).toBe('done done active pending pending');

    const aadhaar = onboardingOf(await act(verified, 'SUBMIT_AADHAAR'));
    expect(aadhaar).toMatchObject({ state: 'AADHAAR_OTP_PENDING', version: 4, otp: { purpose: 'AADHAAR' } });
    expect(aadhaar.nextAction?.action).toBe('VERIFY_OTP');
    expect(aadhaar.alternatives.map(({ action }) => action)).toEqual(['SUBMIT_AADHAAR']);
    expect(progress(aadhaar)).toBe('done done done active pending');

    const aadhaarVerified = await verify(aadhaar, mobile);
    expect(aadhaarVerified).toMatchObject({ state: 'PAN_PENDING', version: 5, alternatives: [] });
    expect(aadhaarVerified.nextAction?.action).toBe('SUBMIT_PAN');
    expect(progress(aadhaarVerified)).toBe('done done done done active');

    const completed = await act(aadhaarVerified, 'SUBMIT_PAN');
    expect(completed.status).toBe(200);
    expect(onboardingOf(completed)).toMatchObject({ state: 'COMPLETED', version: 6, nextAction: null });
    expect(onboardingOf(completed).alternatives).toEqual([]);
    expect(progress(onboardingOf(completed))).toBe('done done done done done');
    expect(onboardingOf(completed).id).toBe(unknown.id);
  });

  test('resends the mobile OTP, and only the newer one is accepted', async () => {
    const mobile = newMobile();
    const unknown = onboardingOf(await gateway.client.start(product, mobile));
    const registered = onboardingOf(await act(unknown, 'REGISTER'));
    const first = await gateway.client.otp(product, mobile);

    const again = onboardingOf(await act(registered, 'RESEND_OTP'));
    expect(again).toMatchObject({ state: 'OTP_PENDING', version: 3, otp: { attemptsLeft: 3 } });

    const second = await gateway.client.otp(product, mobile);
    const refused = await act(again, 'VERIFY_OTP', { otp: first === second ? `${first}9` : first });
    expect(refused.body).toMatchObject({ code: 'OTP_INCORRECT' });
    expect((await verify(again, mobile)).state).toBe('AADHAAR_PENDING');
  });
});

test('dmt-fino leads a new customer through fingerprint and eKYC OTP to COMPLETED', async () => {
  const mobile = newMobile();

  const started = await gateway.client.start('dmt-fino', mobile);
  expect(started.status).toBe(201);
  const unknown = onboardingOf(started);
  expect(unknown).toMatchObject({ state: 'NOT_REGISTERED', version: 1 });
  expect(names(unknown)).toEqual(['REGISTRATION', 'BIOMETRIC', 'EKYC_OTP']);
  expect(progress(unknown)).toBe('active pending pending');

  const registered = onboardingOf(await act(unknown, 'REGISTER'));
  expect(registered).toMatchObject({ state: 'BIOMETRIC_PENDING', version: 2, alternatives: [] });
  expect(registered.nextAction?.action).toBe('SUBMIT_BIOMETRIC');
  expect(registered.customer.kyc).toBe('PENDING');
  expect(progress(registered)).toBe('done active pending');

  const captured = onboardingOf(await act(registered, 'SUBMIT_BIOMETRIC'));
  expect(captured).toMatchObject({ state: 'EKYC_OTP_PENDING', version: 3, otp: { purpose: 'EKYC' } });
  expect(captured.nextAction?.action).toBe('VERIFY_OTP');
  expect(captured.alternatives.map(({ action }) => action)).toEqual(['SUBMIT_BIOMETRIC']);
  expect(progress(captured)).toBe('done done active');

  const completed = await verify(captured, mobile);
  expect(completed).toMatchObject({ state: 'COMPLETED', version: 4, nextAction: null, alternatives: [] });
  expect(completed.customer.kyc).toBe('FULL');
  expect(progress(completed)).toBe('done done done');
});
