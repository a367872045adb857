import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AADHAAR, NO_WALLET, PAN, REGISTRATION, SignedCaller } from '../testing/signed-caller.js';

let caller: SignedCaller;
beforeAll(async () => {
  caller = await SignedCaller.start();
});
afterAll(() => caller.sandbox.close());

describe('ppi-levin', () => {
  const verify = (mobile: string, reference: unknown, intent: string) =>
    caller.send('POST', `/customer/payment/ppi-levin/sender/${mobile}/otp/verify`, {
      fields: { otp: caller.otpOf(mobile), otp_ref_id: reference, intent_id: intent },
    });

  /** Registers the customer up to the sent Aadhaar OTP. @returns its reference */
  async function walkToAadhaarOtp(mobile: string): Promise<unknown> {
    const base = `/customer/payment/ppi-levin/sender/${mobile}`;
    const registered = await caller.send('POST', base, { fields: { ...REGISTRATION, service_code: 80 } });
    expect(registered.body).toMatchObject({ status: 2129, response_status_id: 1, response_type_id: 2129 });
    const verified = await verify(mobile, registered.data['otp_ref_id'], '19');
    expect(verified.body).toMatchObject({ response_type_id: 2136, status: 2136 });
    expect(verified.body).not.toHaveProperty('data');
    const aadhaar = await caller.send('POST', `${base}/aadhaar/otp`, {
      fields: { aadhar: AADHAAR, ...NO_WALLET },
    });
    expect(aadhaar.body).toMatchObject({ status: 0, response_status_id: 0, response_type_id: 1388 });
    expect(aadhaar.data['mobile_hint']).toBe(`******${mobile.slice(-4)}`);
    return aadhaar.data['otp_ref_id'];
  }

  it('onboards an unknown customer until it is complete', async () => {
    const mobile = '8000000004';
    const base = `/customer/payment/ppi-levin/sender/${mobile}`;
    expect((await caller.send('GET', base)).body['response_type_id']).toBe(308);
    const reference = await walkToAadhaarOtp(mobile);
    expect((await verify(mobile, reference, '20')).body['response_type_id']).toBe(2147);
    const completed = await caller.send('POST', `${base}/pan`, { fields: { ...PAN, ...NO_WALLET } });
    expect(completed.body['response_type_id']).toBe(309);

    const returning = await caller.send('GET', base);
    const profile = await verify(mobile, returning.data['otp_ref_id'], '19');
    expect(profile.data).toMatchObject({
      wallet_token: expect.stringMatching(/^eyJ[\w-]+\.[\w-]+\.[\w-]+$/),
      sender_name: '',
      customer_profile: { total_monthly_limit: '50000', next_allowed_limit: '50000.0', kyc_state: 0 },
    });
    expect(profile.data).not.toHaveProperty('account');
  });

  it('also verifies the Aadhaar OTP at the older path', async () => {
    const mobile = '8000000005';
    const path = `/customer/payment/ppi-levin/sender/${mobile}/aadhaar/otp/verify`;
    const reference = await walkToAadhaarOtp(mobile);
    const wrong = await caller.send('POST', path, { fields: { otp: 1, otp_ref_id: reference } });
    expect(wrong.body).toMatchObject({
      status: 1,
      response_status_id: 302,
      response_type_id: 1388,
      data: {},
    });
    const verified = await caller.send('POST', path, {
      fields: { otp: caller.otpOf(mobile), otp_ref_id: reference },
    });
    expect(verified.body).toMatchObject({
      response_type_id: 1388,
      data: { verified: true, name: 'Ramesh Kumar' },
    });
  });
});
