import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  BIOMETRIC,
  newClientRefId,
  PAN,
  REGISTRATION,
  SignedCaller,
  signatureAt,
  type Answer,
} from './testing/signed-caller.js';
import { secretKey } from './signature.js';
import { startSandbox } from './sandbox.js';

const NOW = 1_700_000_000_000;
const MINUTE_MS = 60_000;
const LOOK_UP = '/customer/profile/8300000001';

let clock: number;
let caller: SignedCaller;
beforeEach(async () => {
  clock = NOW;
  caller = await SignedCaller.start({ now: () => clock, otpLifetimeMs: 10 * MINUTE_MS });
});
afterEach(() => caller.sandbox.close());

const lookUp = (headers: Record<string, string>): Promise<Answer> => caller.send('GET', LOOK_UP, { headers });

describe('the signature', () => {
  it.each([
    ['test-access-key-123', '88lqTf9ew69XbVbeczjxVL8/B4vibfp1MvTi1mIj2Xo='],
    ['TEST_ACCESS_KEY_DO_NOT_USE', 'u30ak/iOGwKCaspqCeiYng8fd98QDx7kF3DBBOadQHk='],
  ])('with %s is the documented example', (accessKey, signature) => {
    expect(secretKey(accessKey, '1700000000000')).toBe(signature);
  });

  it.each([
    [2483, { developer_key: 'another' }],
    [2484, { 'secret-key': 'another' }],
    [2484, signatureAt(String(NOW), 'another')],
    [2485, signatureAt(String(NOW - 2 * MINUTE_MS - 1))],
    [2485, signatureAt(String(NOW + 2 * MINUTE_MS + 1))],
    [2486, signatureAt('1700000000')],
    [2487, { 'secret-key': '' }],
    [2487, { 'secret-key-timestamp': '' }],
    [2487, { developer_key: '' }],
  ])('is refused with %d', async (typeId, headers) => {
    const refused = await lookUp(headers);
    expect(refused).toMatchObject({ status: 403, body: { response_type_id: typeId } });
  });

  it('is accepted once within two minutes, and refused when its timestamp is repeated', async () => {
    const early = signatureAt(String(NOW - 2 * MINUTE_MS));
    const late = signatureAt(String(NOW + 2 * MINUTE_MS));
    expect((await lookUp(early)).status).toBe(200);
    expect((await lookUp(late)).status).toBe(200);
    expect((await lookUp(early)).body['response_type_id']).toBe(2485);
    clock = NOW + 4 * MINUTE_MS;
    expect((await lookUp(late)).body['response_type_id']).toBe(2485);
    clock = NOW + 4 * MINUTE_MS + 1;
    expect((await lookUp(signatureAt(String(clock)))).status).toBe(200);
  });

  it('does not use up the timestamp of a refused request', async () => {
    expect((await lookUp({ ...signatureAt(String(NOW)), 'secret-key': 'another' })).status).toBe(403);
    expect((await lookUp(signatureAt(String(NOW)))).status).toBe(200);
  });
});

describe('the transport', () => {
  it('answers an unknown path, method, content type and body with the HTTP status for it', async () => {
    const unknown = await caller.send('GET', '/customer/unknown');
    expect(unknown).toMatchObject({ status: 404, text: 'No Mapping Rule matched' });
    expect((await caller.send('DELETE', LOOK_UP)).status).toBe(405);
    expect((await lookUp({ 'content-type': 'text/plain' })).status).toBe(415);
    const account = '/customer/account/8300000001';
    expect((await caller.send('POST', account, { body: '{"name":' })).status).toBe(400);
    expect((await caller.send('POST', account, { body: '[]' })).status).toBe(400);
    expect((await caller.send('POST', account, { body: ' '.repeat(1024 * 1024 + 1) })).status).toBe(413);
  });

  it('listens on loopback only', async () => {
    const credentials = { developerKey: 'a', accessKey: 'b', initiatorId: 'c' };
    await expect(startSandbox({ ...credentials, host: '0.0.0.0' })).rejects.toThrow('loopback');
  });

  it('lists the received calls, newest last', async () => {
    const client_ref_id = newClientRefId();
    await caller.send('GET', LOOK_UP, { fields: { client_ref_id } });
    await caller.send('GET', LOOK_UP, { fields: { client_ref_id } });
    const response = await fetch(new URL('/sandbox/calls', caller.sandbox.url));
    const path = `/ekoapi/v3${LOOK_UP}`;
    const call = {
      at: '2023-11-14T22:13:20.000Z',
      method: 'GET',
      path,
      product: 'customer-account',
      step: 'lookUp',
    };
    expect(await response.json()).toEqual([
      { ...call, clientRefId: client_ref_id, timestamp: String(NOW) },
      {
        ...call,
        clientRefId: client_ref_id,
        timestamp: String(NOW + 1),
        refused: 'parameter client_ref_id repeated',
      },
    ]);
  });

  it('lists the sent OTPs, newest first', async () => {
    await caller.send('POST', '/customer/account/8300000002', { fields: REGISTRATION });
    await caller.send('GET', '/customer/profile/8300000002');
    const response = await fetch(new URL('/sandbox/outbox', caller.sandbox.url));
    const shown: unknown = await response.json();
    expect(shown).toEqual(caller.sandbox.outbox());
    expect(shown).toHaveLength(2);
    expect(caller.messageTo('8300000002')).toMatchObject({ product: 'customer-account', purpose: 'MOBILE' });
  });
});

describe('the common fields', () => {
  it.each([
    [{ initiator_id: '9999999999' }, { status: 319 }],
    [{ initiator_id: undefined }, { status: 319 }],
    [{ user_code: undefined }, { status: 346 }],
    [{ user_code: 'abc' }, { status: 346 }],
    [{ client_ref_id: undefined }, { status: 97, response_type_id: -1 }],
    [{ client_ref_id: 'short' }, { status: 461, response_type_id: -1 }],
    [{ client_ref_id: 'spaces are refused' }, { status: 461, response_type_id: -1 }],
  ])('%j is refused', async (fields, expected) => {
    const refused = await caller.send('GET', LOOK_UP, { fields });
    expect(refused).toMatchObject({ status: 200, body: expected });
  });
});

describe('the parameters', () => {
  const account = '/customer/account/8300000003';
  const dmtFino = '/customer/payment/dmt-fino/sender/8300000003';
  const levin = '/customer/payment/ppi-levin/sender/8300000003';
  const digikhata = '/customer/payment/ppi-digikhata/sender/8300000003';
  const verification = { otp: 123456, otp_ref_id: 'x' };

  it.each([
    ['POST', account, 'name', { ...REGISTRATION, name: '' }],
    ['POST', account, 'dob', { ...REGISTRATION, dob: '1990-02-30' }],
    ['POST', account, 'dob', { ...REGISTRATION, dob: '15-05-1990' }],
    ['POST', account, 'residence_address', { ...REGISTRATION, residence_address: 'Bangalore' }],
    ['POST', dmtFino, 'residence_address', REGISTRATION],
    ['POST', dmtFino, 'residence_address', { ...REGISTRATION, residence_address: '{"line":"India"}' }],
    ['POST', levin, 'service_code', REGISTRATION],
    ['POST', `${account}/otp/verify`, 'otp', { ...verification, otp: '123456' }],
    ['POST', `${account}/otp/verify`, 'otp_ref_id', { otp: 123456 }],
    ['PUT', `${dmtFino}/otp/verify`, 'otp', { ...verification, kyc_request_id: '1' }],
    ['PUT', `${dmtFino}/otp/verify`, 'kyc_request_id', { otp: '123456', otp_ref_id: '1' }],
    ['POST', `${levin}/otp/verify`, 'intent_id', verification],
    ['POST', `${levin}/otp/verify`, 'intent_id', { ...verification, intent_id: 19 }],
    ['POST', `${account}/ppi/aadhaar`, 'aadhar', { aadhar: 999941057058 }],
    ['POST', `${levin}/aadhaar/otp`, 'wallet_token', { aadhar: '999941057058', wallet_id: '' }],
    ['PUT', `${dmtFino}/otp`, 'piddata', { ...BIOMETRIC, piddata: '<Other/>' }],
    [
      'PUT',
      `${dmtFino}/otp`,
      'piddata',
      { ...BIOMETRIC, piddata: '<PidData><Resp errCode="720"/></PidData>' },
    ],
    ['POST', `${digikhata}/pan`, 'pan_number', { pan_number: PAN.pan_number.toLowerCase() }],
    ['GET', `${digikhata}/aadhaar/consent/languages`, 'org_id', {}],
    [
      'GET',
      `${digikhata}/aadhaar/consent/details`,
      'consent_language',
      { org_id: '1', consent_language: '14' },
    ],
    ['GET', '/customer/profile/1234567890', 'customer_id', {}],
  ] as const)('%s %s refuses a bad %s', async (method, path, parameter, fields) => {
    const refused = await caller.send(method, path, { fields });
    expect(refused.body).toMatchObject({
      response_type_id: -1,
      invalid_params: { [parameter]: expect.stringContaining(parameter) },
    });
  });

  it('an OTP expires', async () => {
    const sent = await caller.send('POST', account, { fields: REGISTRATION });
    const fields = { otp: caller.otpOf('8300000003'), otp_ref_id: sent.data['otp_ref_id'] };
    clock += 10 * MINUTE_MS;
    const expired = await caller.send('POST', `${account}/otp/verify`, { fields });
    expect(expired.body).toMatchObject({ response_type_id: -1, status: 303 });
  });
});
