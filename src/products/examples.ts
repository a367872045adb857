import { CATALOGUE, PROBLEM_CODES, type ProblemCode } from '../errors/catalogue.js';
import { Problem, problemBody, type ProblemBody, type ProblemDetails } from '../errors/problem.js';
import type { Examples } from '../http/document.js';
import type { Onboarding } from '../onboarding/journey/onboarding.js';
import { statesOf, type Product } from '../onboarding/journey/product.js';
import { presentOnboarding, presentStart, type OnboardingResource } from '../onboarding/journey/resource.js';
import { pendingOtp, type OnboardingState } from '../onboarding/journey/state.js';
import { CONSENT_LANGUAGES } from './ppi-digikhata/consent-languages.js';
import { dmtFino } from './dmt-fino/dmt-fino.journey.js';
import { ppiDigikhata } from './ppi-digikhata/ppi-digikhata.journey.js';
import { ppiLevin } from './ppi-levin/ppi-levin.journey.js';
import { PRODUCTS } from './registry.js';

const CREATED = Date.parse('2026-11-21T10:00:00.000Z');
const REFERENCE = '5Tq0Wb8XyZk2LmNp4RsV';
const VIEW = { now: CREATED + 60_000, cooldownMs: 30_000, maxAttempts: 3, minimumAge: 18 };
const UP = {
  draining: { status: 'up' },
  limits: { status: 'up' },
  audit: { status: 'up' },
  signing: { status: 'up' },
};
const READY = { ...UP, store: { status: 'up' } };
const rupees = (amount: string) => ({ amount, currency: 'INR' }) as const;

/** A number for each state, so that the versions of the examples follow each other. */
function versionOf({ journey }: Product, state: OnboardingState): number {
  const step = journey.steps.findIndex((one) => one.state === state);
  return 1 + (step < 0 ? journey.steps.length : step);
}

/** An onboarding as a client sees it, in one of its states. */
function shown(
  product: Product,
  state: OnboardingState,
  changes: Partial<Onboarding> = {},
): OnboardingResource {
  const purpose = pendingOtp(state);
  const version = versionOf(product, state);
  const sentAt = CREATED + version * 10_000;
  const sentTo = '******3210';
  return presentOnboarding(
    {
      id: 'onb_S2Fyb24tR2FyZy1leGFtcGxl',
      product: product.name,
      agent: '',
      mobile: '9876543210',
      state,
      customer: state === 'NOT_REGISTERED' ? {} : { name: 'Karan Garg' },
      otpSends: purpose ? [sentAt] : [],
      clientRefId: REFERENCE,
      version,
      createdAt: CREATED,
      updatedAt: sentAt,
      ...(purpose && {
        otp: {
          purpose,
          reference: '1',
          kycRequestId: '1',
          expired: false,
          ...(purpose !== 'EKYC' && { sentTo }),
        },
      }),
      ...changes,
    },
    product,
    VIEW,
  );
}

/** An onboarding whose pending OTP cannot be verified any more. */
function withOtp({ expired = false, used = 0 }): OnboardingResource {
  return shown(ppiLevin, 'OTP_PENDING', {
    otp: { purpose: 'MOBILE', reference: '1', sentTo: '******3210', expired },
    otpTries: [{ reference: '1', used }],
  });
}

const notRegistered = shown(ppiLevin, 'NOT_REGISTERED');
const otpPending = shown(ppiLevin, 'OTP_PENDING');
const aadhaarPending = shown(ppiLevin, 'AADHAAR_PENDING');
const aadhaarOtpPending = shown(ppiLevin, 'AADHAAR_OTP_PENDING');
const panPending = shown(ppiLevin, 'PAN_PENDING');
const biometricPending = shown(dmtFino, 'BIOMETRIC_PENDING', {
  customer: { name: 'Karan Garg', kyc: 'PENDING' },
});
const outcomeUnknown = shown(ppiLevin, 'OUTCOME_UNKNOWN', {
  lastKnownState: 'NOT_REGISTERED',
  customer: {},
  version: 2,
});

const ANSWERS = {
  'not-registered': { summary: 'A customer who is not registered', value: notRegistered },
  'otp-pending': { summary: 'The OTP of the mobile number is pending', value: otpPending },
  'aadhaar-pending': { summary: 'The Aadhaar number is due', value: aadhaarPending },
  'aadhaar-with-notice': {
    summary: 'The Aadhaar number is due, after a notice in one of some languages',
    value: shown(ppiDigikhata, 'AADHAAR_PENDING'),
  },
  'aadhaar-otp-pending': { summary: 'The OTP of Aadhaar is pending', value: aadhaarOtpPending },
  'biometric-pending': { summary: 'The fingerprint is due', value: biometricPending },
  'ekyc-otp-pending': {
    summary: 'The OTP of the eKYC request is pending',
    value: shown(dmtFino, 'EKYC_OTP_PENDING', { customer: { name: 'Karan Garg', kyc: 'PENDING' } }),
  },
  'pan-pending': { summary: 'The PAN is due', value: panPending },
  completed: {
    summary: 'Completed',
    value: shown(ppiLevin, 'COMPLETED', {
      customer: {
        name: 'Karan Garg',
        kyc: 'NONE',
        balance: rupees('0.00'),
        limits: {
          monthlyTotal: rupees('50000.00'),
          remaining: rupees('50000.00'),
          used: rupees('0.00'),
          unavailable: rupees('0.00'),
        },
      },
    }),
  },
  'outcome-unknown': { summary: 'The reply to the registration was lost', value: outcomeUnknown },
  products: {
    summary: 'All products',
    value: {
      products: PRODUCTS.map((product) => ({
        product: product.name,
        steps: product.journey.steps.map(({ step }) => step),
        states: statesOf(product),
      })),
    },
  },
  'consent-languages': {
    summary: 'The languages of the notice',
    value: { languages: CONSENT_LANGUAGES.map(({ tag, name }) => ({ language: tag, name })) },
  },
  'consent-text': {
    summary: 'The notice in English',
    value: {
      language: 'en',
      statement: 'I agree to the use of my Aadhaar number for this account.',
      text: 'The Aadhaar number is used to verify who you are, and for nothing else.',
      audioUrl: 'https://example.org/consent/en.mp3',
    },
  },
  yes: { summary: 'Yes', value: { status: 'ok', info: {}, error: {}, details: {} } },
  ready: {
    summary: 'All dependencies work',
    value: {
      status: 'ok',
      info: READY,
      error: {},
      details: READY,
    },
  },
  'not-ready': {
    summary: 'The store cannot be reached',
    value: {
      status: 'error',
      info: UP,
      error: { store: { status: 'down' } },
      details: { ...UP, store: { status: 'down' } },
    },
  },
} as const satisfies Examples['values'];
type AnswerName = keyof typeof ANSWERS;

const OF_OPERATIONS: Readonly<Record<string, Readonly<Record<number, readonly AnswerName[]>>>> = {
  startOnboarding: { 201: ['not-registered'], 200: ['otp-pending'] },
  getOnboarding: { 200: ['aadhaar-with-notice', 'completed', 'outcome-unknown'] },
  refreshOnboarding: { 200: ['otp-pending'] },
  registerCustomer: { 200: ['otp-pending', 'biometric-pending'] },
  resendOtp: { 200: ['otp-pending'] },
  verifyOtp: { 200: ['aadhaar-pending', 'pan-pending'] },
  submitAadhaar: { 200: ['aadhaar-otp-pending'] },
  submitBiometric: { 200: ['ekyc-otp-pending'] },
  submitPan: { 200: ['completed'] },
  listProducts: { 200: ['products'] },
  listConsentLanguages: { 200: ['consent-languages'] },
  getConsentText: { 200: ['consent-text'] },
  checkLiveness: { 200: ['yes'], 503: ['not-ready'] },
  checkReadiness: { 200: ['ready'], 503: ['not-ready'] },
  checkStartup: { 200: ['yes'], 503: ['not-ready'] },
};

const called = { clientRefId: REFERENCE };

/** The members that a problem of each code usually has in addition to those of all problems. */
const DETAILS: Partial<Record<ProblemCode, ProblemDetails>> = {
  VALIDATION_FAILED: { errors: [{ field: 'otp', message: 'must be a string of 3 to 10 digits' }] },
  STEP_NOT_ALLOWED: { onboarding: otpPending },
  WALLET_SESSION_EXPIRED: {
    ...called,
    onboarding: shown(ppiLevin, 'AADHAAR_PENDING', { walletExpired: true }),
  },
  CUSTOMER_ACCOUNT_REQUIRED: {
    ...called,
    prerequisite: presentStart(ppiLevin.prerequisite ?? ''),
    onboarding: notRegistered,
  },
  AGENT_BALANCE_INSUFFICIENT: { ...called, onboarding: shown(dmtFino, 'NOT_REGISTERED') },
  OTP_INCORRECT: { ...called, onboarding: otpPending },
  OTP_EXPIRED: { ...called, onboarding: withOtp({ expired: true }) },
  AADHAAR_REJECTED: { ...called, onboarding: aadhaarPending },
  BIOMETRIC_REJECTED: { ...called, onboarding: biometricPending },
  PAN_REJECTED: {
    ...called,
    errors: [{ field: 'pan', message: 'was not accepted' }],
    onboarding: panPending,
  },
  CUSTOMER_DETAILS_REJECTED: {
    ...called,
    errors: [{ field: 'name', message: 'was not accepted' }],
    onboarding: notRegistered,
  },
  LIMIT_EXHAUSTED: { ...called, onboarding: notRegistered },
  OTP_ATTEMPTS_EXHAUSTED: { onboarding: withOtp({ used: 3 }) },
  OTP_SENDS_EXHAUSTED: { retryAfterSeconds: 1800, onboarding: otpPending },
  UPSTREAM_UNRECOGNIZED: { ...called, onboarding: notRegistered },
  UPSTREAM_REJECTED_REQUEST: { ...called, onboarding: notRegistered },
  UPSTREAM_CREDENTIALS_REJECTED: { ...called, onboarding: notRegistered },
  UPSTREAM_INVALID_REPLY: called,
  UPSTREAM_UNAVAILABLE: { ...called, onboarding: notRegistered },
  AADHAAR_SERVICE_UNAVAILABLE: { ...called, onboarding: aadhaarPending },
  OUTCOME_UNKNOWN: { ...called, onboarding: outcomeUnknown },
};

/** An answer with each problem. */
export const PROBLEM_ANSWERS = Object.fromEntries(
  PROBLEM_CODES.map((code) => [
    code,
    problemBody(new Problem(code, DETAILS[code]), '5f0c6f4e-1b7d-4a53-9d6c-2f0f4a1f7a10'),
  ]),
) as Readonly<Record<ProblemCode, ProblemBody>>;

/** The examples of the OpenAPI document; `test/examples-are-as-answered.spec.ts` compares them with real answers. */
export const EXAMPLES: Examples = {
  values: {
    ...ANSWERS,
    ...Object.fromEntries(
      PROBLEM_CODES.map((code) => [code, { summary: CATALOGUE[code].title, value: PROBLEM_ANSWERS[code] }]),
    ),
  },
  answers: OF_OPERATIONS,
};
