import { Type, type Static } from 'typebox';

/**
 * What a client does with the request and its Idempotency-Key (api.md, "Errors"): it sends the same request again,
 * after Retry-After if there is one; it uses a new key when the user tries again; or it does not repeat the request.
 */
export const RETRY_ADVICE = {
  SAME_KEY:
    'Send the same request again, with the same Idempotency-Key if it had one. If there is a Retry-After, wait for that time first.',
  NEW_KEY: 'When the user tries again, that is a new intent: use a new Idempotency-Key.',
  NONE: 'Do not repeat the request. Follow "nextAction" of the onboarding, if there is one.',
} as const;
const RETRIES = Object.keys(RETRY_ADVICE) as (keyof typeof RETRY_ADVICE)[];
export const Retry = Type.Enum(RETRIES, {
  $id: 'Retry',
  type: 'string',
  description: RETRIES.map((retry) => `${retry}: ${RETRY_ADVICE[retry]}`).join('\n'),
});
type Retry = Static<typeof Retry>;

/** One entry of the closed catalogue of problems: the source of the problems, of `/problems/{name}` and of OpenAPI. */
export interface ProblemEntry {
  readonly status: number;
  readonly retry: Retry;
  /** Seconds until the request may succeed, unless the case has a more exact time. */
  readonly retryAfterSeconds?: number;
  readonly title: string;
  /** What happened and what to do, for a person. */
  readonly detail: string;
}

/** Every code of api.md, "Errors". The key order is the order of the documentation. */
export const CATALOGUE = {
  MALFORMED_REQUEST: {
    status: 400,
    retry: 'NONE',
    title: 'Request cannot be read',
    detail: 'The request is not well formed. Send UTF-8 JSON as the OpenAPI document describes it.',
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
      'Send an Idempotency-Key header of 1 to 255 visible ASCII characters with every POST, and a new key for each intent.',
  },
  UNAUTHENTICATED: {
    status: 401,
    retry: 'SAME_KEY',
    title: 'Bearer token is missing or not valid',
    detail: 'Send a valid bearer token in the Authorization header.',
  },
  FORBIDDEN: {
    status: 403,
    retry: 'NONE',
    title: 'Not allowed',
    detail: 'The token does not have the scope that this request needs. Use a token that has it.',
  },
  ROUTE_NOT_FOUND: {
    status: 404,
    retry: 'NONE',
    title: 'Address not found',
    detail: 'No route has this address. The OpenAPI document lists every route.',
  },
  STEP_NOT_FOUND: {
    status: 404,
    retry: 'NONE',
    title: 'Step not found',
    detail: 'The product does not have this step. Follow "nextAction" of the onboarding.',
  },
  ONBOARDING_NOT_FOUND: {
    status: 404,
    retry: 'NONE',
    title: 'Onboarding not found',
    detail: 'The onboarding does not exist or has expired. Start one with POST /v1/{product}/onboardings.',
  },
  METHOD_NOT_ALLOWED: {
    status: 405,
    retry: 'NONE',
    title: 'Method not allowed',
    detail: 'This address does not accept the method. The Allow header lists the methods that it accepts.',
  },
  REQUEST_TIMEOUT: {
    status: 408,
    retry: 'SAME_KEY',
    title: 'Request took too long to arrive',
    detail:
      'The request did not arrive completely in time. Nothing was done. Send it again over a faster connection.',
  },
  STEP_NOT_ALLOWED: {
    status: 409,
    retry: 'NONE',
    title: 'Step not allowed in this state',
    detail: 'The state of the onboarding does not allow this step. Follow "nextAction" of the onboarding.',
  },
  STEP_IN_PROGRESS: {
    status: 409,
    retry: 'SAME_KEY',
    retryAfterSeconds: 1,
    title: 'Another request is in progress',
    detail:
      'A request with this key, or another step of this onboarding, is still running. Try again after Retry-After.',
  },
  WALLET_SESSION_EXPIRED: {
    status: 409,
    retry: 'NONE',
    title: 'The wallet session has expired',
    detail: 'Refresh the onboarding. The customer then receives a new OTP; verify it to continue.',
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
    title: "The agent's balance is too low",
    detail: "This step costs the agent a fee. Add money to the agent's balance, then repeat the step.",
  },
  PAYLOAD_TOO_LARGE: {
    status: 413,
    retry: 'NONE',
    title: 'Request is too large',
    detail: 'The body is larger than any step needs. Send only the fields of the step.',
  },
  URI_TOO_LONG: {
    status: 414,
    retry: 'NONE',
    title: 'Address is too long',
    detail: 'An address may have at most 2,048 characters. Send a shorter one.',
  },
  UNSUPPORTED_MEDIA_TYPE: {
    status: 415,
    retry: 'NONE',
    title: 'Content type not supported',
    detail: 'Send the body as application/json, without a Content-Encoding.',
  },
  HEADERS_TOO_LARGE: {
    status: 431,
    retry: 'NONE',
    title: 'Headers are too large',
    detail:
      'The address and the headers together may have at most 16 KiB. Send a smaller token and no cookies.',
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
    title: 'The OTP is incorrect',
    detail:
      'Check the OTP with the customer and try again. "otp.attemptsLeft" is the number of attempts left.',
  },
  OTP_EXPIRED: {
    status: 422,
    retry: 'NONE',
    title: 'The OTP has expired',
    detail: 'Request a new OTP through "nextAction".',
  },
  AADHAAR_REJECTED: {
    status: 422,
    retry: 'NEW_KEY',
    title: 'The Aadhaar number was not accepted',
    detail: 'Check the number with the customer. A mobile number must be linked to it.',
  },
  BIOMETRIC_REJECTED: {
    status: 422,
    retry: 'NEW_KEY',
    title: 'The fingerprint was not accepted',
    detail: 'Check the Aadhaar number and capture the fingerprint again.',
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
    detail: 'Check the name, date of birth and address. The name must be as on the identity document.',
  },
  CONSENT_REQUIRED: {
    status: 422,
    retry: 'NEW_KEY',
    title: 'Consent is required',
    detail: 'Show or read out the notice. Continue only after the customer has given consent.',
  },
  LIMIT_EXHAUSTED: {
    status: 422,
    retry: 'NONE',
    title: "The customer's limit is used up",
    detail: 'The monthly limit of this customer is used up. Do not repeat the step.',
  },
  OTP_ATTEMPTS_EXHAUSTED: {
    status: 429,
    retry: 'NONE',
    title: 'Too many attempts with this OTP',
    detail: 'This OTP can no longer be used. Request a new OTP through "nextAction".',
  },
  OTP_SENDS_EXHAUSTED: {
    status: 429,
    retry: 'SAME_KEY',
    title: 'Too many OTPs were sent',
    detail: 'The number of OTPs allowed in an hour is reached. Try again after Retry-After.',
  },
  RATE_LIMITED: {
    status: 429,
    retry: 'SAME_KEY',
    retryAfterSeconds: 1,
    title: 'Too many requests',
    detail: 'Wait for the seconds of Retry-After, then send the request again.',
  },
  INTERNAL_ERROR: {
    status: 500,
    retry: 'SAME_KEY',
    title: 'Internal error',
    detail: 'The gateway failed. Quote the request id to support.',
  },
  UPSTREAM_UNRECOGNIZED: {
    status: 502,
    retry: 'NEW_KEY',
    title: 'The service sent an unrecognized reply',
    detail: 'The onboarding is unchanged. Quote "clientRefId" to support.',
  },
  UPSTREAM_REJECTED_REQUEST: {
    status: 502,
    retry: 'NEW_KEY',
    title: 'The service refused the request',
    detail:
      'The onboarding is unchanged. Check the details. If they are correct, quote "clientRefId" to support.',
  },
  UPSTREAM_CREDENTIALS_REJECTED: {
    status: 502,
    retry: 'NEW_KEY',
    title: "The service refused the gateway's credentials",
    detail: 'Nothing was done. The operator must fix the credentials. Try again later.',
  },
  UPSTREAM_INVALID_REPLY: {
    status: 502,
    retry: 'SAME_KEY',
    title: 'The service sent no readable reply',
    detail: 'Nothing was changed. Try again.',
  },
  UPSTREAM_UNAVAILABLE: {
    status: 503,
    retry: 'SAME_KEY',
    retryAfterSeconds: 5,
    title: 'The service is not available',
    detail: 'Nothing was done. It is safe to try again with the same key.',
  },
  STORE_UNAVAILABLE: {
    status: 503,
    retry: 'SAME_KEY',
    retryAfterSeconds: 1,
    title: 'Storage is not available',
    detail: 'Try again shortly with the same key. The step is not done twice.',
  },
  OVERLOADED: {
    status: 503,
    retry: 'SAME_KEY',
    retryAfterSeconds: 1,
    title: 'The gateway is overloaded',
    detail: 'Nothing was done. It is safe to try again with the same key.',
  },
  AADHAAR_SERVICE_UNAVAILABLE: {
    status: 503,
    retry: 'NEW_KEY',
    // UIDAI recovers in minutes rather than seconds.
    retryAfterSeconds: 60,
    title: 'The Aadhaar service is not available',
    detail: 'The onboarding is unchanged. Repeat the step after Retry-After.',
  },
  OUTCOME_UNKNOWN: {
    status: 504,
    retry: 'SAME_KEY',
    title: 'Outcome unknown',
    detail:
      'The step was sent, but no reply arrived. It is not sent again. Refresh the onboarding to look up its state.',
  },
} as const satisfies Record<string, ProblemEntry>;

export const PROBLEM_CODES = Object.keys(CATALOGUE) as readonly (keyof typeof CATALOGUE)[];
export const ProblemCode = Type.Enum(PROBLEM_CODES, {
  $id: 'ProblemCode',
  type: 'string',
  description: 'The kind of problem; /problems/{name} explains each code',
});
export type ProblemCode = Static<typeof ProblemCode>;

/** `OTP_INCORRECT` as `/problems/otp-incorrect`, the page that explains it. */
export function problemType(code: ProblemCode): string {
  return `/problems/${code.toLowerCase().replaceAll('_', '-')}`;
}

/** The code that `/problems/{name}` explains; undefined for an unknown name. */
export function problemByName(name: string): ProblemCode | undefined {
  return PROBLEM_CODES.find((code) => problemType(code) === `/problems/${name}`);
}
