import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AADHAAR, PAN, REGISTRATION, SignedCaller } from '../testing/signed-caller.js';

let caller: SignedCaller;
beforeAll(async () => {
  caller = await SignedCaller.start();
});
afterAll(() => caller.sandbox.close());

describe('ppi-digikhata', () => {
  const mobile = '8000000003';
  const base = `/customer/payment/ppi-digikhata/sender/${mobile}`;
  const verify = (path: string, reference: unknown) =>
    caller.send('POST', base + path, { fields: { otp: caller.otpOf(mobile), otp_ref_id: reference } });

  it('onboards an unknown customer until it is complete', async () => {
    expect((await caller.send('GET', base)).body['response_type_id']).toBe(308);
    const registered = await caller.send('POST', base, { fields: REGISTRATION });
    expect(registered.body).toMatchObject({ status: 0, response_status_id: 0, response_type_id: 2129 });

    const resent = await caller.send('POST', `${base}/otp`);
    expect(resent.data).toMatchObject({ intent_id: 19, otp_ref_id: expect.any(Number) });
    expect((await verify('/otp/verify', registered.data['otp_ref_id'])).body).toMatchObject({
      response_type_id: 2131,
      response_status_id: 1,
      data: { description: 'OTP expired' },
    });
    expect((await verify('/otp/verify', String(resent.data['otp_ref_id']))).body['response_status_id']).toBe(
      302,
    );
    expect((await verify('/otp/verify', resent.data['otp_ref_id'])).body).toMatchObject({
      response_type_id: 2136,
      data: { otp_ref_id: '' },
    });

    const aadhaar = await caller.send('POST', `${base}/aadhaar/otp`, { fields: { aadhar: AADHAAR } });
    expect(aadhaar.body).toMatchObject({ status: 0, response_type_id: 2129, data: { intent_id: 20 } });
    const verified = await verify('/aadhaar/otp/verify', aadhaar.data['otp_ref_id']);
    expect(verified.body['response_type_id']).toBe(2147);
    const completed = await caller.send('POST', `${base}/pan`, { fields: PAN });
    expect(completed.body).toMatchObject({
      response_type_id: 309,
      data: { customer_profile: { kyc_state: 0 } },
    });

    const returning = await caller.send('GET', base);
    expect(returning.body['status']).toBe(2129);
    const profile = await verify('/otp/verify', returning.data['otp_ref_id']);
    expect(profile.data).toMatchObject({
      wallet_token: '',
      kyc_state: 0,
      customer_profile: { kyc_state: 1 },
    });
  });

  it('lists the consent languages and their texts', async () => {
    const languages = await caller.send('GET', `${base}/aadhaar/consent/languages`, {
      fields: { org_id: '1' },
    });
    expect(languages.body['response_type_id']).toBe(2444);
    expect(languages.data['consent_language_list']).toHaveLength(13);
    const details = await caller.send('GET', `${base}/aadhaar/consent/details`, {
      fields: { org_id: '1', consent_language: '4' },
    });
    expect(details.body).toMatchObject({
      response_type_id: 2446,
      data: { consent_detail: { consentId: 4, consentLanguage: 'Hindi' } },
    });
  });
});
