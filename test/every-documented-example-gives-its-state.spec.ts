import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { onboardingOf, verdictOf } from './support/client.js';
import { MOBILE_OTP_SENT } from './support/eko-replies.js';
import { example, EXAMPLES, type Example } from './support/examples.js';
import { newMobile, type ActionName } from './support/people.js';
import type { ReachableState } from './support/stage.js';
import type { SeenRequest } from './support/upstream.js';
import { ownStage } from './support/set-up.js';

type Verdict = ReturnType<typeof verdictOf>;

/** The path of two examples of Levin's older version. */
const OLDER_PATH = '/customer/payment/ppi-levin/sender/{customer_id}/aadhaar/otp/verify';
const directory = mkdtempSync(join(tmpdir(), 'overrides-'));
const overridesFile = join(directory, 'overrides.json');

const calls = { 'ppi-levin.verifyAadhaarOtp': { path: OLDER_PATH } };
writeFileSync(overridesFile, JSON.stringify({ calls }));
const { gateway, stage, upstream } = await ownStage({ EKO_OVERRIDES_FILE: overridesFile });
afterAll(() => {
  rmSync(directory, { recursive: true });
});

/** Asserts that the request was sent to the example's path: otherwise another call was tested. */
function expectSentTo(request: SeenRequest | undefined, { method, path }: Example, mobile: string): void {
  expect([request?.method, request?.path]).toEqual([method, path.replace('{customer_id}', mobile)]);
}

const ok = (state: string): Verdict => ({ status: 200, state });
const created = (state: string): Verdict => ({ status: 201, state });
const refused = (code: string, state: string): Verdict => ({ status: 422, code, state });

describe('the look-up', () => {
  test.each<[number, string, Verdict]>([
    [0, 'dmt-fino success', created('COMPLETED')],
    [1, 'dmt-fino not-registered', created('NOT_REGISTERED')],
    [2, 'dmt-fino biometric-pending', created('BIOMETRIC_PENDING')],
    [16, 'ppi-levin success', created('OTP_PENDING')],
    [17, 'ppi-levin not-registered', created('NOT_REGISTERED')],
    [23, 'ppi-digikhata success', created('OTP_PENDING')],
    [24, 'ppi-digikhata not-registered', created('NOT_REGISTERED')],
    [36, 'customer-account success', created('OTP_PENDING')],
    [37, 'customer-account not-registered', created('NOT_REGISTERED')],
  ])('example %i: %s', async (index, name, expected) => {
    const one = example(index);
    const mobile = newMobile();
    expect(`${one.product} ${one.scenario}`).toBe(name);

    const reply = await stage.started(one.product, mobile, one.response);

    expectSentTo(upstream.last, one, mobile);
    expect(verdictOf(reply)).toEqual(expected);
  });
});

type Row = [
  index: number,
  name: string,
  from: ReachableState,
  action: ActionName,
  expected: Verdict,
  followUp?: object,
];

describe('the step', () => {
  test.each<Row>([
    [3, 'dmt-fino success', 'NOT_REGISTERED', 'REGISTER', ok('BIOMETRIC_PENDING')],
    [4, 'dmt-fino already-open', 'NOT_REGISTERED', 'REGISTER', ok('BIOMETRIC_PENDING'), example(2).response],
    [5, 'dmt-fino success', 'BIOMETRIC_PENDING', 'SUBMIT_BIOMETRIC', ok('EKYC_OTP_PENDING')],
    [
      6,
      'dmt-fino biometric-rejected',
      'BIOMETRIC_PENDING',
      'SUBMIT_BIOMETRIC',
      refused('BIOMETRIC_REJECTED', 'BIOMETRIC_PENDING'),
    ],
    [7, 'dmt-fino existing-bank-relationship', 'BIOMETRIC_PENDING', 'SUBMIT_BIOMETRIC', ok('REJECTED')],
    [8, 'dmt-fino success', 'EKYC_OTP_PENDING', 'VERIFY_OTP', ok('COMPLETED')],
    [
      9,
      'dmt-fino already-registered',
      'EKYC_OTP_PENDING',
      'VERIFY_OTP',
      ok('COMPLETED'),
      example(0).response,
    ],
    [
      10,
      'dmt-fino otp-incorrect',
      'EKYC_OTP_PENDING',
      'VERIFY_OTP',
      refused('OTP_INCORRECT', 'EKYC_OTP_PENDING'),
    ],
    [
      11,
      'dmt-fino otp-expired',
      'EKYC_OTP_PENDING',
      'VERIFY_OTP',
      refused('OTP_EXPIRED', 'EKYC_OTP_PENDING'),
    ],
    [12, 'ppi-levin success', 'AADHAAR_PENDING', 'SUBMIT_AADHAAR', ok('AADHAAR_OTP_PENDING')],
    [
      13,
      'ppi-levin wallet-session-expired',
      'AADHAAR_PENDING',
      'SUBMIT_AADHAAR',
      { status: 409, code: 'WALLET_SESSION_EXPIRED', state: 'AADHAAR_PENDING' },
    ],
    [14, 'ppi-levin success', 'AADHAAR_OTP_PENDING', 'VERIFY_OTP', ok('PAN_PENDING')],
    [
      15,
      'ppi-levin otp-incorrect',
      'AADHAAR_OTP_PENDING',
      'VERIFY_OTP',
      refused('OTP_INCORRECT', 'AADHAAR_OTP_PENDING'),
    ],
    [18, 'ppi-levin success', 'NOT_REGISTERED', 'REGISTER', ok('OTP_PENDING')],
    [19, 'ppi-levin success', 'OTP_PENDING', 'VERIFY_OTP', ok('COMPLETED')],
    [20, 'ppi-levin aadhaar-pending', 'OTP_PENDING', 'VERIFY_OTP', ok('AADHAAR_PENDING')],
    [21, 'ppi-levin pan-pending', 'OTP_PENDING', 'VERIFY_OTP', ok('PAN_PENDING')],
    [22, 'ppi-levin success', 'PAN_PENDING', 'SUBMIT_PAN', ok('COMPLETED')],
    [25, 'ppi-digikhata success', 'NOT_REGISTERED', 'REGISTER', ok('OTP_PENDING')],
    [26, 'ppi-digikhata already-open', 'NOT_REGISTERED', 'REGISTER', ok('OTP_PENDING'), MOBILE_OTP_SENT],
    [27, 'ppi-digikhata success', 'OTP_PENDING', 'RESEND_OTP', ok('OTP_PENDING')],
    [28, 'ppi-digikhata success', 'OTP_PENDING', 'VERIFY_OTP', ok('COMPLETED')],
    [29, 'ppi-digikhata aadhaar-pending', 'OTP_PENDING', 'VERIFY_OTP', ok('AADHAAR_PENDING')],
    [32, 'ppi-digikhata success', 'AADHAAR_PENDING', 'SUBMIT_AADHAAR', ok('AADHAAR_OTP_PENDING')],
    [33, 'ppi-digikhata success', 'AADHAAR_OTP_PENDING', 'VERIFY_OTP', ok('PAN_PENDING')],
    [34, 'ppi-digikhata success', 'PAN_PENDING', 'SUBMIT_PAN', ok('COMPLETED')],
    [35, 'customer-account success', 'NOT_REGISTERED', 'REGISTER', ok('OTP_PENDING')],
    [38, 'customer-account success', 'OTP_PENDING', 'VERIFY_OTP', ok('COMPLETED')],
    [39, 'customer-account aadhaar-pending', 'OTP_PENDING', 'VERIFY_OTP', ok('AADHAAR_PENDING')],
    [40, 'customer-account pan-pending', 'OTP_PENDING', 'VERIFY_OTP', ok('PAN_PENDING')],
    [41, 'dmt-fino success-as-in-seed', 'EKYC_OTP_PENDING', 'VERIFY_OTP', ok('COMPLETED')],
  ])('example %i: %s, %s, %s', async (...row: Row) => {
    const [index, name, from, action, expected, followUp] = row;
    const one = example(index);
    const mobile = newMobile();
    expect(`${one.product} ${one.scenario}`).toBe(name);
    const onboarding = await stage.at(from, one.product, mobile);
    const before = upstream.requests.length;

    const reply = await stage.answered(onboarding, action, one.response, ...(followUp ? [followUp] : []));

    expectSentTo(upstream.requests[before], one, mobile);
    expect(verdictOf(reply)).toEqual(expected);
    if (expected.code === undefined) expect(await stage.read(onboarding)).toEqual(onboardingOf(reply));
  });
});

test.each([
  [30, '/languages', 'languages'],
  [31, '?language=en', 'text'],
])('example %i: the consent is sent to the client', async (index, route, member) => {
  const mobile = newMobile();
  const { id } = await stage.at('AADHAAR_PENDING', 'ppi-digikhata', mobile);
  upstream.will(example(index).response);

  const reply = await gateway.client.get(`/v1/ppi-digikhata/onboardings/${id}/consent${route}`);

  expectSentTo(upstream.last, example(index), mobile);
  expect(reply.status).toBe(200);
  expect(reply.body).toHaveProperty(member);
});

test('this file tests all 42 examples', () => {
  const source = readFileSync(new URL(import.meta.url), 'utf8');
  const met = EXAMPLES.filter((_one, index) => new RegExp(`^ +\\[?\\s*${index},`, 'm').test(source));

  expect(EXAMPLES).toHaveLength(42);
  expect(met).toHaveLength(42);
});
