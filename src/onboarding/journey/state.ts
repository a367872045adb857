import { Type, type Static } from 'typebox';

/** The states of an onboarding; one closed enum for all products (api.md, "Resource"). */
export const ONBOARDING_STATES = [
  'NOT_REGISTERED',
  'OTP_PENDING',
  'AADHAAR_PENDING',
  'AADHAAR_OTP_PENDING',
  'BIOMETRIC_PENDING',
  'EKYC_OTP_PENDING',
  'PAN_PENDING',
  'COMPLETED',
  'REJECTED',
  'OUTCOME_UNKNOWN',
] as const;
export const OnboardingState = Type.Enum(ONBOARDING_STATES, {
  $id: 'OnboardingState',
  type: 'string',
  description: 'The state of an onboarding',
});
export type OnboardingState = Static<typeof OnboardingState>;

/** The actions of a client; each is one POST route (`ACTION_ROUTES`). */
export const ACTIONS = [
  'REGISTER',
  'VERIFY_OTP',
  'RESEND_OTP',
  'SUBMIT_AADHAAR',
  'SUBMIT_BIOMETRIC',
  'SUBMIT_PAN',
  'REFRESH',
] as const;
export type Action = (typeof ACTIONS)[number];

/** The steps that a client sees in `steps`, in journey order. */
export const StepName = Type.Enum(
  ['REGISTRATION', 'MOBILE_OTP', 'AADHAAR', 'AADHAAR_OTP', 'BIOMETRIC', 'EKYC_OTP', 'PAN'],
  { $id: 'StepName', type: 'string', description: 'A step of a journey' },
);
export type StepName = Static<typeof StepName>;

/** What an OTP proves: control of the mobile, of the mobile linked to Aadhaar, or of the eKYC request. */
export const OtpPurpose = Type.Enum(['MOBILE', 'AADHAAR', 'EKYC'], {
  $id: 'OtpPurpose',
  type: 'string',
  description:
    'What an OTP proves: control of the mobile, of the mobile linked to Aadhaar, or of the eKYC request',
});
export type OtpPurpose = Static<typeof OtpPurpose>;

/** The state in which an OTP of each purpose is pending. */
export const OTP_STATE = {
  MOBILE: 'OTP_PENDING',
  AADHAAR: 'AADHAAR_OTP_PENDING',
  EKYC: 'EKYC_OTP_PENDING',
} as const satisfies Record<OtpPurpose, OnboardingState>;

/** The purpose of the OTP that is pending in `state`; undefined if none is. */
export function pendingOtp(state: OnboardingState): OtpPurpose | undefined {
  switch (state) {
    case 'OTP_PENDING':
      return 'MOBILE';
    case 'AADHAAR_OTP_PENDING':
      return 'AADHAAR';
    case 'EKYC_OTP_PENDING':
      return 'EKYC';
    case 'NOT_REGISTERED':
    case 'AADHAAR_PENDING':
    case 'BIOMETRIC_PENDING':
    case 'PAN_PENDING':
    case 'COMPLETED':
    case 'REJECTED':
    case 'OUTCOME_UNKNOWN':
      return undefined;
    default:
      return state satisfies never;
  }
}
