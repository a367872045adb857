import { Type, type TProperties, type TString } from 'typebox';
import { oneOf, property, type ValueOf } from '../../http/schema.js';
import { actionHref, startHref } from './product.js';
import { FormField, formOf, START_FORM } from './forms.js';
import { dueActions, isResend, resendAvailableAt } from './next-action.js';
import { Customer, type Onboarding } from './onboarding.js';
import { attemptsLeft } from './otp-references.js';
import { ProductName, type Product } from './product.js';
import { OnboardingState, OtpPurpose, pendingOtp, StepName, type Action } from './state.js';

const CLOSED = { additionalProperties: false } as const;

function time(description: string): TString {
  const pattern = '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z$';
  return Type.String({ format: 'date-time', pattern, description });
}

function actionSchema<Name extends Action | 'START', Extras extends TProperties>(
  name: Name,
  $id: string,
  description: string,
  extras: Extras,
) {
  return Type.Object(
    {
      action: Type.Enum([name], { type: 'string', description: 'The action' }),
      method: Type.Enum(['POST'], { type: 'string', description: 'The HTTP method to take it with' }),
      href: Type.String({ format: 'uri-reference', description: 'The address to send the request to' }),
      fields: Type.Array(FormField, { description: 'What the body must hold; none: an empty object' }),
      ...extras,
    },
    { $id, ...CLOSED, description },
  );
}

/** Of the actions that can send an OTP in place of the pending one. */
const AVAILABLE = { availableAt: Type.Optional(time('When it may be taken, since it sends another OTP')) };

const ActionResource = oneOf(
  'action',
  [
    actionSchema('REGISTER', 'RegisterAction', 'Register the customer', {}),
    actionSchema('VERIFY_OTP', 'VerifyOtpAction', 'Verify the pending OTP', {}),
    actionSchema('RESEND_OTP', 'ResendOtpAction', 'Have the mobile OTP sent again', AVAILABLE),
    actionSchema('SUBMIT_AADHAAR', 'SubmitAadhaarAction', 'Have the Aadhaar OTP sent', AVAILABLE),
    actionSchema('SUBMIT_BIOMETRIC', 'SubmitBiometricAction', 'Submit the fingerprint', AVAILABLE),
    actionSchema('SUBMIT_PAN', 'SubmitPanAction', 'Submit the PAN', {}),
    actionSchema('REFRESH', 'RefreshAction', 'Look the customer up', {}),
  ],
  { $id: 'OnboardingAction', description: 'What can be done next, and how' },
);
type ActionResource = ValueOf<typeof ActionResource>;

/** The start of a product's onboarding, as an action that another product asks for first. */
export const StartAction = actionSchema('START', 'StartAction', 'Start the onboarding of a product', {});

const PendingOtp = Type.Object(
  {
    purpose: property(OtpPurpose, 'What the OTP proves'),
    sentTo: Type.Optional(
      Type.String({
        description: 'The number it was sent to, masked, where that is known',
        example: '******4444',
      }),
    ),
    attemptsLeft: Type.Integer({ minimum: 0, description: 'How often it can still be tried' }),
    resendAvailableAt: time('When another OTP may be asked for'),
  },
  { $id: 'PendingOtp', ...CLOSED, description: 'An OTP that is pending' },
);

const KnownCustomer = Type.Object(
  {
    mobile: Type.String({ description: 'The mobile number, masked', example: '******4444' }),
    ...Customer.properties,
  },
  { $id: 'Customer', ...CLOSED, description: 'A customer, as far as known' },
);

/** The onboarding as a client sees it (api.md, "Resource"): no Eko name, code, reference or token. */
export const OnboardingResource = Type.Object(
  {
    id: Type.String({
      pattern: '^onb_[A-Za-z0-9_-]{24}$',
      description: 'The id of the onboarding, in every address of it',
    }),
    product: property(ProductName, 'What the customer is onboarded for'),
    state: property(OnboardingState, 'Where the onboarding is on its way'),
    steps: Type.Array(
      Type.Object(
        {
          step: property(StepName, 'The step'),
          status: Type.Enum(['done', 'active', 'pending'], {
            type: 'string',
            description: 'Whether the step is done, is the one to do, or comes later',
          }),
        },
        { $id: 'StepProgress', ...CLOSED, description: 'How far a step is' },
      ),
      { description: 'All steps of the product, in the order of the journey' },
    ),
    nextAction: Type.Union([ActionResource, Type.Null()], {
      description: 'What to do next; null once the onboarding is completed or rejected',
    }),
    alternatives: Type.Array(ActionResource, { description: 'What can be done in place of nextAction' }),
    otp: Type.Optional(property(PendingOtp, 'The OTP that is pending; absent when none is')),
    customer: property(KnownCustomer, 'What is known of the customer'),
    clientRefId: Type.String({
      pattern: '^[A-Za-z0-9]{20}$',
      description: 'The reference of the call that led here: quote it to support',
    }),
    reconciled: Type.Optional(
      Type.Unsafe<true>({
        type: 'boolean',
        enum: [true],
        description: 'The state was found out by a look-up after the answer of this step had been lost',
      }),
    ),
    version: Type.Integer({ minimum: 1, description: 'Counts the changes of the onboarding' }),
    createdAt: time('When the onboarding was started'),
    updatedAt: time('When it changed last'),
  },
  { $id: 'Onboarding', ...CLOSED, description: 'The onboarding of one customer for one product' },
);
export type OnboardingResource = ValueOf<typeof OnboardingResource>;

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

/** The action that starts the onboarding of a product. */
export function presentStart(product: string): ValueOf<typeof StartAction> {
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
