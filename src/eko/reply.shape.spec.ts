import { describe, expect, it } from '@jest/globals';
import { isSeen, notMade, readReply, type EkoReply, type ReplyShape } from './reply.js';

function shapeOf(reply: object): ReplyShape {
  const read = readReply({ status: 200, data: JSON.stringify(reply), headers: {} });
  if (read.kind !== 'answered') throw new Error('the reply was not read');
  return read.shape();
}

describe('the shape of a reply', () => {
  it('has the names and types of its fields, and no value', () => {
    const data = { customer_id: '9876543210', amount: 5, list: [1], profile: {}, none: null, yes: true };
    expect(shapeOf({ data, status: 7, other: 'x' })).toEqual({
      data: {
        customer_id: 'string',
        amount: 'number',
        list: 'array',
        profile: 'object',
        none: 'null',
        yes: 'boolean',
      },
      invalidParams: {},
    });
  });

  it('has the refused parameters under both names that Eko gives them', () => {
    const refused = { invalid_params: { name: 'x' }, invalid_parameters: { dob: 1 } };
    expect(shapeOf(refused)).toEqual({ data: {}, invalidParams: { name: 'string', dob: 'number' } });
  });

  it('counts names in which data could be, and leaves them out', () => {
    const data = {
      '9876543210': 1,
      ABCDE1234F: 1,
      Karan: 1,
      a1: 1,
      'karan garg': 1,
      ['a'.repeat(41)]: 1,
      ['a'.repeat(40)]: 1,
      aB_c: 1,
      z: 1,
    };
    expect(shapeOf({ data, invalid_params: { '123456': 1 } })).toEqual({
      data: { ['a'.repeat(40)]: 'number', aB_c: 'number', z: 'number' },
      invalidParams: {},
      unnamed: 7,
    });
  });

  it('has at most 40 names', () => {
    const letters = 'a b c d e f g h i j'.split(' ');
    const names = letters.flatMap((first) => letters.map((second) => `${first}${second}`));
    const { data } = shapeOf({ data: Object.fromEntries(names.map((name) => [name, 1])) });
    expect(Object.keys(data)).toEqual(names.slice(0, 40));
  });

  it.each([
    'Aadhaar OTP sent successfully',
    'Aadhaar OTP verified successfully',
    'Aadhar Validation Pending',
    'Consent Language Successfully Retrieved',
    'Customer already verified',
    'Customer KYC Pending',
    'Customer Registration Completed',
    'eKYC verification successful',
    'Enrollment done. Verify customer using OTP.',
    'Failure!Customer Not Enrolled',
    'Insufficient balance',
    'Invalid Parameters',
    'Invalid wallet token. Please re-authenticate the sender.',
    'No key for Response',
    'Pan Number Required',
    'Success!',
    'This user does not exist',
    'UIDAI unavailable',
    'Validate OTP Failed',
    'Validate the OTP',
    'Wallet opened successfully.',
    'Wrong OTP. Please check and retry.',
  ])('has the message "%s", in any case and with blanks around it', (message) => {
    for (const text of [message, ` ${message.toUpperCase()} `]) {
      expect(shapeOf({ message: text, data: {} })).toEqual({ data: {}, invalidParams: {}, message });
    }
  });

  it.each<[unknown]>([['Dear Karan Garg, your OTP is 123456'], [7], [null], [{}]])(
    'does not have the message %j',
    (message) => {
      expect(shapeOf({ message, data: {} })).toStrictEqual({ data: {}, invalidParams: {} });
    },
  );
});

describe('Eko may have received a request', () => {
  const ENVELOPE = { data: {}, invalidParameters: [] };
  it.each<[string, EkoReply, boolean]>([
    [
      'that it answered',
      {
        kind: 'answered',
        envelope: ENVELOPE,
        httpStatus: 200,
        shape: () => ({ data: {}, invalidParams: {} }),
      },
      true,
    ],
    ['whose answer was lost', { kind: 'lost', reason: 'econnreset' }, true],
    ['that it rejected', { kind: 'rejected', httpStatus: 400 }, true],
    ['whose signature it refused', { kind: 'signatureRefused', reason: 'key', httpStatus: 401 }, true],
    ['that it refused with 429', { kind: 'notSent', reason: 'http_429', seen: true }, true],
    ['that was not sent', { kind: 'notSent', reason: 'econnrefused' }, false],
    ['for which the key has no time', { kind: 'overloaded' }, false],
    ['that could not be signed', { kind: 'unsigned' }, false],
  ])('%s', (_what, reply, seen) => {
    expect(isSeen(reply)).toBe(seen);
  });
});

describe('a call that is not made', () => {
  it('says nothing of Eko, and when to repeat it if that is known', () => {
    expect(notMade('breaker', 5)).toStrictEqual({
      reply: { kind: 'notSent', reason: 'breaker', retryAfterSeconds: 5 },
      health: 'inconclusive',
    });
    expect(notMade('deadline')).toStrictEqual({
      reply: { kind: 'notSent', reason: 'deadline' },
      health: 'inconclusive',
    });
  });
});
