import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AADHAAR, NO_WALLET, REGISTRATION, SignedCaller, type Answer } from './testing/signed-caller.js';
import { WalletTokens } from './wallet-tokens.js';

const MINUTE_MS = 60_000;
const EXPIRED = { status: 1, response_status_id: 463, response_type_id: 1388, data: {} };

let clock: number;
let caller: SignedCaller;
beforeEach(async () => {
  clock = 1_700_000_000_000;
  caller = await SignedCaller.start({ now: () => clock, walletTokenLifetimeMs: 5 * MINUTE_MS });
});
afterEach(() => caller.sandbox.close());

const levin = (method: 'GET' | 'POST', mobile: string, path: string, fields: object = {}): Promise<Answer> =>
  caller.send(method, `/customer/payment/ppi-levin/sender/${mobile}${path}`, { fields: { ...fields } });
const verify = (mobile: string, sent: Answer): Promise<Answer> =>
  levin('POST', mobile, '/otp/verify', {
    otp: caller.otpOf(mobile),
    otp_ref_id: sent.data['otp_ref_id'],
    intent_id: '19',
  });
const aadhaar = (mobile: string, wallet: object): Promise<Answer> =>
  levin('POST', mobile, '/aadhaar/otp', { aadhar: AADHAAR, ...wallet });
const register = (mobile: string): Promise<Answer> =>
  levin('POST', mobile, '', { ...REGISTRATION, service_code: 80 });

describe('the wallet session of ppi-levin', () => {
  it('of 463 expires, and verifying the mobile OTP renews it', async () => {
    const mobile = '9900000463';
    await verify(mobile, await register(mobile));
    expect((await aadhaar(mobile, NO_WALLET)).body).toMatchObject(EXPIRED);
    expect((await aadhaar(mobile, NO_WALLET)).body).toMatchObject(EXPIRED);
    await verify(mobile, await levin('GET', mobile, ''));
    expect((await aadhaar(mobile, NO_WALLET)).body).toMatchObject({ status: 0, response_type_id: 1388 });
  });

  it('of 236 has a token, which the Aadhaar step requires until it expires', async () => {
    const mobile = '9900000236';
    const verified = await verify(mobile, await register(mobile));
    expect(verified.body['response_type_id']).toBe(2136);
    const { wallet_token, wallet_id } = verified.data;
    expect(wallet_id).toBe('wlt_0000236');
    expect((await aadhaar(mobile, NO_WALLET)).body).toMatchObject(EXPIRED);
    expect((await aadhaar(mobile, { wallet_token, wallet_id })).body['status']).toBe(0);
    clock += 5 * MINUTE_MS;
    expect((await aadhaar(mobile, { wallet_token, wallet_id })).body).toMatchObject(EXPIRED);
  });

  it('refuses the token of another customer and a forged token', async () => {
    const other = await verify('9900001236', await register('9900001236'));
    await verify('8200000001', await register('8200000001'));
    const { wallet_token } = other.data;
    expect((await aadhaar('8200000001', { wallet_id: '', wallet_token })).body).toMatchObject(EXPIRED);
    expect(
      (await aadhaar('8200000001', { wallet_id: '', wallet_token: 'wtkn_abc123xyz' })).body,
    ).toMatchObject(EXPIRED);
  });
});

describe('WalletTokens', () => {
  it('issues JWTs whose exp counts seconds', () => {
    const token = new WalletTokens(MINUTE_MS, () => 1_700_000_000_000).issue('8200000002');
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
    expect(claims).toMatchObject({ exp: 1_700_000_060, iss: 'PayPoint', aud: 'Partners' });
  });
});
