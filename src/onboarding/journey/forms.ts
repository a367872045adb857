import { Type } from 'typebox';
import { type ValueOf, oneOf } from '../../http/schema.js';
import type { Action } from './state.js';

/** The patterns of values from clients, shared by the request classes and the forms of `nextAction`. */
export const MOBILE_PATTERN = '^[6-9][0-9]{9}$';
export const OTP_PATTERN = '^[0-9]{3,10}$';
export const AADHAAR_PATTERN = '^[0-9]{12}$';
export const PAN_PATTERN = '^[A-Z]{5}[0-9]{4}[A-Z]$';
export const PINCODE_PATTERN = '^[1-9][0-9]{5}$';
/** A BCP 47 tag of a language, with at most a script and a region. */
export const LANGUAGE_PATTERN = '^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$';
export const NOTICE_VERSION_PATTERN = '^[A-Za-z0-9._-]{1,40}$';
export const DATE_PATTERN = '^[0-9]{4}-[0-9]{2}-[0-9]{2}$';
/** Maximum characters of a PID block; that of a face capture is the largest, about 60,000. */
export const MAX_PID_LENGTH = 131_072;
/** Maximum bytes of a body with a PID block: its quotes may be escaped, and the body has other fields. */
export const MAX_BIOMETRIC_BODY_BYTES = 192 * 1024;

const EVERY_FIELD = {
  required: Type.Boolean({ description: 'Whether the body must contain it' }),
  sensitive: Type.Boolean({
    description: 'Whether the client must not keep, log or show the value after sending it',
  }),
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
      Type.Array(Type.String(), { description: 'The allowed values, where there are only a few' }),
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
      Type.Array(Type.Boolean(), { description: 'The allowed value, where there is only one' }),
    ),
  },
  { $id: 'BooleanField', additionalProperties: false, description: 'A field that is true or false' },
);

/** One field of a form: a client that does not know the step can still ask for it. */
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

/** The form of an action. @param consentLanguages the allowed languages of the consent; undefined: any */
export function formOf(
  action: Action,
  consentLanguages: readonly string[] | undefined,
): readonly FormField[] {
  if (!consentLanguages) return FORMS[action];
  return FORMS[action].map((one) =>
    one.type === 'string' && one.name === 'consent.language' ? { ...one, options: consentLanguages } : one,
  );
}
