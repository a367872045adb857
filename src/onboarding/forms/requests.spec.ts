import { describe, expect, it } from '@jest/globals';
import type { Type } from '@nestjs/common';
import { Problem, type FieldError } from '../../errors/problem.js';
import {
  AadhaarRequest,
  BiometricRequest,
  EmptyRequest,
  MAX_BIOMETRIC_BODY_BYTES,
  MAX_PID_LENGTH,
  OtpRequest,
  PanRequest,
  RegistrationRequest,
  StartRequest,
} from './requests.js';
import { RequestValidationPipe } from '../../http/validation.pipe.js';

const pipe = new RequestValidationPipe();
const address = {
  line: '12 Gita Bhavan',
  city: 'Indore',
  district: 'Indore',
  state: 'MP',
  pincode: '452001',
};
const registration = { name: 'Karan Garg', dateOfBirth: '1990-05-15', address };
const consent = { language: 'en', noticeVersion: '2026-01', given: true };
const aadhaar = { aadhaarNumber: '999941057058', consent };

/** The faults of a body; empty if it is valid. */
async function faults(metatype: Type, body: unknown): Promise<readonly FieldError[]> {
  try {
    await pipe.transform(body, { type: 'body', metatype });
    return [];
  } catch (error) {
    if (error instanceof Problem && error.code === 'VALIDATION_FAILED') return error.details.errors ?? [];
    throw error;
  }
}

async function fields(metatype: Type, body: unknown): Promise<readonly string[]> {
  return (await faults(metatype, body)).map(({ field }) => field);
}

describe('a valid body', () => {
  it.each<[Type, object]>([
    [StartRequest, { mobile: '9876543210' }],
    [RegistrationRequest, registration],
    [RegistrationRequest, { ...registration, address: { ...address, area: 'Palasia' } }],
    [OtpRequest, { otp: '012345' }],
    [AadhaarRequest, aadhaar],
    [BiometricRequest, { ...aadhaar, pidData: '<PidData><Data type="X">a</Data></PidData>' }],
    [PanRequest, { pan: 'ABCDE1234F' }],
    [EmptyRequest, {}],
  ])('of %p passes unchanged', async (metatype, body) => {
    const passed: unknown = await pipe.transform(body, { type: 'body', metatype });
    expect(JSON.parse(JSON.stringify(passed))).toEqual(body);
  });

  it('may have no consent or a refused one, which is not VALIDATION_FAILED', async () => {
    expect(await faults(AadhaarRequest, { aadhaarNumber: '999941057058' })).toEqual([]);
    expect(await faults(AadhaarRequest, { ...aadhaar, consent: { ...consent, given: false } })).toEqual([]);
  });
});

describe('an invalid value is refused:', () => {
  it.each<[Type, string, readonly unknown[]]>([
    [
      StartRequest,
      'mobile',
      ['5876543210', '987654321', '98765432100', '+919876543210', ' 9876543210', 9876543210],
    ],
    [
      StartRequest,
      'mobile',
      ['9876543210\n', '', null, undefined, true, ['9876543210'], { a: 1 }, '९८७६५४३२१०'],
    ],
    [OtpRequest, 'otp', ['12', '12345678901', '12 45', '12345a', 12345, '', null, undefined, ['123']]],
    [
      PanRequest,
      'pan',
      ['abcde1234f', 'ABCD1234F', 'ABCDE12345', 'ABCDE1234FF', ' ABCDE1234F', 7, null, undefined],
    ],
    [AadhaarRequest, 'aadhaarNumber', ['999941057059', '123456789012', 999941057058, '', null, undefined]],
    [RegistrationRequest, 'name', ['', ' ', 'K4ran', '<b>', 7, null, undefined, ['Karan'], 'a'.repeat(101)]],
    [
      RegistrationRequest,
      'dateOfBirth',
      ['15-05-1990', '1990-02-30', '2999-01-01', 19900515, '', null, undefined],
    ],
    [RegistrationRequest, 'address', [null, undefined, 'Indore', ['Indore'], 7]],
    [BiometricRequest, 'pidData', ['', '<Other/>', '<PidData>', 7, null, undefined]],
  ])('%p %s', async (metatype, field, values) => {
    const right = { mobile: '9876543210', otp: '1234', pan: 'ABCDE1234F', ...registration, ...aadhaar };
    const known = { pidData: '<PidData/>', ...right };
    for (const value of values) {
      const refused = await fields(metatype, { [field]: value });
      expect({ value, refused: refused.includes(field) }).toEqual({ value, refused: true });
    }
    expect(await fields(metatype, { [field]: known[field as keyof typeof known] })).not.toContain(field);
  });

  it.each<[string, readonly unknown[]]>([
    ['line', ['', '  ', 'a\nb', 'a'.repeat(201), 7, null, undefined]],
    ['area', ['', '  ', 'a\nb', 'a'.repeat(101), 7, null, ['Palasia']]],
    ['city', ['', 'a'.repeat(101), 7, null, undefined]],
    ['district', ['', 7, null, undefined]],
    ['state', ['', 7, null, undefined]],
    ['pincode', ['052001', '45200', '4520011', 452001, '', null, undefined]],
  ])('address.%s', async (field, values) => {
    for (const value of values) {
      const body = { ...registration, address: { ...address, [field]: value } };
      expect({ value, fields: await fields(RegistrationRequest, body) }).toEqual({
        value,
        fields: [`address.${field}`],
      });
    }
  });

  it.each<[string, readonly unknown[]]>([
    ['language', ['English', 'e', 'EN', 'en-in', 'en_IN', '', 7, null, undefined]],
    ['noticeVersion', ['', 'a b', 'a'.repeat(41), 7, null, undefined]],
    ['given', ['true', 1, null, undefined]],
  ])('consent.%s', async (field, values) => {
    for (const value of values) {
      const body = { ...aadhaar, consent: { ...consent, [field]: value } };
      expect({ value, fields: await fields(AadhaarRequest, body) }).toEqual({
        value,
        fields: [`consent.${field}`],
      });
    }
  });

  it.each([7, 'yes', true, ['en']])('consent %j', async (given) => {
    expect(await fields(AadhaarRequest, { ...aadhaar, consent: given })).toContain('consent');
  });
});

describe('a PID block', () => {
  it('of a device that failed is refused with what the agent can do', async () => {
    const pidData = '<PidData><Resp errCode="720"/></PidData>';
    expect(await faults(BiometricRequest, { ...aadhaar, pidData })).toEqual([
      { field: 'pidData', message: expect.stringContaining('error 720; check it and capture') },
    ]);
  });

  it('of the maximum length fits in a body', () => {
    expect(MAX_BIOMETRIC_BODY_BYTES).toBeGreaterThan(1.25 * MAX_PID_LENGTH);
  });

  it('is refused above the maximum length', async () => {
    const block = (length: number): string => `<PidData>${'a'.repeat(length - 19)}</PidData>`;
    expect(await fields(BiometricRequest, { ...aadhaar, pidData: block(MAX_PID_LENGTH) })).toEqual([]);
    expect(await fields(BiometricRequest, { ...aadhaar, pidData: block(MAX_PID_LENGTH + 1) })).toEqual([
      'pidData',
    ]);
  });
});

describe('an unknown field is refused:', () => {
  it.each<[Type, object, string]>([
    [StartRequest, { mobile: '9876543210', user_code: '1' }, 'user_code'],
    [OtpRequest, { otp: '1234', otp_ref_id: 'a' }, 'otp_ref_id'],
    [EmptyRequest, { otp: '1234' }, 'otp'],
    [RegistrationRequest, { ...registration, address: { ...address, country: 'IN' } }, 'address.country'],
    [AadhaarRequest, { ...aadhaar, consent: { ...consent, name: 'x' } }, 'consent.name'],
    [AadhaarRequest, { ...aadhaar, pidData: '<PidData/>' }, 'pidData'],
  ])('%p %j', async (metatype, body, field) => {
    expect(await faults(metatype, body)).toEqual([{ field, message: 'is not known' }]);
  });

  it('a text that is not a name is not repeated', async () => {
    const body = { otp: '1234', '<script>alert(1)</script>': 1 };
    expect(await faults(OtpRequest, body)).toEqual([{ field: '(unnamed)', message: 'is not known' }]);
  });

  it('at most twenty are listed', async () => {
    const many = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`a${String(index)}`, 1]));
    expect(await faults(EmptyRequest, many)).toHaveLength(20);
  });
});

it('a fault never repeats a value', async () => {
  const canary = 'c4nary';
  const body = {
    name: `${canary}1`,
    dateOfBirth: canary,
    address: { line: '', pincode: canary, city: `${canary}\n` },
  };
  const all = [
    ...(await faults(RegistrationRequest, body)),
    ...(await faults(OtpRequest, { otp: canary })),
    ...(await faults(PanRequest, { pan: canary })),
    ...(await faults(BiometricRequest, { aadhaarNumber: canary, pidData: `<${canary}/>`, consent: canary })),
  ];
  expect(all.length).toBeGreaterThan(8);
  expect(JSON.stringify(all)).not.toContain(canary);
});
