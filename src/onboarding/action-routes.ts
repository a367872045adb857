import { offers, type Product } from './product.js';
import { ACTIONS, type Action } from './state.js';

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

/** The address at which onboardings of a product start. */
export function startHref(product: string): string {
  return `/v1/${product}/onboardings`;
}

/** The address of an action of one onboarding. */
export function actionHref(product: string, onboardingId: string, action: Action): string {
  return `${startHref(product)}/${onboardingId}/${ACTION_ROUTES[action]}`;
}

/** What would follow in the addresses of the steps that a product has not. */
export function routesLacking(product: Product): readonly string[] {
  return ACTIONS.filter((action) => !offers(product, action)).map((action) => ACTION_ROUTES[action]);
}
