import { describe, expect, it } from '@jest/globals';
import { readEnvelope } from '../../eko/envelope.js';
import type { CallName } from '../../eko/call.js';
import { PRODUCTS } from '../../products/registry.js';
import { overridesReader } from './overrides.js';
import { ProductRegistry, type Reading } from '../journey/product-registry.js';

const read = overridesReader(PRODUCTS);

function faultsOf(row: unknown, product = 'ppi-levin'): readonly string[] {
  const result = read(JSON.stringify({ outcomes: { [product]: [row] } }));
  return 'faults' in result ? result.faults : [];
}

const outcome = { state: 'COMPLETED' };
const HOW =
  'must be a row with a typeId (and a status), with a status other than 0, with refusal, or with typeId "NONE" and where';
const MEANING =
  'must be an outcome with one meaning: state (and kyc), otpSent, problem (and state, fields), lookUp or information';

describe('a row of the overrides file', () => {
  it.each([
    { calls: ['submitPan'], typeId: 2161, status: 0, outcome },
    { status: 471, outcome: { problem: 'LIMIT_EXHAUSTED' } },
    {
      typeId: 1,
      where: { present: 'a', affirmed: ['b', 'c'], intent: 'NONE' },
      outcome: { otpSent: 'AADHAAR' },
    },
    {
      refusal: true,
      where: { refused: ['pan_number'] },
      outcome: { problem: 'PAN_REJECTED', fields: ['pan'] },
    },
    {
      typeId: 'NONE',
      where: { denied: 'verified' },
      outcome: { problem: 'OTP_INCORRECT', state: 'OTP_PENDING' },
    },
    { status: 18, where: { description: 'already' }, outcome: { lookUp: true } },
    { status: 586, outcome: { state: 'COMPLETED', kyc: 'FULL' } },
    { calls: ['submitPan'], status: 463, outcome: { problem: 'WALLET_SESSION_EXPIRED' } },
    {
      calls: ['register'],
      status: 464,
      outcome: { problem: 'CUSTOMER_ACCOUNT_REQUIRED', state: 'NOT_REGISTERED' },
    },
  ])('may be %j', (row) => {
    expect(faultsOf(row)).toEqual([]);
  });

  const AT = '/outcomes/ppi-levin/0';
  it.each<[string, unknown, string]>([
    ['a text', 'x', `${AT} ${HOW}`],
    ['only an outcome', { outcome }, `${AT} ${HOW}`],
    ['no outcome', { typeId: 1 }, `${AT} must have outcome`],
    ['success without a type id', { status: 0, outcome }, `${AT} ${HOW}`],
    ['refusal beside a type id', { refusal: true, typeId: 1, outcome }, `${AT} ${HOW}`],
    ['no type id without a condition', { typeId: 'NONE', outcome }, `${AT} ${HOW}`],
    [
      'no type id with a status',
      { typeId: 'NONE', status: 5, where: { present: 'a' }, outcome },
      `${AT} ${HOW}`,
    ],
    ['a type id of another kind', { typeId: 1.5, outcome }, `${AT}/typeId must be a whole number or "NONE"`],
    ['a type id in quotes', { typeId: '3000', outcome }, `${AT}/typeId must be a whole number or "NONE"`],
    ['a status in words', { status: 'x', outcome }, `${AT}/status must be a whole number`],
    ['refusal false', { refusal: false, outcome }, `${AT}/refusal must be true`],
    [
      'a message',
      { typeId: 1, message: 'x', outcome },
      `${AT}/message is not allowed here; allowed are calls, typeId, status, refusal, where, outcome`,
    ],
    [
      'no calls',
      { calls: [], typeId: 1, outcome },
      `${AT}/calls must be a list of at least one item, without duplicates`,
    ],
    [
      'a call of another product',
      { calls: ['biometric'], typeId: 1, outcome },
      `${AT}/calls/0 must be one of lookUp, register, verifyMobileOtp, verifyAadhaarOtp, sendAadhaarOtp, submitPan`,
    ],
    [
      'an empty condition',
      { typeId: 1, where: {}, outcome },
      `${AT}/where must be an object with at least one condition`,
    ],
    [
      'an unknown condition',
      { typeId: 1, where: { message: 'x' }, outcome },
      `${AT}/where/message is not allowed here; allowed are present, affirmed, denied, intent, description, refused`,
    ],
    [
      'a condition on a value',
      { typeId: 1, where: { present: 'a b' }, outcome },
      `${AT}/where/present must be the name of a field`,
    ],
    [
      'a short description',
      { typeId: 1, where: { description: 'a' }, outcome },
      `${AT}/where/description must be a text of 3 to 80 characters`,
    ],
    ['no meaning', { typeId: 1, outcome: {} }, `${AT}/outcome ${MEANING}`],
    [
      'two meanings',
      { typeId: 1, outcome: { state: 'COMPLETED', lookUp: true } },
      `${AT}/outcome ${MEANING}`,
    ],
    [
      'a KYC level beside a problem',
      { typeId: 1, outcome: { problem: 'PAN_REJECTED', kyc: 'FULL' } },
      `${AT}/outcome ${MEANING}`,
    ],
    [
      'a state of another product',
      { typeId: 1, outcome: { state: 'BIOMETRIC_PENDING' } },
      `${AT}/outcome/state must be one of NOT_REGISTERED, OTP_PENDING, AADHAAR_PENDING, AADHAAR_OTP_PENDING, PAN_PENDING, COMPLETED`,
    ],
    [
      'an unknown outcome',
      { typeId: 1, outcome: { state: 'OUTCOME_UNKNOWN' } },
      `${AT}/outcome/state must be one of NOT_REGISTERED, OTP_PENDING, AADHAAR_PENDING, AADHAAR_OTP_PENDING, PAN_PENDING, COMPLETED`,
    ],
    [
      'an OTP of another product',
      { typeId: 1, outcome: { otpSent: 'EKYC' } },
      `${AT}/outcome/otpSent must be one of MOBILE, AADHAAR`,
    ],
    [
      'an information',
      { typeId: 1, outcome: { information: true } },
      `${AT}/outcome/information is not allowed here; allowed are state, kyc, otpSent, problem, fields, lookUp`,
    ],
  ])('cannot have %s', (_, row, fault) => {
    expect(faultsOf(row)).toEqual([fault]);
  });

  it('has each of its faults reported, also those of several rows', () => {
    const rows = [{ outcome }, { typeId: 1, outcome, message: 'x' }, { typeId: 1, outcome: {} }];
    const result = read(JSON.stringify({ outcomes: { 'ppi-levin': rows } }));
    expect('faults' in result && [...result.faults].sort()).toEqual([
      `/outcomes/ppi-levin/0 ${HOW}`,
      '/outcomes/ppi-levin/1/message is not allowed here; allowed are calls, typeId, status, refusal, where, outcome',
      `/outcomes/ppi-levin/2/outcome ${MEANING}`,
    ]);
  });

  it('stands only once', () => {
    const row = { typeId: 1, outcome };
    const result = read(JSON.stringify({ outcomes: { 'ppi-levin': [row, row] } }));
    expect(result).toEqual({ faults: ['/outcomes/ppi-levin must be a list of at most 100 different rows'] });
  });

  it.each<[string, object]>([
    ['a state that one product lacks', { state: 'PAN_PENDING' }],
    ['an information, which two products have', { information: true }],
  ])('for all products cannot mean %s', (_what, meaning) => {
    expect(faultsOf({ typeId: 1, outcome: meaning }, '*')).toHaveLength(1);
  });

  it.each(['UPSTREAM_UNAVAILABLE', 'OUTCOME_UNKNOWN', 'RATE_LIMITED', 'UNAUTHENTICATED', 'INTERNAL_ERROR'])(
    'cannot mean %s, which is not a reply of Eko',
    (problem) => {
      expect(faultsOf({ typeId: 1, outcome: { problem } })[0]).toMatch(
        /^\/outcomes\/ppi-levin\/0\/outcome\/problem must be/,
      );
    },
  );

  it('can mean a problem of some products only for those products', () => {
    const wallet = { status: 463, outcome: { problem: 'WALLET_SESSION_EXPIRED' } };
    const account = { status: 464, outcome: { problem: 'CUSTOMER_ACCOUNT_REQUIRED' } };
    for (const product of ['dmt-fino', '*']) expect(faultsOf(wallet, product)).toHaveLength(1);
    for (const product of ['customer-account', '*']) expect(faultsOf(account, product)).toHaveLength(1);
    expect(faultsOf({ typeId: 1, outcome: { state: 'REJECTED' } }, 'dmt-fino')).toEqual([]);
    expect(
      faultsOf({ calls: ['consentText'], typeId: 1, outcome: { information: true } }, 'ppi-digikhata'),
    ).toEqual([]);
    expect(faultsOf({ status: 471, outcome: { problem: 'LIMIT_EXHAUSTED' } }, '*')).toEqual([]);
    expect(faultsOf({ status: 471, outcome }, 'ppi-nowhere')).toEqual([
      '/outcomes/ppi-nowhere is not allowed here; allowed are customer-account, dmt-fino, ppi-digikhata, ppi-levin, *',
    ]);
  });
});

describe('a reply is read by', () => {
  function reading(
    outcomes: object,
    call: CallName,
    reply: object,
    product = 'ppi-levin',
  ): Reading | undefined {
    const result = read(JSON.stringify({ outcomes }));
    if ('faults' in result) throw new Error(result.faults.join());
    const envelope = readEnvelope(JSON.stringify(reply));
    if (!envelope) throw new Error('the reply is not an envelope');
    return new ProductRegistry(PRODUCTS, () => ({ ...result.overrides, digest: 'd' })).read(
      product,
      call,
      envelope,
    );
  }

  const limit = { problem: 'LIMIT_EXHAUSTED' } as const;

  it('a row of the file for the product before all rows of the code', () => {
    const outcomes = {
      'ppi-levin': [
        { typeId: 9, outcome },
        { calls: ['submitPan'], status: 302, outcome: limit },
      ],
    };
    const known = { response_type_id: 309, status: 302 };
    expect(reading(outcomes, 'submitPan', known)).toEqual({
      outcome: limit,
      override: { pointer: '/outcomes/ppi-levin/1', digest: 'd' },
    });
    expect(reading(outcomes, 'lookUp', known)).toEqual({ outcome });
    expect(reading(outcomes, 'submitPan', known, 'customer-account')).toEqual({ outcome });
  });

  it("a row of the file for all products after the product's own rows, and before those of EVERYWHERE", () => {
    const outcomes = {
      '*': [
        { typeId: 309, outcome: limit },
        { status: 17, outcome: limit },
        { status: 471, outcome: limit },
      ],
    };
    expect(reading(outcomes, 'lookUp', { response_type_id: 309 })).toEqual({ outcome });
    expect(reading(outcomes, 'lookUp', { response_type_id: -1, status: 17 })?.override?.pointer).toBe(
      '/outcomes/*/1',
    );
    expect(reading(outcomes, 'lookUp', { status: '471' }, 'dmt-fino')?.override?.pointer).toBe(
      '/outcomes/*/2',
    );
  });

  it('a row of the code if the file has none, and by no row if neither has one', () => {
    expect(reading({}, 'lookUp', { response_type_id: 309 })).toEqual({ outcome });
    expect(
      reading({ 'ppi-levin': [{ typeId: 9, outcome }] }, 'lookUp', { response_type_id: 10 }),
    ).toBeUndefined();
  });
});
