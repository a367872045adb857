import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AADHAAR, PAN, REGISTRATION, SignedCaller } from '../testing/signed-caller.js';

let caller: SignedCaller;
beforeAll(async () => {
  caller = await SignedCaller.start();
});
afterAll(() => caller.sandbox.close());

describe('customer-account', () => {
  const mobile = '8000000001';
  const base = `/customer/account/${mobile}`;
  const lookUp = () => caller.send('GET', `/customer/profile/${mobile}`);
  const verify = (reference: unknown) =>
    caller.send('POST', `${base}/otp/verify`, {
      fields: { otp: caller.otpOf(mobile), otp_ref_id: reference },
    });

  it('onboards an unknown customer until it is complete', async () => {
    expect((await lookUp()).body).toEqual({
      response_status_id: 1,
      data: { sender_name: '', ekyc_enabled: '' },
      response_type_id: 308,
      message: 'Failure!Customer Not Enrolled',
      status: 308,
    });

    const registered = await caller.send('POST', base, { fields: REGISTRATION });
    expect(registered.body).toMatchObject({ status: 2129, response_status_id: 1, response_type_id: 2129 });
    expect(registered.data).toMatchObject({
      intent_id: 19,
      kyc_request_id: '',
      otp_ref_id: expect.any(String),
    });

    expect((await verify(registered.data['otp_ref_id'])).body).toEqual({
      response_status_id: 1,
      response_type_id: 2136,
      message: 'Aadhar Validation Pending',
      status: 2136,
    });

    const aadhaar = await caller.send('POST', `${base}/ppi/aadhaar`, { fields: { aadhar: AADHAAR } });
    expect(aadhaar.body['response_type_id']).toBe(2129);
    expect(aadhaar.data).toMatchObject({ intent_id: 20, otp_ref_id: expect.any(Number) });

    expect((await verify(aadhaar.data['otp_ref_id'])).body).toEqual({
      response_status_id: 0,
      data: { application_id: '' },
      response_type_id: 2147,
      message: 'Pan Number Required',
      status: 0,
    });

    const completed = await caller.send('POST', `${base}/ppi/pan`, { fields: PAN });
    expect(completed.body).toMatchObject({ status: 0, response_status_id: -1, response_type_id: 309 });
    expect(completed.data).toMatchObject({
      sender_name: 'Ramesh Kumar',
      next_allowed_limit: 50000,
      customer_profile: { mobile, total_monthly_limit: '50000.0', balance: '0.00', kyc_state: 0 },
    });
  });

  it('sends a complete customer an OTP at look-up; verifying it returns the profile', async () => {
    const returning = await lookUp();
    expect(returning.body).toMatchObject({ status: 2129, response_status_id: 1, response_type_id: 2129 });
    expect((await verify(returning.data['otp_ref_id'])).body['response_type_id']).toBe(309);
  });

  it('refuses to register a complete customer: already registered', async () => {
    const again = await caller.send('POST', base, { fields: REGISTRATION });
    expect(again.body).toMatchObject({ status: 17, response_status_id: 1, response_type_id: -1 });
  });
});
