import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { describe, expect, it } from '@jest/globals';
import { Problem } from '../../errors/problem.js';
import { RequestValidationPipe } from '../../http/validation.pipe.js';
import { actionForm, REQUESTS, type FormFacts } from './forms.js';
import { ACTIONS, type Action } from './state.js';
import { formOf, type FormField } from '../forms/form.js';
import { OtpRequest } from '../forms/requests.js';

type Body = Record<string, unknown>;

const facts: FormFacts = { minimumAge: 18, now: Date.parse('2026-11-21T10:00:00.000Z') };
const ADDRESS = ['line', 'area', 'city', 'district', 'state', 'pincode'].map((name) => `address.${name}`);
const CONSENT = ['consent.language', 'consent.noticeVersion', 'consent.given'];

/** The fields that each step of api.md asks for. */
const NAMES: Readonly<Record<Action, readonly string[]>> = {
  REGISTER: ['name', 'dateOfBirth', ...ADDRESS],
  VERIFY_OTP: ['otp'],
  RESEND_OTP: [],
  SUBMIT_AADHAAR: ['aadhaarNumber', ...CONSENT],
  SUBMIT_BIOMETRIC: ['aadhaarNumber', ...CONSENT, 'pidData'],
  SUBMIT_PAN: ['pan'],
  REFRESH: [],
};
/** A value that a person would enter. */
const VALUES: Body = {
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
const WITH_FIELDS = ACTIONS.filter((action) => NAMES[action].length > 0);
const pipe = new RequestValidationPipe();

/** The body that a client builds from a form; dotted names become nested objects. */
function bodyOf(fields: readonly FormField[], changes: Body = {}): Body {
  const body: Body = {};
  for (const { name } of fields) {
    const value = Object.hasOwn(changes, name) ? changes[name] : VALUES[name];
    const [first = '', second] = name.split('.');
    if (value === undefined) continue;
    if (second === undefined) body[first] = value;
    else body[first] = { ...(body[first] as Body | undefined), [second]: value };
  }
  return body;
}

/** The fields that the API refuses. */
async function refused(action: Action, body: Body): Promise<readonly string[]> {
  try {
    await pipe.transform(body, { type: 'body', metatype: REQUESTS[action] });
    return [];
  } catch (error) {
    if (error instanceof Problem) return (error.details.errors ?? []).map(({ field }) => field);
    throw error;
  }
}

/** Strict: a keyword or a format that Ajv does not know is an error. */
const ajv = new Ajv2020({ strict: true, formats: { date: true, password: true } });

function validatorOf(action: Action, changes: Partial<FormFacts> = {}): ValidateFunction {
  return ajv.compile(actionForm(action, { ...facts, ...changes }).schema ?? {});
}

function fieldOf(action: Action, name: string, changes: Partial<FormFacts> = {}): FormField | undefined {
  return actionForm(action, { ...facts, ...changes }).fields.find((field) => field.name === name);
}

describe('the form of', () => {
  it.each(ACTIONS)('%s has the fields of the step, and no others', (action) => {
    expect(actionForm(action, facts).fields.map(({ name }) => name)).toEqual(NAMES[action]);
  });

  it.each(ACTIONS)('%s has a schema if it has fields', (action) => {
    expect(actionForm(action, facts).schema === undefined).toBe(NAMES[action].length === 0);
  });

  it.each(ACTIONS)('%s leads to a body that its schema and the API accept', async (action) => {
    const { fields } = actionForm(action, facts);
    for (const asked of [fields, fields.filter(({ required }) => required)]) {
      const body = bodyOf(asked);
      expect(validatorOf(action)(body)).toBe(true);
      expect(await refused(action, body)).toEqual([]);
    }
  });

  it.each(WITH_FIELDS)('%s requires just what the API and the schema require', async (action) => {
    const { fields } = actionForm(action, facts);
    for (const { name, required } of fields) {
      const body = bodyOf(fields, { [name]: undefined });
      expect({ name, refused: await refused(action, body) }).toEqual({
        name,
        refused: required ? [name] : [],
      });
      expect({ name, accepted: validatorOf(action)(body) }).toEqual({ name, accepted: !required });
    }
  });

  it.each(WITH_FIELDS)('%s has the patterns and lengths of the API and the schema', async (action) => {
    const { fields } = actionForm(action, facts);
    for (const { name, pattern, maxLength } of fields) {
      const wrong = [
        ...(pattern === undefined ? [] : ['?']),
        ...(maxLength === undefined ? [] : ['a'.repeat(maxLength + 1)]),
      ];
      for (const value of wrong) {
        const body = bodyOf(fields, { [name]: value });
        expect({ name, refused: await refused(action, body) }).toEqual({ name, refused: [name] });
        expect({ name, accepted: validatorOf(action)(body) }).toEqual({ name, accepted: false });
      }
    }
  });

  it.each(WITH_FIELDS)('%s gives each field a name for a person, and the schema the same', (action) => {
    const { fields, schema } = actionForm(action, facts);
    for (const { label } of fields) {
      expect(label).not.toBe('');
      expect(JSON.stringify(schema)).toContain(`"title":"${label}"`);
    }
  });

  it.each(WITH_FIELDS)('%s takes nothing that it does not ask for', (action) => {
    const body = bodyOf(actionForm(action, facts).fields);
    expect(validatorOf(action)({ ...body, other: 1 })).toBe(false);
  });
});

describe('a field', () => {
  it('for the OTP is that of api.md', () => {
    expect(fieldOf('VERIFY_OTP', 'otp', { sentTo: '******4444' })).toEqual({
      name: 'otp',
      type: 'string',
      pattern: '^[0-9]{3,10}$',
      minLength: 3,
      maxLength: 10,
      required: true,
      sensitive: true,
      label: 'OTP',
      hint: 'Sent to ******4444',
      inputMode: 'numeric',
      autocomplete: 'one-time-code',
    });
    expect(fieldOf('VERIFY_OTP', 'otp')?.hint).toBe(formOf(OtpRequest).fields[0]?.hint);
  });

  it('is sensitive when it is an OTP, an Aadhaar number, a PAN or a PID block', () => {
    const sensitive = ACTIONS.flatMap((action) => actionForm(action, facts).fields).filter(
      (one) => one.sensitive,
    );
    expect([...new Set(sensitive.map(({ name }) => name))].sort()).toEqual([
      'aadhaarNumber',
      'otp',
      'pan',
      'pidData',
    ]);
  });

  it('that must be true has "true" as its only option, and true in the schema', () => {
    expect(fieldOf('SUBMIT_AADHAAR', 'consent.given')).toMatchObject({
      type: 'boolean',
      options: ['true'],
      required: true,
    });
    const { fields } = actionForm('SUBMIT_AADHAAR', facts);
    expect(validatorOf('SUBMIT_AADHAAR')(bodyOf(fields, { 'consent.given': false }))).toBe(false);
  });

  it.each(['SUBMIT_AADHAAR', 'SUBMIT_BIOMETRIC'] as const)(
    'for the language has the languages of the product as its options, in %s',
    (action) => {
      expect(fieldOf(action, 'consent.language')).not.toHaveProperty('options');
      const known = { consentLanguages: ['en', 'hi'] };
      expect(fieldOf(action, 'consent.language', known)).toMatchObject({ options: ['en', 'hi'] });
      const { fields } = actionForm(action, facts);
      expect(validatorOf(action, known)(bodyOf(fields))).toBe(true);
      expect(validatorOf(action, known)(bodyOf(fields, { 'consent.language': 'ta' }))).toBe(false);
    },
  );

  it.each([
    [18, '2008-11-21'],
    [21, '2005-11-21'],
    [0, '2026-11-20'],
  ])('for the date of birth ends with the youngest allowed age, %d years', (minimumAge, max) => {
    expect(fieldOf('REGISTER', 'dateOfBirth', { minimumAge })).toMatchObject({
      format: 'date',
      min: '1900-01-01',
      max,
    });
  });

  it('for the date of birth ends with a date that exists', () => {
    const now = Date.parse('2028-02-29T10:00:00.000Z');
    expect(fieldOf('REGISTER', 'dateOfBirth', { now })?.max).toBe('2010-02-28');
  });
});
