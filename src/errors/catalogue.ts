import { Type, type Static } from 'typebox';

/**
 * What a client does with the request and its Idempotency-Key (api.md, "Errors"): it sends the same request again,
 * after Retry-After if there is one; it takes a new key when the user tries again; or it repeats nothing.
 */
export const RETRY_ADVICE = {
  SAME_KEY:
    'Send the same request again, with the same Idempotency-Key if it had one; if there is a Retry-After, wait that long.',
  NEW_KEY: 'When the user tries again, it is a new intent: use a new Idempotency-Key.',
  NONE: 'Do not repeat the request. Follow "nextAction" of the onboarding, if there is one.',
} as const;
const RETRIES = Object.keys(RETRY_ADVICE) as (keyof typeof RETRY_ADVICE)[];
export const Retry = Type.Enum(RETRIES, {
  $id: 'Retry',
  type: 'string',
  description: RETRIES.map((retry) => `${retry}: ${RETRY_ADVICE[retry]}`).join('\n'),
});
type Retry = Static<typeof Retry>;

/** One entry of the closed catalogue of problems; clients, `/problems/{name}` and OpenAPI all read it from here. */
export interface ProblemEntry {
  readonly status: number;
  readonly retry: Retry;
  readonly title: string;
  /** What it means and what to do, for a person. */
  readonly detail: string;
}

/** Every code of api.md, "Errors". The key order is the order of the documentation. */
export const CATALOGUE = {
  MALFORMED_REQUEST: {
    status: 400,
    retry: 'NONE',
    title: 'Request cannot be read',
    detail: 'The request is not well formed. Send valid UTF-8 JSON, not nested deeper than the API asks for.',
  },
  VALIDATION_FAILED: {
    status: 400,
    retry: 'NEW_KEY',
    title: 'Some fields are not valid',
    detail: 'Correct the fields listed in "errors" and send the request again.',
  },
  IDEMPOTENCY_KEY_MISSING: {
    status: 400,
    retry: 'NEW_KEY',
    title: 'Idempotency-Key is missing',
    detail:
      'Every POST needs an Idempotency-Key header of 1 to 255 visible ASCII characters, new for each intent.',
  },
  UNAUTHENTICATED: {
    status: 401,
    retry: 'SAME_KEY',
    title: 'Not signed in',
    detail: 'Send a valid bearer token in the Authorization header.',
  },
  FORBIDDEN: {
    status: 403,
    retry: 'NONE',
    title: 'Not allowed',
    detail: 'The token does not carry the scope that this call needs.',
  },
  ROUTE_NOT_FOUND: {
    status: 404,
    retry: 'NONE',
    title: 'No such address',
    detail: 'There is nothing at this address. The OpenAPI document lists every route.',
  },
  STEP_NOT_FOUND: {
    status: 404,
    retry: 'NONE',
    title: 'No such step for this product',
    detail: 'This product has no such step. Follow "nextAction" of the onboarding.',
  },
  ONBOARDING_NOT_FOUND: {
    status: 404,
    retry: 'NONE',
    title: 'No such onboarding',
    detail: 'There is no such onboarding, or it has expired. Start one with POST /v1/{product}/onboardings.',
  },
  METHOD_NOT_ALLOWED: {
    status: 405,
    retry: 'NONE',
    title: 'Method not allowed',
    detail: 'This address does not take that method. The Allow header names those it takes.',
  },
  REQUEST_TIMEOUT: {
    status: 408,
    retry: 'SAME_KEY',
    title: 'Request took too long to arrive',
    detail:
      'The request was not complete in time and nothing was done. Send it again over a faster connection.',
  },
  STEP_NOT_ALLOWED: {
    status: 409,
    retry: 'NONE',
    title: 'This step is not due',
    detail: 'The onboarding is in another state. Follow its "nextAction".',
  },
  STEP_IN_PROGRESS: {
    status: 409,
    retry: 'SAME_KEY',
    title: 'Another call is being worked on',
    detail: 'A call with this key, or another step of this onboarding, is still running. Try again shortly.',
  },
  WALLET_SESSION_EXPIRED: {
    status: 409,
    retry: 'NONE',
    title: 'The wallet session has expired',
    detail:
      'Refresh the onboarding: the customer gets a new OTP, and the journey goes on after it is verified.',
  },
  CUSTOMER_ACCOUNT_REQUIRED: {
    status: 409,
    retry: 'NEW_KEY',
    title: 'The customer needs an account first',
    detail: 'Complete the onboarding that "prerequisite" starts for this customer, then repeat this step.',
  },
  AGENT_BALANCE_INSUFFICIENT: {
    status: 409,
    retry: 'NEW_KEY',
    title: "The agent's balance is too small",
    detail: "This step costs the agent a fee. Add money to the agent's balance, then repeat the step.",
  },
  PAYLOAD_TOO_LARGE: {
    status: 413,
    retry: 'NONE',
    title: 'Request is too large',
    detail: 'The body is larger than any step needs.',
  },
  URI_TOO_LONG: {
    status: 414,
    retry: 'NONE',
    title: 'Address is too long',
    detail: 'No address of the API is longer than 2,048 characters.',
  },
  UNSUPPORTED_MEDIA_TYPE: {
    status: 415,
    retry: 'NONE',
    title: 'Not JSON',
    detail: 'Send the body as application/json, without a Content-Encoding.',
  },
  HEADERS_TOO_LARGE: {
    status: 431,
    retry: 'NONE',
    title: 'Headers are too large',
    detail: 'Address and headers together may have 16 KiB. Send a smaller token, and no cookies.',
  },
  IDEMPOTENCY_KEY_REUSED: {
    status: 422,
    retry: 'NEW_KEY',
    title: 'Idempotency-Key was used for another request',
    detail: 'This key belongs to a different request. Use a new key for each intent.',
  },
  OTP_INCORRECT: {
    status: 422,
    retry: 'NEW_KEY',
    title: 'The OTP is not right',
    detail: 'Check the OTP with the customer and try again; "otp.attemptsLeft" says how often.',
  },
  OTP_EXPIRED: {
    status: 422,
    retry: 'NONE',
    title: 'The OTP has expired',
    detail: 'Ask for a new OTP as "nextAction" says.',
  },
  AADHAAR_REJECTED: {
    status: 422,
    retry: 'NEW_KEY',
    title: 'The Aadhaar number was not accepted',
    detail: 'Check the number with the customer, and that a mobile number is linked to it.',
  },
  BIOMETRIC_REJECTED: {
    status: 422,
    retry: 'NEW_KEY',
    title: 'The fingerprint was not accepted',
    detail: 'Capture the fingerprint again and check the Aadhaar number.',
  },
  PAN_REJECTED: {
    status: 422,
    retry: 'NEW_KEY',
    title: 'The PAN was not accepted',
    detail: 'Check the PAN with the customer.',
  },
  CUSTOMER_DETAILS_REJECTED: {
    status: 422,
    retry: 'NEW_KEY',
    title: 'The customer details were not accepted',
    detail: 'Check the name, date of birth and address; the name must be as on the identity document.',
  },
  CONSENT_REQUIRED: {
    status: 422,
    retry: 'NEW_KEY',
    title: 'Consent is required',
    detail: 'Show or read out the notice, and go on only when the customer has given consent.',
  },
  LIMIT_EXHAUSTED: {
    status: 422,
    retry: 'NONE',
    title: "The customer's limit is used up",
    detail: 'The monthly limit of this customer is exhausted.',
  },
  OTP_ATTEMPTS_EXHAUSTED: {
    status: 429,
    retry: 'NONE',
    title: 'Too many tries with this OTP',
    detail: 'This OTP can no longer be used. Ask for a new one as "nextAction" says.',
  },
  OTP_SENDS_EXHAUSTED: {
    status: 429,
    retry: 'SAME_KEY',
    title: 'Too many OTPs were sent',
    detail: 'This customer was sent as many OTPs as are allowed in an hour. Try again later.',
  },
  RATE_LIMITED: {
    status: 429,
    retry: 'SAME_KEY',
    title: 'Too many requests',
    detail: 'Wait as long as Retry-After says.',
  },
  INTERNAL_ERROR: {
    status: 500,
    retry: 'SAME_KEY',
    title: 'Something went wrong here',
    detail: 'The gateway failed. Quote the request id to support.',
  },
  UPSTREAM_UNRECOGNIZED: {
    status: 502,
    retry: 'NEW_KEY',
    title: 'The service gave an answer that is not understood',
    detail: 'Nothing was concluded from it and the onboarding is unchanged. Quote clientRefId to support.',
  },
  UPSTREAM_REJECTED_REQUEST: {
    status: 502,
    retry: 'NEW_KEY',
    title: 'The service refused the request',
    detail:
      'The onboarding is unchanged. Check the details; if they are right, quote clientRefId to support.',
  },
  UPSTREAM_CREDENTIALS_REJECTED: {
    status: 502,
    retry: 'NEW_KEY',
    title: 'The service refused our credentials',
    detail: 'This is for the operator to mend; nothing was done. Try again later.',
  },
  UPSTREAM_INVALID_REPLY: {
    status: 502,
    retry: 'SAME_KEY',
    title: 'The service gave no readable answer',
    detail: 'Nothing was changed. Try again.',
  },
  UPSTREAM_UNAVAILABLE: {
    status: 503,
    retry: 'SAME_KEY',
    title: 'The service is not available',
    detail: 'Nothing was done, so it is safe to try again with the same key.',
  },
  STORE_UNAVAILABLE: {
    status: 503,
    retry: 'SAME_KEY',
    title: 'Storage is not available',
    detail: 'Try again with the same key shortly; it will not be done twice.',
  },
  OVERLOADED: {
    status: 503,
    retry: 'SAME_KEY',
    title: 'Too busy',
    detail: 'Nothing was done, so it is safe to try again with the same key.',
  },
  AADHAAR_SERVICE_UNAVAILABLE: {
    status: 503,
    retry: 'NEW_KEY',
    title: 'The Aadhaar service is not available',
    detail: 'The onboarding is unchanged. Wait as long as Retry-After says, then repeat the step.',
  },
  OUTCOME_UNKNOWN: {
    status: 504,
    retry: 'SAME_KEY',
    title: 'It is not known what came of this step',
    detail: 'It was sent, but no answer came. It will not be sent again: refresh the onboarding to find out.',
  },
} as const satisfies Record<string, ProblemEntry>;

export const PROBLEM_CODES = Object.keys(CATALOGUE) as readonly (keyof typeof CATALOGUE)[];
export const ProblemCode = Type.Enum(PROBLEM_CODES, {
  $id: 'ProblemCode',
  type: 'string',
  description: 'What went wrong; /problems/{name} explains each code',
});
export type ProblemCode = Static<typeof ProblemCode>;

/** `OTP_INCORRECT` as `/problems/otp-incorrect`, the page that explains it. */
export function problemType(code: ProblemCode): string {
  return `/problems/${code.toLowerCase().replaceAll('_', '-')}`;
}

/** The code that `/problems/{name}` is about, if there is one. */
export function problemByName(name: string): ProblemCode | undefined {
  return PROBLEM_CODES.find((code) => problemType(code) === `/problems/${name}`);
}
