import type { components } from './document.js';

type Schemas = components['schemas'];

export type Product = Schemas['Product'];
export type Products = Schemas['Products'];
export type Onboarding = Schemas['Onboarding'];
export type OnboardingState = Schemas['OnboardingState'];
export type Action = Schemas['OnboardingAction'];
export type StartAction = Schemas['StartAction'];
export type Problem = Schemas['Problem'];
export type ProblemCode = Schemas['ProblemCode'];
export type Retry = Schemas['Retry'];
export type ConsentLanguages = Schemas['ConsentLanguages'];
export type ConsentText = Schemas['ConsentText'];

/** The body of each action. */
export interface Bodies {
  START: Schemas['StartRequest'];
  REGISTER: Schemas['RegistrationRequest'];
  VERIFY_OTP: Schemas['OtpRequest'];
  RESEND_OTP: Schemas['EmptyRequest'];
  SUBMIT_AADHAAR: Schemas['AadhaarRequest'];
  SUBMIT_BIOMETRIC: Schemas['BiometricRequest'];
  SUBMIT_PAN: Schemas['PanRequest'];
  REFRESH: Schemas['EmptyRequest'];
}

/** What addresses an onboarding: an onboarding itself, or these two of it from a storage. */
export type OnboardingRef = Pick<Onboarding, 'id' | 'product'>;

/** Where keys are kept over restarts: `localStorage`, React Native's AsyncStorage, or three functions of the app. */
export interface KeyStorage {
  getItem(name: string): string | null | Promise<string | null>;
  setItem(name: string, value: string): unknown;
  removeItem(name: string): unknown;
}

export interface ClientOptions {
  /** The address of the gateway, such as `https://onboarding.example.in`. */
  readonly baseUrl: string;
  /** Holds idempotency keys and ids of onboardings; never what a customer gave. */
  readonly storage: KeyStorage;
  /**
   * Gives the agent's access token. It is called before each request; after a 401 once more, with the token that was
   * refused.
   */
  readonly token?: (refused?: string) => string | Promise<string>;
  /** Replaces the global `fetch`. */
  readonly fetch?: typeof fetch;
}

export interface CallOptions {
  /** Ends the call. Its key is kept: the same call later is the same intent. */
  readonly signal?: AbortSignal;
  /** The longest time for the call with all its repetitions, milliseconds; 30,000 unless given. */
  readonly timeoutMs?: number;
}
