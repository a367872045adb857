import 'reflect-metadata';
import type { Type } from '@nestjs/common';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { Problem } from '../../errors/problem.js';
import { documentedLibrary } from '../../http/documented.js';
import { formOf, type FormField } from './forms.js';
import {
  AadhaarRequest,
  AddressRequest,
  BiometricRequest,
  ConsentRequest,
  EmptyRequest,
  OtpRequest,
  PanRequest,
  RegistrationRequest,
} from '../api/requests.js';
import { ACTIONS, type Action } from './state.js';
import { RequestValidationPipe } from '../../http/validation.pipe.js';

// The document's library reads the request classes when it is loaded.
beforeAll(() => documentedLibrary());

const REQUESTS: Readonly<Record<Action, Type>> = {
  REGISTER: RegistrationRequest,
  VERIFY_OTP: OtpRequest,
  RESEND_OTP: EmptyRequest,
  SUBMIT_AADHAAR: AadhaarRequest,
  SUBMIT_BIOMETRIC: BiometricRequest,
  SUBMIT_PAN: PanRequest,
  REFRESH: EmptyRequest,
};
const NESTED: Readonly<Record<string, Type>> = { address: AddressRequest, consent: ConsentRequest };

/** A value that a person would enter. */
const VALUES: Readonly<Record<string, string | boolean>> = {
  name: 'Karan Garg',
  dateOfBirth: '1990-05-15',
  'address.line': '12 Gita Bhavan',
  'address.area': 'Palasia',
  'address.city': 'Indore',
  'address.district': 'Indore',
  'address.state': 'Madhya Pradesh',
  'address.pincode': '452001',
  otp: '012345',
  aadhaarNumber: '999941057058',
  pidData: '<PidData><Data type="X">a</Data></PidData>',
  'consent.language': 'en',
  'consent.noticeVersion': '2026-01',
  'consent.given': true,
  pan: 'ABCDE1234F',
};
const WITH_FIELDS = ACTIONS.filter((action) => formOf(action, undefined).length > 0);
const pipe = new RequestValidationPipe();

type Body = Record<string, unknown>;

/** The body that a client builds from a form; dotted names become nested objects. */
function bodyOf(fields: readonly FormField[], values: Readonly<Record<string, unknown>> = VALUES): Body {
  const body: Body = {};
  for (const { name } of fields) {
    const [first = '', second] = name.split('.');
    if (second === undefined) body[first] = values[name];
    else body[first] = { ...(body[first] as Body | undefined), [second]: values[name] };
  }
  return body;
}

async function refused(action: Action, body: Body): Promise<readonly string[]> {
  try {
    await pipe.transform(body, { type: 'body', metatype: REQUESTS[action] });
    return [];
  } catch (error) {
    if (error instanceof Problem) return (error.details.errors ?? []).map(({ field }) => field);
    throw error;
  }
}

interface Property {
  readonly pattern?: string;
  readonly format?: string;
  readonly required?: boolean;
  readonly type?: unknown;
}

/** The schema of a field of the request class in the OpenAPI document. */
function describedAs(request: Type, name: string): Property | undefined {
  const [first = '', second] = name.split('.');
  const owner = second === undefined ? request : NESTED[first];
  return Reflect.getMetadata('swagger/apiModelProperties', owner?.prototype as object, second ?? first) as
    Property | undefined;
}

/** All fields of a request class; nested fields have dotted names. */
function fieldsOf(request: Type): string[] {
  const names = (Reflect.getMetadata('swagger/apiModelPropertiesArray', request.prototype as object) ??
    []) as string[];
  return names.flatMap((colonName) => {
    const name = colonName.slice(1);
    const nested = NESTED[name];
    return nested ? fieldsOf(nested).map((inner) => `${name}.${inner}`) : [name];
  });
}

describe('a form', () => {
  it.each(ACTIONS)('of %s has the fields of the request, and no others', (action) => {
    const names = formOf(action, undefined).map(({ name }) => name);
    expect([...names].sort()).toEqual([...new Set(fieldsOf(REQUESTS[action]))].sort());
  });

  it.each(WITH_FIELDS)('of %s leads to a valid body', async (action) => {
    expect(await refused(action, bodyOf(formOf(action, undefined)))).toEqual([]);
  });

  it.each(WITH_FIELDS)('of %s leads to a valid body without its optional fields', async (action) => {
    const required = formOf(action, undefined).filter((field) => field.required);
    expect(await refused(action, bodyOf(required))).toEqual([]);
  });

  it.each(WITH_FIELDS)('of %s has the patterns and formats of the request', (action) => {
    for (const field of formOf(action, undefined)) {
      const { name, pattern, required, format } = { pattern: undefined, format: undefined, ...field };
      const described = describedAs(REQUESTS[action], name);
      expect({ name, required: described?.required ?? true }).toEqual({ name, required });
      // A date has a format instead of a pattern; XML has neither in OpenAPI.
      if (format === undefined) expect({ name, pattern: described?.pattern }).toEqual({ name, pattern });
      if (format === 'date') expect(described?.format).toBe('date');
    }
  });

  it.each(WITH_FIELDS)(
    'of %s leads to a refusal that names each required field that is missing',
    async (action) => {
      const form = formOf(action, undefined);
      // A missing consent is CONSENT_REQUIRED, not a refused field; a missing part of it is a refused field.
      for (const { name, required } of form) {
        const body = bodyOf(form, { ...VALUES, [name]: undefined });
        expect({ name, refused: await refused(action, body) }).toEqual({
          name,
          refused: required ? [name] : [],
        });
      }
    },
  );

  it.each(WITH_FIELDS)('of %s leads to a refusal when a value does not match its pattern', async (action) => {
    const form = formOf(action, undefined);
    for (const field of form) {
      if (field.type !== 'string' || field.pattern === undefined) continue;
      const { name, pattern } = field;
      expect(String(VALUES[name])).toMatch(new RegExp(pattern));
      const body = bodyOf(form, { ...VALUES, [name]: '?' });
      expect({ name, refused: await refused(action, body) }).toEqual({ name, refused: [name] });
    }
  });
});

describe('a field', () => {
  it('is sensitive when it is an OTP, an Aadhaar number, a PAN or a PID block', () => {
    const sensitive = ACTIONS.flatMap((action) => formOf(action, undefined)).filter((one) => one.sensitive);
    expect([...new Set(sensitive.map(({ name }) => name))].sort()).toEqual([
      'aadhaarNumber',
      'otp',
      'pan',
      'pidData',
    ]);
    for (const action of ACTIONS)
      for (const { name, sensitive: hidden } of formOf(action, undefined))
        expect(describedAs(REQUESTS[action], name)?.format === 'password').toBe(hidden);
  });

  it('that must be true has true as its only option', () => {
    const given = formOf('SUBMIT_AADHAAR', undefined).find(({ name }) => name === 'consent.given');
    expect(given).toMatchObject({ type: 'boolean', options: [true], required: true });
  });

  it('for the language has the languages of the product as its options', () => {
    const language = (languages: readonly string[] | undefined): FormField | undefined =>
      formOf('SUBMIT_AADHAAR', languages).find(({ name }) => name === 'consent.language');
    expect(language(undefined)).not.toHaveProperty('options');
    expect(language(['en', 'hi'])).toMatchObject({ options: ['en', 'hi'] });
  });
});
