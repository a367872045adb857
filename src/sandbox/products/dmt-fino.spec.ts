import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BIOMETRIC, DMT_FINO_REGISTRATION, SignedCaller } from '../testing/signed-caller.js';

let caller: SignedCaller;
beforeAll(async () => {
  caller = await SignedCaller.start();
});
afterAll(() => caller.sandbox.close());

describe('dmt-fino', () => {
  const mobile = '8000000002';
  const base = `/customer/payment/dmt-fino/sender/${mobile}`;
  const verify = (sent: Readonly<Record<string, unknown>>) =>
    caller.send('PUT', `${base}/otp/verify`, {
      fields: {
        otp: caller.messageTo(mobile).otp,
        otp_ref_id: sent['otp_ref_id'],
        kyc_request_id: sent['kyc_request_id'],
      },
    });

  it('onboards an unknown customer until it is complete', async () => {
    expect((await caller.send('GET', base)).body).toMatchObject({ status: 308, data: { ekyc_enabled: '' } });

    const registration = { fields: DMT_FINO_REGISTRATION };
    const pending = { status: 0, response_status_id: 0, response_type_id: 2134, data: { otp_ref_id: '' } };
    expect((await caller.send('POST', base, registration)).body).toMatchObject(pending);
    expect((await caller.send('GET', base)).body).toMatchObject(pending);
    expect((await caller.send('POST', base, registration)).body).toMatchObject({
      response_type_id: 300,
      data: { state: '2', state_desc: 'Non-Kyc', customer_id: mobile },
    });

    const first = await caller.send('PUT', `${base}/otp`, { fields: BIOMETRIC });
    expect(first.body).toMatchObject({ status: 0, response_status_id: 0, response_type_id: 2129 });
    expect(first.data).toMatchObject({
      otp_ref_id: expect.stringMatching(/^[0-9]{9}$/),
      kyc_request_id: expect.stringMatching(/^[0-9]{7}$/),
      intent_id: '',
    });
    expect((await caller.send('GET', base)).body).toMatchObject({
      response_type_id: 2129,
      data: { otp_ref_id: '' },
    });

    const second = await caller.send('PUT', `${base}/otp`, { fields: BIOMETRIC });
    expect((await verify(first.data)).body).toMatchObject({
      response_type_id: 2131,
      response_status_id: 303,
    });
    expect((await verify({ ...second.data, kyc_request_id: '1' })).body['response_status_id']).toBe(302);
    expect((await verify(second.data)).body).toMatchObject({
      response_type_id: 2132,
      data: { user_code: '20810200' },
    });
    expect((await caller.send('GET', base)).body).toMatchObject({
      response_type_id: 309,
      data: { kyc_state: 0, customer_profile: { total_monthly_limit: '25000.0', kyc_state: 1 } },
    });
    expect((await verify(second.data)).data['description']).toBe('Customer Already registred');
  });
});
