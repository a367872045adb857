import { latestBirthDate, OLDEST_BIRTH_DATE } from '../forms/birth-date.js';
import type { RequestClass } from '../forms/field.js';
import { formOf, type Changes, type Form } from '../forms/form.js';
import {
  AadhaarRequest,
  BiometricRequest,
  EmptyRequest,
  OtpRequest,
  PanRequest,
  RegistrationRequest,
  StartRequest,
} from '../forms/requests.js';
import type { Action } from './state.js';

/** The class of each action's body. */
export const REQUESTS = {
  START: StartRequest,
  REGISTER: RegistrationRequest,
  VERIFY_OTP: OtpRequest,
  RESEND_OTP: EmptyRequest,
  SUBMIT_AADHAAR: AadhaarRequest,
  SUBMIT_BIOMETRIC: BiometricRequest,
  SUBMIT_PAN: PanRequest,
  REFRESH: EmptyRequest,
} as const satisfies Record<Action | 'START', RequestClass>;

/** What a form shows of the onboarding that it is for. */
export interface FormFacts {
  /** The masked number that the pending OTP was sent to, if known. */
  readonly sentTo?: string | undefined;
  /** BCP 47 tags of the allowed languages of the consent; undefined: any. */
  readonly consentLanguages?: readonly string[] | undefined;
  readonly minimumAge: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

const inLanguages = ({ consentLanguages }: FormFacts): Changes | undefined =>
  consentLanguages && { 'consent.language': { options: consentLanguages } };

/** What an onboarding changes in a form; the other forms are the same for every one. */
const CHANGES: { readonly [action in Action]?: (facts: FormFacts) => Changes | undefined } = {
  VERIFY_OTP: ({ sentTo }) => (sentTo === undefined ? undefined : { otp: { hint: `Sent to ${sentTo}` } }),
  REGISTER: ({ minimumAge, now }) => ({
    dateOfBirth: { min: OLDEST_BIRTH_DATE, max: latestBirthDate(minimumAge, now) },
  }),
  SUBMIT_AADHAAR: inLanguages,
  SUBMIT_BIOMETRIC: inLanguages,
};

/** The form of an action. */
export function actionForm(action: Action, facts: FormFacts): Form {
  return formOf(REQUESTS[action], CHANGES[action]?.(facts));
}
