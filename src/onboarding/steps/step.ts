import type { OtpConfig } from '../../config/gateway-config.js';
import type { KeyScope } from '../../store/identifiers.js';
import { refusalOf, type Refusal, resendAvailableAt } from '../journey/next-action.js';
import type { Onboarding } from '../journey/onboarding.js';
import { bind, type ActionInputs, type BoundCall, type Consent, type Product } from '../journey/product.js';
import type { Action } from '../journey/state.js';
import { abandonStep, newOnboarding } from '../journey/transition.js';
import type { StepClaim } from './claims.js';

/** One step that a client requests. */
export interface Step {
  readonly action: Action | 'START';
  readonly product: Product;
  readonly scope: KeyScope;
  /** The client's input; the key is bound to it. */
  readonly payload: object;
  readonly requestId: string;
  /** The deadline of the calls to Eko, milliseconds since the epoch. */
  readonly deadline: number;
  /** The deadline of the answer, milliseconds since the epoch. */
  readonly answerBy: number;
  /** The customer's mobile; only for a start. */
  readonly mobile?: string;
  /** The customer's name; only for a registration. */
  readonly name?: string;
  readonly consent?: GivenConsent;
  /** The call of the action in the onboarding's state; undefined if it has none. */
  readonly callFor: (onboarding: Onboarding) => BoundCall | undefined;
}

/** A consent, with the other contents of its record. */
export interface GivenConsent extends Consent {
  /** The purpose of processing the Aadhaar data. */
  readonly purpose: string;
  readonly aadhaarNumber: string;
}

/** The purpose of processing the Aadhaar data, for the consent record. */
const PURPOSES: Partial<Record<Action, string>> = {
  SUBMIT_AADHAAR: 'Aadhaar OTP authentication to onboard the customer',
  SUBMIT_BIOMETRIC: 'Aadhaar biometric authentication to onboard the customer',
};

/** The consent in the input of an action; undefined if the action needs none. */
export function consentOf<A extends Action>(action: A, input: ActionInputs[A]): GivenConsent | undefined {
  const purpose = PURPOSES[action];
  if (purpose === undefined || !('consent' in input)) return undefined;
  return { ...input.consent, purpose, aadhaarNumber: input.aadhaarNumber };
}

/** The call to make for a step. */
export interface DueCall {
  readonly call: BoundCall;
  readonly onboarding: Onboarding;
  readonly clientRefId: string;
  /** The purpose that the client_ref_id is derived for: the step itself, or a look-up that reconciles it. */
  readonly purpose: string;
  /** The call creates the onboarding. */
  readonly creates: boolean;
  /** The reply to an earlier attempt was lost, and the call looks up its outcome. */
  readonly reconciles: boolean;
  /** The call verifies the pending OTP. */
  readonly verifiesOtp: boolean;
  /** The call requests a new OTP. False for a look-up, after which Eko may also send one. */
  readonly renewsOtp: boolean;
  /** The consent for the call; a look-up needs none. */
  readonly consent?: GivenConsent;
}

/** What is due for a claimed step. */
export type Due =
  | { readonly kind: 'call'; readonly due: DueCall }
  | { readonly kind: 'refused'; readonly onboarding: Onboarding; readonly refusal: Refusal }
  /** No call: the answer is the current onboarding. */
  | { readonly kind: 'unchanged'; readonly onboarding: Onboarding; readonly reconciled: boolean }
  /** The onboarding belongs to another product. */
  | { readonly kind: 'notFound' };

/**
 * Decides what is due for a claimed step, before anything is sent. If the first reply of the key was lost, only a
 * look-up is due, never the step itself.
 * @param referenceFor derives the client_ref_id of a purpose
 * @param now milliseconds since the epoch
 */
export function dueOf(
  step: Step,
  { known, attempt }: StepClaim,
  referenceFor: (purpose: string) => string,
  { otp, now }: { readonly otp: OtpConfig; readonly now: number },
): Due {
  const { action, product, scope, mobile } = step;
  const { journey } = product;
  // The outcome of an abandoned claim is unknown.
  const current = known?.abandoned === true ? abandonStep(known.onboarding) : known?.onboarding;
  if (mobile === undefined && current?.product !== product.name) return { kind: 'notFound' };
  const reconciles = attempt > 0;
  if (current && reconciles && current.state !== 'OUTCOME_UNKNOWN')
    return { kind: 'unchanged', onboarding: current, reconciled: true };
  const isRepeatedStart = action === 'START' && !reconciles && known?.abandoned === false;
  if (current && isRepeatedStart && resendAvailableAt(current, otp.resendCooldownMs) > now)
    return { kind: 'unchanged', onboarding: current, reconciled: false };
  const names = { id: scope.onboardingId, product: product.name, agent: scope.agent, mobile: mobile ?? '' };
  // If this reconciles a start whose process died, Eko may have received the reference of that start.
  const onboarding = current ?? newOnboarding({ ...names, clientRefId: referenceFor('step') }, now);
  const taken = action === 'START' || reconciles ? 'REFRESH' : action;
  const refusal = refusalOf(taken, journey, onboarding, otp, now);
  if (refusal) return { kind: 'refused', onboarding, refusal };
  const call = taken === 'REFRESH' ? bind(journey.lookUp, undefined, onboarding) : step.callFor(onboarding);
  if (!call) return { kind: 'refused', onboarding, refusal: { code: 'STEP_NOT_ALLOWED' } };
  // client_ref_ids are derived from these words: changing one would change the references of running look-ups.
  const purpose = reconciles ? `settle ${String(attempt)}` : 'step';
  const due: DueCall = {
    call,
    onboarding,
    clientRefId: current || reconciles ? referenceFor(purpose) : onboarding.clientRefId,
    purpose,
    creates: known === undefined,
    reconciles,
    verifiesOtp: taken === 'VERIFY_OTP',
    renewsOtp: taken !== 'REFRESH' && call.sendsOtp,
    ...(taken === action && step.consent && { consent: step.consent }),
  };
  return { kind: 'call', due };
}
