import type { Action } from './state.js';

/** What follows `/v1/{product}/onboardings/{id}` in the address of each action; all are POST. */
export const ACTION_ROUTES: Record<Action, string> = {
  REGISTER: 'registration',
  VERIFY_OTP: 'otp/verification',
  RESEND_OTP: 'otp',
  SUBMIT_AADHAAR: 'aadhaar',
  SUBMIT_BIOMETRIC: 'biometric',
  SUBMIT_PAN: 'pan',
  REFRESH: 'refresh',
};

/** The address of an action of one onboarding. */
export function actionHref(product: string, onboardingId: string, action: Action): string {
  return `/v1/${product}/onboardings/${onboardingId}/${ACTION_ROUTES[action]}`;
}
