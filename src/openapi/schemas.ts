import { PROBLEM_CODES, RETRY_ADVICE } from '../errors/catalogue.js';
import { ACTIONS, ONBOARDING_STATES } from '../onboarding/state.js';

type Schema = Readonly<Record<string, unknown>>;

const ref = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });
const text = (extras: Schema = {}): Schema => ({ type: 'string', ...extras });
const time = text({ format: 'date-time', pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z$' });
const list = (items: Schema): Schema => ({ type: 'array', items });
const closed = (required: readonly string[], properties: Schema): Schema => ({
  type: 'object',
  additionalProperties: false,
  required,
  properties,
});
const STEPS = ['REGISTRATION', 'MOBILE_OTP', 'AADHAAR', 'AADHAAR_OTP', 'BIOMETRIC', 'EKYC_OTP', 'PAN'];

/** The shapes of what the gateway answers; requests describe themselves by their classes. */
export const SCHEMAS: Readonly<Record<string, Schema>> = {
  Money: closed(['amount', 'currency'], {
    amount: text({ pattern: '^-?\\d+\\.\\d{2}$', example: '5287.00' }),
    currency: { const: 'INR' },
  }),
  FormField: closed(['name', 'type', 'required', 'sensitive'], {
    name: text({ description: 'Member of the body; nested objects by dotted names' }),
    type: { enum: ['string', 'boolean'] },
    pattern: text(),
    format: { enum: ['date', 'xml'] },
    required: { type: 'boolean' },
    sensitive: { type: 'boolean' },
    options: list({ type: ['string', 'boolean'] }),
  }),
  Action: closed(['action', 'method', 'href', 'fields'], {
    action: { enum: ACTIONS },
    method: { const: 'POST' },
    href: text({ format: 'uri-reference' }),
    fields: list(ref('FormField')),
    availableAt: time,
  }),
  StartAction: closed(['action', 'method', 'href', 'fields'], {
    action: { const: 'START' },
    method: { const: 'POST' },
    href: text({ format: 'uri-reference' }),
    fields: list(ref('FormField')),
  }),
  Customer: closed(['mobile'], {
    mobile: text({ example: '******4444' }),
    name: text(),
    kyc: { enum: ['NONE', 'PENDING', 'PARTIAL', 'FULL'] },
    balance: ref('Money'),
    limits: closed([], {
      monthlyTotal: ref('Money'),
      remaining: ref('Money'),
      used: ref('Money'),
      unavailable: ref('Money'),
    }),
  }),
  Onboarding: closed(
    [
      'id',
      'product',
      'state',
      'steps',
      'nextAction',
      'alternatives',
      'customer',
      'clientRefId',
      'version',
      'createdAt',
      'updatedAt',
    ],
    {
      id: text({ pattern: '^onb_[A-Za-z0-9_-]{24}$' }),
      product: text(),
      state: { enum: ONBOARDING_STATES },
      steps: list(
        closed(['step', 'status'], {
          step: { enum: STEPS },
          status: { enum: ['done', 'active', 'pending'] },
        }),
      ),
      nextAction: { anyOf: [ref('Action'), { type: 'null' }] },
      alternatives: list(ref('Action')),
      otp: closed(['purpose', 'attemptsLeft', 'resendAvailableAt'], {
        purpose: { enum: ['MOBILE', 'AADHAAR', 'EKYC'] },
        sentTo: text({ example: '******4444' }),
        attemptsLeft: { type: 'integer', minimum: 0 },
        resendAvailableAt: time,
      }),
      customer: ref('Customer'),
      clientRefId: text({ pattern: '^[A-Za-z0-9]{20}$' }),
      reconciled: {
        const: true,
        description: 'The state was found out by a look-up after an answer had been lost',
      },
      version: { type: 'integer', minimum: 1 },
      createdAt: time,
      updatedAt: time,
    },
  ),
  Products: closed(['products'], {
    products: list(
      closed(['product', 'steps', 'states'], {
        product: text(),
        steps: list({ enum: STEPS }),
        states: list({ enum: ONBOARDING_STATES }),
      }),
    ),
  }),
  ConsentLanguages: closed(['languages'], {
    languages: list(
      closed(['language', 'name'], { language: text({ example: 'hi' }), name: text({ example: 'Hindi' }) }),
    ),
  }),
  ConsentText: closed(['language', 'text'], {
    language: text(),
    statement: text(),
    text: text(),
    audioUrl: text({ format: 'uri' }),
  }),
  Problem: closed(['type', 'title', 'status', 'detail', 'code', 'requestId', 'retry'], {
    type: text({ format: 'uri-reference', example: '/problems/otp-incorrect' }),
    title: text(),
    status: { type: 'integer' },
    detail: text(),
    code: { enum: PROBLEM_CODES },
    requestId: text(),
    retry: {
      enum: Object.keys(RETRY_ADVICE),
      description: Object.entries(RETRY_ADVICE)
        .map(([retry, advice]) => `${retry}: ${advice}`)
        .join('\n'),
    },
    errors: list(closed(['field', 'message'], { field: text(), message: text() })),
    clientRefId: text(),
    retryAfterSeconds: { type: 'integer', minimum: 1 },
    prerequisite: ref('StartAction'),
    onboarding: ref('Onboarding'),
  }),
  Health: {
    type: 'object',
    required: ['status'],
    properties: { status: { enum: ['ok', 'error', 'shutting_down'] } },
  },
};
