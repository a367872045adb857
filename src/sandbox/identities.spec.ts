import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  AADHAAR,
  BIOMETRIC,
  DMT_FINO_REGISTRATION,
  PAN,
  REGISTRATION,
  SignedCaller,
  type Answer,
} from './testing/signed-caller.js';

let caller: SignedCaller;
beforeAll(async () => {
  caller = await SignedCaller.start();
});
afterAll(() => caller.sandbox.close());

/** Calls of customer-account; three products answer these in the same way. */
const lookUp = (mobile: string): Promise<Answer> => caller.send('GET', `/customer/profile/${mobile}`);
const account = (mobile: string, path: string, fields: object): Promise<Answer> =>
  caller.send('POST', `/customer/account/${mobile}${path}`, { fields: { ...fields } });
const verify = (mobile: string, sent: Answer): Promise<Answer> =>
  account(mobile, '/otp/verify', { otp: caller.otpOf(mobile), otp_ref_id: sent.data['otp_ref_id'] });
const dmtFino = (
  method: 'GET' | 'POST' | 'PUT',
  mobile: string,
  path: string,
  fields: object = {},
): Promise<Answer> =>
  caller.send(method, `/customer/payment/dmt-fino/sender/${mobile}${path}`, { fields: { ...fields } });
const verifyEkyc = (mobile: string, sent: Answer): Promise<Answer> => {
  const { otp_ref_id, kyc_request_id } = sent.data;
  return dmtFino('PUT', mobile, '/otp/verify', {
    otp: caller.messageTo(mobile).otp,
    otp_ref_id,
    kyc_request_id,
  });
};

describe('identities that are registered from the start', () => {
  it.each([
    ['9900000129', 2136],
    ['9900000134', 2136],
    ['9900000136', 2136],
    ['9900000147', 2147],
    ['9900000309', 309],
    ['9900000329', 309],
  ])('%s: verifying the OTP of the look-up returns %d', async (mobile, typeId) => {
    const sent = await lookUp(mobile);
    expect(sent.body['response_type_id']).toBe(2129);
    expect((await verify(mobile, sent)).body['response_type_id']).toBe(typeId);
  });

  it.each([
    ['9900000129', 2129],
    ['9900000134', 2134],
    ['9900000136', 2134],
    ['9900000147', 2134],
    ['9900000309', 309],
    ['9900000329', 309],
  ])('%s: the look-up of dmt-fino returns %d', async (mobile, typeId) => {
    expect((await dmtFino('GET', mobile, '')).body['response_type_id']).toBe(typeId);
  });

  it('309 has the amounts of the sample', async () => {
    const { data } = await verify('9900001309', await lookUp('9900001309'));
    expect(data).toMatchObject({
      sender_name: 'Karan Garg',
      next_allowed_limit: 5287,
      customer_profile: {
        total_monthly_limit: '50000.0',
        next_allowed_limit: '5287.0',
        chart: [{ data: { unavailable: 0, used: 44713, remaining: 5287 } }],
      },
    });
  });

  it('329 has amounts in scientific notation', async () => {
    const { data } = await dmtFino('GET', '9900001329', '');
    expect(data).toMatchObject({ customer_profile: { total_monthly_limit: '2.20834002375E9' } });
  });
});

describe('identities that are refused', () => {
  it('132 is refused for the name, 945 for the limit, and neither is registered', async () => {
    expect((await account('9900000132', '', REGISTRATION)).body['status']).toBe(132);
    expect((await account('9900000945', '', REGISTRATION)).body['status']).toBe(945);
    expect((await dmtFino('POST', '9900000132', '', DMT_FINO_REGISTRATION)).body['status']).toBe(132);
    expect((await lookUp('9900000132')).body['response_type_id']).toBe(308);
  });

  it('registration opens the wallet of 300, and the look-up finds it', async () => {
    expect((await account('9900000300', '', REGISTRATION)).body['response_type_id']).toBe(300);
    expect((await lookUp('9900000300')).body['response_type_id']).toBe(2129);
    expect((await dmtFino('POST', '9900000300', '', DMT_FINO_REGISTRATION)).body['response_type_id']).toBe(
      300,
    );
    expect((await dmtFino('GET', '9900000300', '')).body['response_type_id']).toBe(2134);
  });

  it('every OTP of 302 is wrong, every OTP of 303 has expired', async () => {
    for (const [mobile, statusId] of [
      ['9900000302', 302],
      ['9900000303', 303],
    ] as const) {
      const refused = await verify(mobile, await account(mobile, '', REGISTRATION));
      expect(refused.body).toMatchObject({ response_type_id: -1, status: statusId });
      expect(refused.body).toHaveProperty('invalid_params.otp');
    }
  });

  it('131 is already registered, and the next look-up returns a complete customer', async () => {
    const mobile = '9900000131';
    const refused = await verify(mobile, await account(mobile, '', REGISTRATION));
    expect(refused.body).toMatchObject({
      response_type_id: 2131,
      data: { description: 'Customer Already registred' },
    });
    expect((await verify(mobile, await lookUp(mobile))).body['response_type_id']).toBe(309);

    await dmtFino('POST', mobile, '', DMT_FINO_REGISTRATION);
    const sent = await dmtFino('PUT', mobile, '/otp', BIOMETRIC);
    expect((await verifyEkyc(mobile, sent)).data['description']).toBe('Customer Already registred');
    expect((await dmtFino('GET', mobile, '')).body['response_type_id']).toBe(309);
  });

  it('the Aadhaar of 138 is refused, as is any number with a wrong check digit', async () => {
    for (const [mobile, aadhar] of [
      ['9900000138', AADHAAR],
      ['8100000001', '999941057059'],
    ] as const) {
      await verify(mobile, await account(mobile, '', REGISTRATION));
      expect((await account(mobile, '/ppi/aadhaar', { aadhar })).body['response_type_id']).toBe(2138);
    }
  });

  it('the PAN of 232 and of 247 is refused', async () => {
    for (const [mobile, expected] of [
      ['9900000232', { status: 132 }],
      ['9900000247', { response_type_id: 2147 }],
    ] as const) {
      await verify(mobile, await account(mobile, '', REGISTRATION));
      await verify(mobile, await account(mobile, '/ppi/aadhaar', { aadhar: AADHAAR }));
      expect((await account(mobile, '/ppi/pan', PAN)).body).toMatchObject(expected);
    }
  });

  it('135 has an existing relationship with the bank, the biometrics of 235 never match', async () => {
    for (const [mobile, description] of [
      ['9900000135', 'Sorry! Since you already have an existing relationship with the bank'],
      ['9900000235', 'K-100 EKYC Verification failed'],
    ] as const) {
      await dmtFino('POST', mobile, '', DMT_FINO_REGISTRATION);
      const refused = await dmtFino('PUT', mobile, '/otp', BIOMETRIC);
      expect(refused.body).toMatchObject({ status: 2135, response_type_id: 2135, data: { description } });
    }
  });
});

describe('identities with other replies', () => {
  it('388 is completed by a 1388 with kyc_verified', async () => {
    const mobile = '9900000388';
    await dmtFino('POST', mobile, '', DMT_FINO_REGISTRATION);
    expect((await verifyEkyc(mobile, await dmtFino('PUT', mobile, '/otp', BIOMETRIC))).body).toMatchObject({
      response_type_id: 1388,
      status: 0,
      data: { customer_id: mobile, kyc_verified: true, available_limit: 25000 },
    });
  });

  it('010 gets OTPs that begin with a zero and must be sent as strings', async () => {
    const sent = await account('9900000010', '', REGISTRATION);
    const otp = caller.otpOf('9900000010');
    expect(otp).toMatch(/^0[0-9]{5}$/);
    const asNumber = { otp: Number(otp), otp_ref_id: sent.data['otp_ref_id'] };
    expect((await account('9900000010', '/otp/verify', asNumber)).body['status']).toBe(302);
    expect((await verify('9900000010', sent)).body['response_type_id']).toBe(2136);
  });
});
