import { Type, type TProperties, type TString } from 'typebox';
import { property, type ValueOf } from '../../http/schema.js';
import { actionHref, startHref, ProductName, type Product } from './product.js';
import { FormField, formOf } from '../forms/form.js';
import { actionForm, REQUESTS } from './forms.js';
import { dueActions, isResend, resendAvailableAt } from './next-action.js';
import { Customer, type Onboarding } from './onboarding.js';
import { attemptsLeft } from './otp-references.js';
import { OnboardingState, OtpPurpose, pendingOtp, StepName, ACTIONS, type Action } from './state.js';

const CLOSED = { additionalProperties: false } as const;

function time(description: string): TString {
  const pattern = '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z$';
  return Type.String({ format: 'date-time', pattern, description });
}

function actionSchema<Name extends Action | 'START', Extras extends TProperties>(
  names: readonly [...Name[]],
  $id: string,
  description: string,
  extras: Extras,
) {
  return Type.Object(
    {
      action: Type.Enum(names, { type: 'string', description: 'The action' }),
      method: Type.Enum(['POST'], { type: 'string', description: 'The HTTP method of the request' }),
      href: Type.String({ format: 'uri-reference', description: 'The address to send the request to' }),
      fields: Type.Array(FormField, { description: 'The fields of the body; none: an empty object' }),
      schema: Type.Optional(
        Type.Unsafe<object>({
          type: 'object',
          additionalProperties: true,
          description:
            'The same form as JSON Schema 2020-12 of the body, for libraries that draw forms; absent if there are no fields',
        }),
      ),
      ...extras,
    },
    { $id, ...CLOSED, description },
  );
}

/**
 * One schema for all actions: they differ only in the value of `action`, and the Kotlin that openapi-generator
 * generates for a oneOf cannot be read from JSON (docs/decisions/0018-schemas.md).
 */
const ActionResource = actionSchema(ACTIONS, 'OnboardingAction', 'An action to take, with its request', {
  availableAt: Type.Optional(
    time('The earliest time for the request; only where it replaces the pending OTP by a new one'),
  ),
});
type ActionResource = ValueOf<typeof ActionResource>;

/** The start of a product's onboarding, as the prerequisite of another product. */
export const StartAction = actionSchema(['START'], 'StartAction', 'Start the onboarding of a product', {});

const PendingOtp = Type.Object(
  {
    purpose: property(OtpPurpose, 'What the OTP proves'),
    sentTo: Type.Optional(
      Type.String({
        description: 'The masked number that it was sent to, if known',
        example: '******4444',
      }),
    ),
    attemptsLeft: Type.Integer({ minimum: 0, description: 'The number of attempts left' }),
    resendAvailableAt: time('The earliest time for requesting another OTP'),
  },
  { $id: 'PendingOtp', ...CLOSED, description: 'An OTP that is pending' },
);

const KnownCustomer = Type.Object(
  {
    mobile: Type.String({ description: 'The mobile number, masked', example: '******4444' }),
    ...Customer.properties,
  },
  { $id: 'Customer', ...CLOSED, description: 'The known facts of a customer' },
);

/** The onboarding as a client sees it (api.md, "Resource"): without Eko's names, codes, references and tokens. */
export const OnboardingResource = Type.Object(
  {
    id: Type.String({
      pattern: '^onb_[A-Za-z0-9_-]{24}$',
      description: 'The id of the onboarding, as in its addresses',
    }),
    product: property(ProductName, 'What the customer is onboarded for'),
    state: property(OnboardingState, 'The state of the onboarding'),
    steps: Type.Array(
      Type.Object(
        {
          step: property(StepName, 'The step'),
          status: Type.Enum(['done', 'active', 'pending'], {
            type: 'string',
            description: 'Whether the step is done, is due, or follows later',
          }),
        },
        { $id: 'StepProgress', ...CLOSED, description: 'The progress of a step' },
      ),
      { description: 'All steps of the product, in the order of the journey' },
    ),
    nextAction: Type.Union([ActionResource, Type.Null()], {
      description: 'The action to take next; null once the onboarding is completed or rejected',
    }),
    alternatives: Type.Array(ActionResource, {
      description: 'The actions that may be taken instead of nextAction',
    }),
    otp: Type.Optional(property(PendingOtp, 'The pending OTP; absent if there is none')),
    customer: property(KnownCustomer, 'The known facts of the customer'),
    clientRefId: Type.String({
      pattern: '^[A-Za-z0-9]{20}$',
      description: 'The reference of the call that led to this state: quote it to support',
    }),
    reconciled: Type.Optional(
      Type.Boolean({ description: 'true if the reply to this step was lost, and a look-up found the state' }),
    ),
    version: Type.Integer({ minimum: 1, description: 'The number of the version; each change adds one' }),
    createdAt: time('When the onboarding was started'),
    updatedAt: time('When the onboarding last changed'),
  },
  { $id: 'Onboarding', ...CLOSED, description: 'The onboarding of one customer for one product' },
);
export type OnboardingResource = ValueOf<typeof OnboardingResource>;

/**
 * The onboarding as a client sees it.
 * @param view.now milliseconds since the epoch
 * @param view.reconciled whether a look-up found the state after the reply to the step was lost
 */
export function presentOnboarding(
  onboarding: Onboarding,
  { journey }: Product,
  view: {
    readonly now: number;
    readonly cooldownMs: number;
    readonly maxAttempts: number;
    readonly minimumAge: number;
    readonly reconciled?: boolean;
  },
): OnboardingResource {
  const { id, product, state, mobile, customer } = onboarding;
  const otp = pendingOtp(state) ? onboarding.otp : undefined;
  const sentTo = otp?.sentTo ?? (otp?.purpose === 'MOBILE' ? maskMobile(mobile) : undefined);
  const { next, alternatives } = dueActions(onboarding, view);
  const resendAt = new Date(Math.max(resendAvailableAt(onboarding, view.cooldownMs), onboarding.createdAt));
  const present = (action: Action): ActionResource => ({
    action,
    method: 'POST',
    href: actionHref(product, id, action),
    ...actionForm(action, { ...view, sentTo, consentLanguages: journey.consentLanguages }),
    ...(isResend(action, onboarding) && { availableAt: resendAt.toISOString() }),
  });
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

/** The action that starts the onboarding of a product. */
export function presentStart(product: string): ValueOf<typeof StartAction> {
  return { action: 'START', method: 'POST', href: startHref(product), ...formOf(REQUESTS.START) };
}

/** Only the last four digits: enough for a person to recognize the number. */
export function maskMobile(mobile: string): string {
  return `******${mobile.slice(-4)}`;
}

/** While the outcome is unknown, the last known step stays active; for a rejected customer no step is active. */
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
