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

/** One field of a form, so that a client which knows no step names can ask for it. */
export interface FormField {
  /** The member of the body; nested objects by dotted names. */
  readonly name: string;
  readonly type: 'string' | 'boolean';
  readonly pattern?: string;
  readonly format?: 'date' | 'xml';
  readonly required: boolean;
  /** Must not be kept, logged or shown after it was sent. */
  readonly sensitive: boolean;
  readonly options?: readonly (string | boolean)[];
}

type Extras = Partial<Pick<FormField, 'type' | 'pattern' | 'format' | 'required' | 'sensitive' | 'options'>>;

const field = (name: string, extras: Extras = {}): FormField => ({
  name,
  type: 'string',
  required: true,
  sensitive: false,
  ...extras,
});

const consent = [
  field('consent.language', { pattern: LANGUAGE_PATTERN }),
  field('consent.noticeVersion', { pattern: NOTICE_VERSION_PATTERN }),
  field('consent.given', { type: 'boolean', options: [true] }),
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
    one.name === 'consent.language' ? { ...one, options: consentLanguages } : one,
  );
}
