import { createHmac } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { onboardingOf } from './support/client.js';
import * as eko from './support/eko-replies.js';
import { AADHAAR, newMobile, PAN, PID, REGISTRATION, type ActionName } from './support/people.js';
import type { Product } from './support/resources.js';
import type { ReachableState } from './support/stage.js';
import { bodyOf, type SeenRequest } from './support/upstream.js';
import { sharedStage } from './support/set-up.js';

const { gateway, upstream, stage } = await sharedStage();

const P = {
  'customer-account': '/customer/account/',
  'dmt-fino': '/customer/payment/dmt-fino/sender/',
  'ppi-digikhata': '/customer/payment/ppi-digikhata/sender/',
  'ppi-levin': '/customer/payment/ppi-levin/sender/',
} as const;
const REFERENCE = /^[A-Za-z0-9]{20}$/;

const { line, area, city, district, state, pincode } = REGISTRATION.address;
const lines = [line, area, city, district, state, pincode];
const person = { name: 'Karan Garg', dob: '1990-05-15' };
const registration = { ...person, residence_address: lines };
const mobileOtp = { otp: 123456, otp_ref_id: 'bW9iaWxl+A==' };
const aadhaarOtp = { otp: 123456, otp_ref_id: 'YWFkaGFhcg==' };

type Call = [
  product: Product,
  from: ReachableState,
  action: ActionName,
  answer: object,
  call: string,
  own: object,
];

describe('a step', () => {
  test.each<Call>([
    ['customer-account', 'NOT_REGISTERED', 'REGISTER', eko.MOBILE_OTP_SENT, 'POST ', registration],
    ['customer-account', 'OTP_PENDING', 'VERIFY_OTP', eko.AADHAAR_PENDING, 'POST /otp/verify', mobileOtp],
    [
      'customer-account',
      'AADHAAR_PENDING',
      'SUBMIT_AADHAAR',
      eko.AADHAAR_OTP_SENT,
      'POST /ppi/aadhaar',
      { aadhar: AADHAAR },
    ],
    [
      'customer-account',
      'AADHAAR_OTP_PENDING',
      'VERIFY_OTP',
      eko.PAN_REQUIRED,
      'POST /otp/verify',
      aadhaarOtp,
    ],
    ['customer-account', 'PAN_PENDING', 'SUBMIT_PAN', eko.PROFILE, 'POST /ppi/pan', { pan_number: PAN }],
    [
      'dmt-fino',
      'BIOMETRIC_PENDING',
      'SUBMIT_BIOMETRIC',
      eko.EKYC_OTP_SENT,
      'PUT /otp',
      { aadhar: AADHAAR, piddata: PID },
    ],
    [
      'dmt-fino',
      'EKYC_OTP_PENDING',
      'VERIFY_OTP',
      eko.PROFILE,
      'PUT /otp/verify',
      { otp: '123456', otp_ref_id: '666803844', kyc_request_id: '9332126' },
    ],
    ['ppi-digikhata', 'NOT_REGISTERED', 'REGISTER', eko.MOBILE_OTP_SENT, 'POST ', registration],
    ['ppi-digikhata', 'OTP_PENDING', 'RESEND_OTP', eko.MOBILE_OTP_SENT, 'POST /otp', {}],
    ['ppi-digikhata', 'OTP_PENDING', 'VERIFY_OTP', eko.AADHAAR_PENDING, 'POST /otp/verify', mobileOtp],
    [
      'ppi-digikhata',
      'AADHAAR_PENDING',
      'SUBMIT_AADHAAR',
      eko.AADHAAR_OTP_SENT,
      'POST /aadhaar/otp',
      { aadhar: AADHAAR },
    ],
    [
      'ppi-digikhata',
      'AADHAAR_OTP_PENDING',
      'VERIFY_OTP',
      eko.PAN_REQUIRED,
      'POST /aadhaar/otp/verify',
      aadhaarOtp,
    ],
    ['ppi-digikhata', 'PAN_PENDING', 'SUBMIT_PAN', eko.PROFILE, 'POST /pan', { pan_number: PAN }],
    [
      'ppi-levin',
      'NOT_REGISTERED',
      'REGISTER',
      eko.MOBILE_OTP_SENT,
      'POST ',
      { ...registration, service_code: 80 },
    ],
    [
      'ppi-levin',
      'OTP_PENDING',
      'VERIFY_OTP',
      eko.AADHAAR_PENDING,
      'POST /otp/verify',
      { ...mobileOtp, intent_id: '19' },
    ],
    [
      'ppi-levin',
      'AADHAAR_PENDING',
      'SUBMIT_AADHAAR',
      eko.AADHAAR_OTP_SENT,
      'POST /aadhaar/otp',
      { aadhar: AADHAAR, wallet_token: '', wallet_id: '' },
    ],
    [
      'ppi-levin',
      'AADHAAR_OTP_PENDING',
      'VERIFY_OTP',
      eko.PAN_REQUIRED,
      'POST /otp/verify',
      { ...aadhaarOtp, intent_id: '20' },
    ],
    [
      'ppi-levin',
      'PAN_PENDING',
      'SUBMIT_PAN',
      eko.PROFILE,
      'POST /pan',
      { pan_number: PAN, wallet_token: '', wallet_id: '' },
    ],
  ])('%s at %s: %s', async (...row: Call) => {
    const [product, from, action, answer, call, own] = row;
    const [method, path = ''] = call.split(' ');
    const mobile = newMobile();
    const onboarding = await stage.at(from, product, mobile);

    const after = onboardingOf(await stage.answered(onboarding, action, answer));

    const seen = upstream.last;
    expect([seen.method, seen.path]).toEqual([method, `${P[product]}${mobile}${path}`]);
    expect([...seen.query]).toEqual([]);
    expect(bodyOf(seen)).toEqual({
      initiator_id: '9962981729',
      user_code: '20810200',
      client_ref_id: after.clientRefId,
      ...own,
    });
    expect(after.clientRefId).toMatch(REFERENCE);
    expectSigned(seen);
  });

  test('dmt-fino at NOT_REGISTERED: REGISTER sends the address as the text of an object', async () => {
    const onboarding = await stage.at('NOT_REGISTERED', 'dmt-fino');
    await stage.answered(onboarding, 'REGISTER', eko.EKYC_PENDING);

    const { residence_address: address, ...rest } = bodyOf(upstream.last);
    expect(rest).toMatchObject(person);
    expect(JSON.parse(String(address))).toEqual({ line, city, state, pincode, district, area });
  });
});

/** Computes the signature without code of the gateway. */
function expectSigned({ headers }: SeenRequest): void {
  const timestamp = String(headers['secret-key-timestamp']);
  const key = Buffer.from('TEST_ACCESS_KEY_DO_NOT_USE').toString('base64');
  expect(headers['developer_key']).toBe('sandbox-developer-key');
  expect(headers['secret-key']).toBe(createHmac('sha256', key).update(timestamp).digest('base64'));
  expect(Math.abs(Date.now() - Number(timestamp))).toBeLessThan(120_000);
  expect(headers['content-type']).toMatch(/^application\/json/);
}

test.each<[Product, string]>([
  ['customer-account', '/customer/profile/'],
  ['dmt-fino', P['dmt-fino']],
  ['ppi-digikhata', P['ppi-digikhata']],
  ['ppi-levin', P['ppi-levin']],
])('%s looks up with the common fields in the query', async (product, path) => {
  const mobile = newMobile();
  const onboarding = onboardingOf(await stage.started(product, mobile, eko.NOT_REGISTERED));

  const seen = upstream.last;
  expect([seen.method, seen.path, seen.text]).toEqual(['GET', `${path}${mobile}`, '']);
  expect(Object.fromEntries(seen.query)).toEqual({
    initiator_id: '9962981729',
    user_code: '20810200',
    client_ref_id: onboarding.clientRefId,
  });
  expectSigned(seen);
});

test.each(['customer-account', 'ppi-levin'] as const)(
  '%s resends the mobile OTP by a look-up, because Eko has no call for it',
  async (product) => {
    await stage.answered(await stage.at('OTP_PENDING', product), 'RESEND_OTP', eko.MOBILE_OTP_SENT);

    expect(upstream.last.method).toBe('GET');
  },
);

test.each([
  [
    '/languages',
    eko.reply(2444, { consent_language_list: [{ pkid: '1' }] }),
    '/aadhaar/consent/languages',
    {},
  ],
  [
    '?language=pa',
    eko.reply(2446, { consent_detail: { consentContent: 'x' } }),
    '/aadhaar/consent/details',
    { consent_language: '13' },
  ],
  [
    '?language=en',
    eko.reply(2446, { consent_detail: { consentContent: 'x' } }),
    '/aadhaar/consent/details',
    { consent_language: '1' },
  ],
])('the consent read %s sends organisation 1', async (route, answer, path, own) => {
  const mobile = newMobile();
  const { id } = await stage.at('AADHAAR_PENDING', 'ppi-digikhata', mobile);
  upstream.will(answer);

  expect((await gateway.client.get(`/v1/ppi-digikhata/onboardings/${id}/consent${route}`)).status).toBe(200);

  const { client_ref_id: reference, ...query } = Object.fromEntries(upstream.last.query);
  expect(upstream.last.path).toBe(`${P['ppi-digikhata']}${mobile}${path}`);
  expect(query).toEqual({ initiator_id: '9962981729', user_code: '20810200', org_id: '1', ...own });
  expect(reference).toMatch(REFERENCE);
  expectSigned(upstream.last);
});
