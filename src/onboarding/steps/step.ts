import type { OtpConfig } from '../../config/gateway-config.js';
import type { KeyScope } from '../../store/identifiers.js';
import { refusalOf, type Refusal } from '../journey/next-action.js';
import { resendAvailableAt } from '../journey/next-action.js';
import type { Onboarding } from '../journey/onboarding.js';
import { bind, type ActionInputs, type BoundCall, type Consent, type Product } from '../journey/product.js';
import type { Action } from '../journey/state.js';
import { abandonStep, newOnboarding } from '../journey/transition.js';
import type { StepClaim } from './claims.js';

/** One step that a client asks for. */
export interface Step {
  readonly action: Action | 'START';
  readonly product: Product;
  readonly scope: KeyScope;
  /** What the client handed over; the key is bound to it. */
  readonly payload: object;
  readonly requestId: string;
  /** When the calls to Eko have to be over, milliseconds since the epoch. */
  readonly deadline: number;
  /** When the client has to have an answer, milliseconds since the epoch. */
  readonly answerBy: number;
  /** Of a start: whom it is for. */
  readonly mobile?: string;
  /** The name that a registration gives. */
  readonly name?: string;
  readonly consent?: GivenConsent;
  /** The call that the action makes in the onboarding's state; undefined where it makes none. */
  readonly callFor: (onboarding: Onboarding) => BoundCall | undefined;
}

/** A consent, and what its record says beside it. */
export interface GivenConsent extends Consent {
  /** What Aadhaar data is processed for. */
  readonly purpose: string;
  readonly aadhaarNumber: string;
}

/** What Aadhaar data is processed for, as the consent record says it. */
const PURPOSES: Partial<Record<Action, string>> = {
  SUBMIT_AADHAAR: 'Aadhaar OTP authentication to onboard the customer',
  SUBMIT_BIOMETRIC: 'Aadhaar biometric authentication to onboard the customer',
};

/** The consent in what a client handed over with an action; undefined where the action needs none. */
export function consentOf<A extends Action>(action: A, input: ActionInputs[A]): GivenConsent | undefined {
  const purpose = PURPOSES[action];
  if (purpose === undefined || !('consent' in input)) return undefined;
  return { ...input.consent, purpose, aadhaarNumber: input.aadhaarNumber };
}

/** A call to make for a step, once. */
export interface DueCall {
  readonly call: BoundCall;
  readonly onboarding: Onboarding;
  readonly clientRefId: string;
  /** What the call's references are derived for: the step itself, or one of the look-ups that reconcile it. */
  readonly purpose: string;
  /** The call makes an onboarding that did not exist. */
  readonly creates: boolean;
  /** The answer to an earlier attempt was lost, and the call looks up what came of it. */
  readonly reconciles: boolean;
  /** The call tries the pending OTP. */
  readonly verifiesOtp: boolean;
  /** The call is made to have a new OTP sent; a look-up may have one sent, too, without being asked. */
  readonly renewsOtp: boolean;
  /** The consent that the call is made by; a look-up needs none. */
  readonly consent?: GivenConsent;
}

/** What a claimed step leads to. */
export type Due =
  | { readonly kind: 'call'; readonly due: DueCall }
  | { readonly kind: 'refused'; readonly onboarding: Onboarding; readonly refusal: Refusal }
  /** No call is due: the answer is what is known already. */
  | { readonly kind: 'unchanged'; readonly onboarding: Onboarding; readonly reconciled: boolean }
  /** The onboarding is another product's. */
  | { readonly kind: 'notFound' };

/**
 * What a claimed step leads to, before anything is sent. A key whose first answer was lost never leads to the step
 * itself, only to a look-up.
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
  // What an abandoned claim did to the onboarding is unknown.
  const current = known?.abandoned === true ? abandonStep(known.onboarding) : known?.onboarding;
  if (mobile === undefined && current?.product !== product.name) return { kind: 'notFound' };
  const reconciles = attempt > 0;
  if (current && reconciles && current.state !== 'OUTCOME_UNKNOWN')
    return { kind: 'unchanged', onboarding: current, reconciled: true };
  const isRepeatedStart = action === 'START' && !reconciles && known?.abandoned === false;
  if (current && isRepeatedStart && resendAvailableAt(current, otp.resendCooldownMs) > now)
    return { kind: 'unchanged', onboarding: current, reconciled: false };
  const names = { id: scope.onboardingId, product: product.name, agent: scope.agent, mobile: mobile ?? '' };
  // If this reconciles a start whose process died, that one's reference is the one that Eko may have seen.
  const onboarding = current ?? newOnboarding({ ...names, clientRefId: referenceFor('step') }, now);
  const taken = action === 'START' || reconciles ? 'REFRESH' : action;
  const refusal = refusalOf(taken, journey, onboarding, otp, now);
  if (refusal) return { kind: 'refused', onboarding, refusal };
  const call = taken === 'REFRESH' ? bind(journey.lookUp, undefined, onboarding) : step.callFor(onboarding);
  if (!call) return { kind: 'refused', onboarding, refusal: { code: 'STEP_NOT_ALLOWED' } };
  const purpose = reconciles ? `settle ${String(attempt)}` : 'step';
  const due: DueCall = {
    call,
    onboarding,
    clientRefId: !current && !reconciles ? onboarding.clientRefId : referenceFor(purpose),
    purpose,
    creates: known === undefined,
    reconciles,
    verifiesOtp: taken === 'VERIFY_OTP',
    renewsOtp: taken !== 'REFRESH' && call.sendsOtp,
    ...(taken === action && step.consent && { consent: step.consent }),
  };
  return { kind: 'call', due };
}
