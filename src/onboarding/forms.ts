import { Type } from 'typebox';
import { oneOf, type ValueOf } from '../openapi/schema.js';
import {
  AADHAAR_PATTERN,
  LANGUAGE_PATTERN,
  MOBILE_PATTERN,
  NOTICE_VERSION_PATTERN,
  OTP_PATTERN,
  PAN_PATTERN,
  PINCODE_PATTERN,
} from './patterns.js';
import type { Action } from './state.js';

const EVERY_FIELD = {
  required: Type.Boolean({ description: 'Whether the body must have it' }),
  sensitive: Type.Boolean({ description: 'Whether it must not be kept, logged or shown after it was sent' }),
};
const NAME = Type.String({ description: 'The property of the body; nested objects by dotted names' });

const TextField = Type.Object(
  {
    name: NAME,
    type: Type.Enum(['string'], { type: 'string', description: 'The value is a string' }),
    ...EVERY_FIELD,
    pattern: Type.Optional(Type.String({ description: 'Regular expression that the value must match' })),
    format: Type.Optional(
      Type.Enum(['date', 'xml'], { type: 'string', description: 'A date as YYYY-MM-DD, or an XML document' }),
    ),
    options: Type.Optional(
      Type.Array(Type.String(), { description: 'The values to choose from, where there are only a few' }),
    ),
  },
  { $id: 'TextField', additionalProperties: false, description: 'A field with a string as its value' },
);
const BooleanField = Type.Object(
  {
    name: NAME,
    type: Type.Enum(['boolean'], { type: 'string', description: 'The value is true or false' }),
    ...EVERY_FIELD,
    options: Type.Optional(
      Type.Array(Type.Boolean(), { description: 'The only value, where the other is of no use' }),
    ),
  },
  { $id: 'BooleanField', additionalProperties: false, description: 'A field that is true or false' },
);

/** One field of a form, so that a client which knows no step names can ask for it. */
export const FormField = oneOf('type', [TextField, BooleanField], {
  $id: 'OnboardingField',
  description: 'A field to ask the customer or the agent for',
});
export type FormField = ValueOf<typeof FormField>;
type TextField = ValueOf<typeof TextField>;

const field = (name: string, extras: Partial<Omit<TextField, 'name' | 'type'>> = {}): TextField => ({
  name,
  type: 'string',
  required: true,
  sensitive: false,
  ...extras,
});

const consent: readonly FormField[] = [
  field('consent.language', { pattern: LANGUAGE_PATTERN }),
  field('consent.noticeVersion', { pattern: NOTICE_VERSION_PATTERN }),
  { name: 'consent.given', type: 'boolean', required: true, sensitive: false, options: [true] },
];
const aadhaarNumber = field('aadhaarNumber', { pattern: AADHAAR_PATTERN, sensitive: true });

/** The form of a start. */
export const START_FORM: readonly FormField[] = [field('mobile', { pattern: MOBILE_PATTERN })];

const FORMS: Record<Action, readonly FormField[]> = {
  REGISTER: [
    field('name'),
    field('dateOfBirth', { format: 'date' }),
    field('address.line'),
    field('address.area', { required: false }),
    field('address.city'),
    field('address.district'),
    field('address.state'),
    field('address.pincode', { pattern: PINCODE_PATTERN }),
  ],
  VERIFY_OTP: [field('otp', { pattern: OTP_PATTERN, sensitive: true })],
  RESEND_OTP: [],
  SUBMIT_AADHAAR: [aadhaarNumber, ...consent],
  SUBMIT_BIOMETRIC: [aadhaarNumber, field('pidData', { format: 'xml', sensitive: true }), ...consent],
  SUBMIT_PAN: [field('pan', { pattern: PAN_PATTERN, sensitive: true })],
  REFRESH: [],
};

/** The form of an action, with the languages that the product asks consent in, where it prescribes them. */
export function formOf(
  action: Action,
  consentLanguages: readonly string[] | undefined,
): readonly FormField[] {
  if (!consentLanguages) return FORMS[action];
  return FORMS[action].map((one) =>
    one.type === 'string' && one.name === 'consent.language' ? { ...one, options: consentLanguages } : one,
  );
}
