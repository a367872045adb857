import { describe, expect, it } from '@jest/globals';
import type { CallName } from '../../eko/call.js';
import { readEnvelope } from '../../eko/envelope.js';
import { EVERYWHERE } from './everywhere.outcomes.js';
import { decidingRow, type Outcome } from './outcome.js';
import { gatewayParameters, refusedFields } from './refused-fields.js';

function outcomeOf(call: CallName, reply: object): Outcome | undefined {
  const envelope = readEnvelope(JSON.stringify(reply));
  if (!envelope) throw new Error('no reply');
  return decidingRow(EVERYWHERE, call, envelope)?.outcome;
}

const refused = (...names: readonly string[]): object => ({
  response_type_id: -1,
  invalid_params: Object.fromEntries(names.map((name) => [name, 'Eko wording'])),
});
const UPSTREAM = { problem: 'UPSTREAM_REJECTED_REQUEST' };

describe('a refused parameter', () => {
  it.each<[CallName, string, object]>([
    ['register', 'name', { problem: 'CUSTOMER_DETAILS_REJECTED' }],
    ['register', 'dob', { problem: 'CUSTOMER_DETAILS_REJECTED' }],
    ['register', 'residence_address', { problem: 'CUSTOMER_DETAILS_REJECTED' }],
    ['sendAadhaarOtp', 'aadhar', { problem: 'AADHAAR_REJECTED' }],
    ['biometric', 'aadhar', { problem: 'AADHAAR_REJECTED' }],
    ['biometric', 'piddata', { problem: 'BIOMETRIC_REJECTED' }],
    ['submitPan', 'pan_number', { problem: 'PAN_REJECTED' }],
    ['verifyMobileOtp', 'otp', { problem: 'OTP_INCORRECT' }],
    ['verifyAadhaarOtp', 'otp', { problem: 'OTP_INCORRECT' }],
    ['verifyEkycOtp', 'otp', { problem: 'OTP_INCORRECT' }],
    ['register', 'initiator_id', UPSTREAM],
    ['biometric', 'user_code', UPSTREAM],
    ['submitPan', 'wallet_token', UPSTREAM],
    ['sendAadhaarOtp', 'wallet_id', UPSTREAM],
    ['verifyMobileOtp', 'otp_ref_id', UPSTREAM],
    ['lookUp', 'name', UPSTREAM],
  ])('of %s named %s is a fault of that field, or of the gateway', (call, name, outcome) => {
    expect(outcomeOf(call, refused(name))).toEqual(outcome);
  });

  it.each<[string, object]>([
    ['a type id of -1', { response_type_id: -1 }],
    ['status 461', { status: 461 }],
    ['status 97', { status: 97 }],
    ['status id 461', { response_status_id: 461 }],
    ['a message alone', { message: 'No key for Response' }],
  ])('is meant by %s', (_what, reply) => {
    expect(outcomeOf('lookUp', reply)).toEqual(UPSTREAM);
  });

  it('is not meant by another message, or by another status', () => {
    expect(outcomeOf('lookUp', { message: 'Success!' })).toBeUndefined();
    expect(outcomeOf('lookUp', { message: 'No key for Response', status: 5 })).toBeUndefined();
    expect(outcomeOf('lookUp', { status: 460 })).toBeUndefined();
  });
});

describe('status 1237, an identity number that another customer has,', () => {
  it.each<[CallName, object | undefined]>([
    ['sendAadhaarOtp', { problem: 'AADHAAR_REJECTED' }],
    ['verifyAadhaarOtp', { problem: 'AADHAAR_REJECTED' }],
    ['biometric', { problem: 'AADHAAR_REJECTED' }],
    ['verifyEkycOtp', { problem: 'AADHAAR_REJECTED' }],
    ['submitPan', { problem: 'PAN_REJECTED' }],
    ['register', undefined],
  ])('at %s', (call, outcome) => {
    expect(outcomeOf(call, { status: 1237 })).toEqual(outcome);
  });
});

describe('the fields that a client is to correct', () => {
  it.each<[CallName, readonly string[], readonly string[]]>([
    ['register', ['name', 'dob', 'residence_address', 'user_code'], ['name', 'dateOfBirth', 'address']],
    ['register', ['aadhar'], []],
    ['sendAadhaarOtp', ['aadhar'], ['aadhaarNumber']],
    ['biometric', ['piddata', 'aadhar'], ['aadhaarNumber', 'pidData']],
    ['submitPan', ['pan_number'], ['pan']],
    ['verifyMobileOtp', ['otp'], ['otp']],
    ['verifyAadhaarOtp', ['otp'], ['otp']],
    ['verifyEkycOtp', ['otp'], ['otp']],
    ['lookUp', ['name', 'otp'], []],
  ])('of %s, when %j were refused, are %j', (call, parameters, fields) => {
    const errors = refusedFields(call, parameters);
    expect(errors.map(({ field }) => field)).toEqual(fields);
    for (const { message } of errors) expect(message).toMatch(/^was not accepted; (give|check|capture) /);
  });

  it('include those that the outcome names', () => {
    expect(refusedFields('register', ['dob'], ['name']).map(({ field }) => field)).toEqual([
      'name',
      'dateOfBirth',
    ]);
  });

  it('are not those that the gateway gave', () => {
    expect(gatewayParameters('register', ['name', 'user_code', 'otp'])).toEqual(['user_code', 'otp']);
    expect(gatewayParameters('lookUp', ['name', 'toString'])).toEqual(['name', 'toString']);
  });
});
