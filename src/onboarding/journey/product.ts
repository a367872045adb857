import { Type } from 'typebox';
import type { CallDefinition, WireValue } from '../../eko/call.js';
import { EVERYWHERE } from './everywhere.outcomes.js';
import type { Onboarding } from './onboarding.js';
import type { OutcomeTable } from './outcome.js';
import { ACTIONS, type Action, type OnboardingState, type StepName } from './state.js';

export interface Address {
  readonly line: string;
  readonly area?: string;
  readonly city: string;
  readonly district: string;
  readonly state: string;
  readonly pincode: string;
}

export interface Registration {
  readonly name: string;
  /** YYYY-MM-DD. */
  readonly dateOfBirth: string;
  readonly address: Address;
}

export interface Consent {
  readonly language: string;
  readonly noticeVersion: string;
  readonly given: boolean;
}

/** The client's input of each action. The only place of Aadhaar number, PID block, OTP and PAN; kept in memory only. */
export interface ActionInputs {
  REGISTER: Registration;
  VERIFY_OTP: { readonly otp: string };
  RESEND_OTP: object;
  SUBMIT_AADHAAR: { readonly aadhaarNumber: string; readonly consent?: Consent };
  SUBMIT_BIOMETRIC: { readonly aadhaarNumber: string; readonly pidData: string; readonly consent?: Consent };
  SUBMIT_PAN: { readonly pan: string };
  REFRESH: object;
}

/** A call of the journey, with the fields that it sends beside the common ones. */
export interface JourneyCall<Input> extends CallDefinition {
  /** Whether the call makes Eko send the customer an OTP; such calls count against the send limits. */
  readonly sendsOtp: boolean;
  /** Whether the call needs a wallet session that has not expired (Levin). */
  readonly needsWallet?: boolean;
  fields(input: Input, onboarding: Onboarding): Readonly<Record<string, WireValue>>;
}

/** A call with the values that it sends; Aadhaar number, PID block, OTP and PAN are kept in memory only. */
export interface BoundCall {
  readonly definition: CallDefinition;
  readonly sendsOtp: boolean;
  readonly fields: Readonly<Record<string, WireValue>>;
}

/** The call with the values of one onboarding. */
export function bind<Input>(call: JourneyCall<Input>, input: Input, onboarding: Onboarding): BoundCall {
  return { definition: call, sendsOtp: call.sendsOtp, fields: call.fields(input, onboarding) };
}

/** One product's journey: its steps in order, and for each action the call that it makes in each state. */
export interface Journey {
  readonly steps: readonly { readonly step: StepName; readonly state: OnboardingState }[];
  readonly lookUp: JourneyCall<unknown>;
  readonly actions: {
    readonly [A in Action]?: Partial<Record<OnboardingState, JourneyCall<ActionInputs[A]>>>;
  };
  /** BCP 47 tags of the allowed languages of the consent, where Eko prescribes them. */
  readonly consentLanguages?: readonly string[];
  /** Calls that do not belong to an action (consent texts); listed so that their paths can be overridden. */
  readonly reads?: readonly CallDefinition[];
}

/** The OpenAPI document adds the names of the registered products. */
export const ProductName = Type.String({
  $id: 'Product',
  description: 'A product that customers are onboarded for',
});

/** Everything that is specific to one product, as data. */
export interface Product {
  readonly name: string;
  readonly journey: Journey;
  /** The product's own rows; `outcomesOf` adds those of `EVERYWHERE`. */
  readonly outcomes: OutcomeTable;
  /** The product that a customer must be onboarded for before this one. */
  readonly prerequisite?: string;
}

/**
 * The whole table of a product: its own rows, then `shared`, then those of `EVERYWHERE`.
 * @param shared rows of the overrides file for all products
 */
export function outcomesOf({ outcomes }: Product, shared: OutcomeTable = []): OutcomeTable {
  return [...outcomes, ...shared, ...EVERYWHERE];
}

/** Whether the product has the action; every product has REFRESH. */
function offers({ journey }: Product, action: Action): boolean {
  return action === 'REFRESH' || journey.actions[action] !== undefined;
}

/** All calls of a product, each once. */
export function callsOf({ journey }: Product): readonly CallDefinition[] {
  const byAction: readonly Partial<Record<OnboardingState, CallDefinition>>[] = Object.values(
    journey.actions,
  );
  const calls = [
    journey.lookUp,
    ...byAction.flatMap((byState) => Object.values(byState)),
    ...(journey.reads ?? []),
  ];
  return [...new Map(calls.map((call) => [call.name, call])).values()];
}

/** The states that an onboarding of the product can have, in journey order. */
export function statesOf({ journey, outcomes }: Product): readonly OnboardingState[] {
  const rejects = outcomes.some(({ outcome }) => 'state' in outcome && outcome.state === 'REJECTED');
  const steps = journey.steps.map(({ state }) => state);
  return [...steps, 'COMPLETED', ...(rejects ? (['REJECTED'] as const) : []), 'OUTCOME_UNKNOWN'];
}

/** The path of each action below `/v1/{product}/onboardings/{id}`; all are POST. */
export const ACTION_ROUTES: Record<Action, string> = {
  REGISTER: 'registration',
  VERIFY_OTP: 'otp/verification',
  RESEND_OTP: 'otp',
  SUBMIT_AADHAAR: 'aadhaar',
  SUBMIT_BIOMETRIC: 'biometric',
  SUBMIT_PAN: 'pan',
  REFRESH: 'refresh',
};

/** The address that starts an onboarding of the product. */
export function startHref(product: string): string {
  return `/v1/${product}/onboardings`;
}

/** The address of an action of one onboarding. */
export function actionHref(product: string, onboardingId: string, action: Action): string {
  return `${startHref(product)}/${onboardingId}/${ACTION_ROUTES[action]}`;
}

/** The paths of the actions that the product does not have. */
export function routesLacking(product: Product): readonly string[] {
  return ACTIONS.filter((action) => !offers(product, action)).map((action) => ACTION_ROUTES[action]);
}
