import 'reflect-metadata';
import { expect, it } from '@jest/globals';
import type { Type } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { IsString, validateSync } from 'class-validator';
import fc from 'fast-check';
import { instanceOf, membersOf } from '../../http/request-rules.js';
import {
  AadhaarRequest,
  BiometricRequest,
  EmptyRequest,
  OtpRequest,
  PanRequest,
  RegistrationRequest,
  StartRequest,
} from './requests.js';

const address = { line: 'a', area: 'b', city: 'c', district: 'd', state: 'e', pincode: '452001' };
const consent = { language: 'en', noticeVersion: '2026-01', given: true };
const aadhaar = { aadhaarNumber: '999941057058', consent };
const VALID: readonly [Type, object][] = [
  [StartRequest, { mobile: '9876543210' }],
  [RegistrationRequest, { name: 'Karan Garg', dateOfBirth: '1990-05-15', address }],
  [OtpRequest, { otp: '012345' }],
  [AadhaarRequest, aadhaar],
  [BiometricRequest, { ...aadhaar, pidData: '<PidData><Data type="X">a</Data></PidData>' }],
  [PanRequest, { pan: 'ABCDE1234F' }],
  [EmptyRequest, {}],
];

/** Any body, and bodies like `valid` in which some members are absent or have another value. */
function bodiesLike(valid: object): fc.Arbitrary<unknown> {
  const members = Object.entries(valid).map(([name, value]: [string, unknown]) => {
    const nested = typeof value === 'object' && value !== null ? [bodiesLike(value)] : [];
    return [name, fc.oneof({ weight: 6, arbitrary: fc.constant(value) }, fc.jsonValue(), ...nested)];
  });
  const like = fc.record(Object.fromEntries(members) as Record<string, fc.Arbitrary<unknown>>, {
    requiredKeys: [],
  });
  return fc.oneof({ weight: 6, arbitrary: like }, fc.constant(valid), fc.jsonValue());
}

/** Whether a body has members that its class does not declare. */
function hasUnknown(type: Type, body: object): boolean {
  return Object.entries(body).some(([name, value]: [string, unknown]) => {
    const member = membersOf(type).get(name);
    const isNested = typeof value === 'object' && value !== null && !Array.isArray(value);
    return !member || (member.nested && isNested && hasUnknown(member.nested, value));
  });
}

it.each(VALID)('accepts what class-validator accepts of %p, and makes the same instance', (type, valid) => {
  const bodies = bodiesLike(valid);
  fc.assert(
    fc.property(bodies, (body) => {
      const isObject = typeof body === 'object' && body !== null && !Array.isArray(body);
      if (!isObject || hasUnknown(type, body)) return instanceOf(type, body) === undefined;
      const expected = plainToInstance(type, body) as object;
      const isValid = validateSync(expected, { forbidUnknownValues: false }).length === 0;
      expect(instanceOf(type, body)).toStrictEqual(isValid ? expected : undefined);
      return true;
    }),
    { numRuns: 300 },
  );
});

it.each(VALID)('accepts a valid %p', (type, valid) => {
  expect(instanceOf(type, valid)).toBeInstanceOf(type);
});

it('leaves a kind of rule that it does not know to class-validator', () => {
  class Tags {
    @IsString({ each: true })
    tags!: string[];
  }
  expect(instanceOf(Tags, { tags: ['a'] })).toBeUndefined();
});
