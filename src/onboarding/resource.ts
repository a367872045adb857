import { actionHref, startHref } from './action-routes.js';
import { formOf, START_FORM, type FormField } from './forms.js';
import { dueActions, isResend, resendAvailableAt } from './next-action.js';
import type { Customer, Onboarding } from './onboarding.js';
import { attemptsLeft } from './otp-references.js';
import type { Product } from './product.js';
import { pendingOtp, type Action, type OnboardingState, type OtpPurpose, type StepName } from './state.js';

export interface ActionResource {
  readonly action: Action;
  readonly method: 'POST';
  readonly href: string;
  readonly fields: readonly FormField[];
  readonly availableAt?: string;
}

/** The onboarding as a client sees it (api.md, "Resource"): no Eko name, code, reference or token. */
export interface OnboardingResource {
  readonly id: string;
  readonly product: string;
  readonly state: OnboardingState;
  readonly steps: readonly { readonly step: StepName; readonly status: 'done' | 'active' | 'pending' }[];
  readonly nextAction: ActionResource | null;
  readonly alternatives: readonly ActionResource[];
  readonly otp?: {
    readonly purpose: OtpPurpose;
    readonly sentTo?: string;
    readonly attemptsLeft: number;
    readonly resendAvailableAt: string;
  };
  readonly customer: Customer & { readonly mobile: string };
  readonly clientRefId: string;
  /** The state was found out by a look-up after the answer of this step had been lost. */
  readonly reconciled?: true;
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** @param now milliseconds since the epoch */
export function presentOnboarding(
  onboarding: Onboarding,
  { journey }: Product,
  view: {
    readonly now: number;
    readonly cooldownMs: number;
    readonly maxAttempts: number;
    readonly reconciled?: boolean;
  },
): OnboardingResource {
  const { id, product, state, mobile, customer } = onboarding;
  const otp = pendingOtp(state) ? onboarding.otp : undefined;
  const { next, alternatives } = dueActions(onboarding, view);
  const resendAt = new Date(Math.max(resendAvailableAt(onboarding, view.cooldownMs), onboarding.createdAt));
  const present = (action: Action): ActionResource => ({
    action,
    method: 'POST',
    href: actionHref(product, id, action),
    fields: formOf(action, journey.consentLanguages),
    ...(isResend(action, onboarding) && { availableAt: resendAt.toISOString() }),
  });
  const sentTo = otp?.sentTo ?? (otp?.purpose === 'MOBILE' ? maskMobile(mobile) : undefined);
  return {
    id,
    product,
    state,
    steps: stepsOf(onboarding, journey.steps),
    nextAction: next && present(next),
    alternatives: alternatives.map(present),
    ...(otp && {
      otp: {
        purpose: otp.purpose,
        ...(sentTo !== undefined && { sentTo }),
        attemptsLeft: attemptsLeft(onboarding, view.maxAttempts),
        resendAvailableAt: resendAt.toISOString(),
      },
    }),
    customer: { mobile: maskMobile(mobile), ...customer },
    clientRefId: onboarding.clientRefId,
    ...(view.reconciled === true && { reconciled: true }),
    version: onboarding.version,
    createdAt: new Date(onboarding.createdAt).toISOString(),
    updatedAt: new Date(onboarding.updatedAt).toISOString(),
  };
}

/** The start of a product's onboarding, as an action that another product asks for first. */
export function presentStart(product: string): object {
  return { action: 'START', method: 'POST', href: startHref(product), fields: START_FORM };
}

/** The last four digits, as a person recognizes a number by. */
export function maskMobile(mobile: string): string {
  return `******${mobile.slice(-4)}`;
}

/** While the outcome is unknown the step in question stays active; of a rejected customer nothing is. */
function stepsOf(
  { state, lastKnownState }: Onboarding,
  steps: Product['journey']['steps'],
): OnboardingResource['steps'] {
  const reached = state === 'OUTCOME_UNKNOWN' || state === 'REJECTED' ? lastKnownState : state;
  const active = reached === 'COMPLETED' ? steps.length : steps.findIndex((one) => one.state === reached);
  return steps.map(({ step }, index) => ({
    step,
    status: index < active ? 'done' : index === active && state !== 'REJECTED' ? 'active' : 'pending',
  }));
}
