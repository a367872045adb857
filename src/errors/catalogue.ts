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
  /** What the app shows its user, the agent. */
  readonly forUser: string;
  /** What the operator of the gateway does. */
  readonly forOperator: string;
}

/** Every code of api.md, "Errors". The key order is the order of the documentation. */
export const CATALOGUE = {
  MALFORMED_REQUEST: {
    status: 400,
    retry: 'NONE',
    title: 'Request cannot be read',
    detail: 'The request is not well formed. Send UTF-8 JSON as the OpenAPI document describes it.',
    forUser: 'The app sent something that cannot be read. Update the app, or call support.',
    forOperator:
      'Nothing. If many come from one version of the app, report it to the makers of the app with the request ids.',
  },
  VALIDATION_FAILED: {
    status: 400,
    retry: 'NEW_KEY',
    title: 'Some fields are not valid',
    detail: 'Correct the fields listed in "errors" and send the request again.',
    forUser: 'Some answers need a correction: show the message of each field beside the field.',
    forOperator: 'Nothing. If one field fails for many users, its hint in the app is not clear enough.',
  },
  IDEMPOTENCY_KEY_MISSING: {
    status: 400,
    retry: 'NEW_KEY',
    title: 'Idempotency-Key is missing',
    detail:
      'Send an Idempotency-Key header of 1 to 255 visible ASCII characters with every POST, and a new key for each intent.',
    forUser: 'The app has a fault. Update the app, or call support.',
    forOperator: 'Nothing. Report the version of the app to its makers.',
  },
  UNAUTHENTICATED: {
    status: 401,
    retry: 'SAME_KEY',
    title: 'Bearer token is missing or not valid',
    detail: 'Send a valid bearer token in the Authorization header.',
    forUser: 'Your session has ended. Sign in to continue; what you have entered is kept.',
    forOperator:
      'If it happens to everybody: "refusal" in the log line of the request says why (expired, issuer, audience, key). The doctor checks AUTH_ISSUER, AUTH_AUDIENCE and the keys of the issuer.',
  },
  FORBIDDEN: {
    status: 403,
    retry: 'NONE',
    title: 'Not allowed',
    detail: 'The token does not have the scope that this request needs. Use a token that has it.',
    forUser: 'You do not have the right to do this. Ask your administrator for it.',
    forOperator: 'Grant the scope onboarding:read or onboarding:write to the agent at the token issuer.',
  },
  ROUTE_NOT_FOUND: {
    status: 404,
    retry: 'NONE',
    title: 'Address not found',
    detail: 'No route has this address. The OpenAPI document lists every route.',
    forUser: 'The app has a fault. Update the app, or call support.',
    forOperator:
      'Check the address that the app is configured with, and that the proxy in front changes no path.',
  },
  STEP_NOT_FOUND: {
    status: 404,
    retry: 'NONE',
    title: 'Step not found',
    detail: 'The product does not have this step. Follow "nextAction" of the onboarding.',
    forUser: 'The app has a fault. Update the app, or call support.',
    forOperator:
      'Nothing. The app offers a step that this product does not have: report it to the makers of the app.',
  },
  ONBOARDING_NOT_FOUND: {
    status: 404,
    retry: 'NONE',
    title: 'Onboarding not found',
    detail: 'The onboarding does not exist or has expired. Start one with POST /v1/{product}/onboardings.',
    forUser: "This onboarding is not there any more. Start it with the customer's mobile number.",
    forOperator:
      'Nothing. If onboardings expire too early, raise ONBOARDING_TTL_SECONDS; after a restore, see backup and restore in the manual.',
  },
  METHOD_NOT_ALLOWED: {
    status: 405,
    retry: 'NONE',
    title: 'Method not allowed',
    detail: 'This address does not accept the method. The Allow header lists the methods that it accepts.',
    forUser: 'The app has a fault. Update the app, or call support.',
    forOperator: 'Nothing. Report the version of the app to its makers.',
  },
  REQUEST_TIMEOUT: {
    status: 408,
    retry: 'SAME_KEY',
    title: 'Request took too long to arrive',
    detail:
      'The request did not arrive completely in time. Nothing was done. Send it again over a faster connection.',
    forUser: 'The connection is too slow. The app tries again; move to a place with better reception.',
    forOperator:
      'If many agents see it: check the network and the proxy in front. REQUEST_TIMEOUT_MS is the limit.',
  },
  STEP_NOT_ALLOWED: {
    status: 409,
    retry: 'NONE',
    title: 'Step not allowed in this state',
    detail: 'The state of the onboarding does not allow this step. Follow "nextAction" of the onboarding.',
    forUser: 'This has been done already, or is not possible yet. The app shows what comes next.',
    forOperator: 'Nothing. Many of them from one version of the app mean that it does not follow nextAction.',
  },
  STEP_IN_PROGRESS: {
    status: 409,
    retry: 'SAME_KEY',
    retryAfterSeconds: 1,
    title: 'Another request is in progress',
    detail:
      'A request with this key, or another step of this onboarding, is still running. Try again after Retry-After.',
    forUser: 'Your last request is still being processed. Wait a moment.',
    forOperator:
      'Nothing, unless it stays so: then the calls of this product are slow; see the latency alerts in the runbook.',
  },
  WALLET_SESSION_EXPIRED: {
    status: 409,
    retry: 'NONE',
    title: 'The wallet session has expired',
    detail: 'Refresh the onboarding. The customer then receives a new OTP; verify it to continue.',
    forUser: 'The session of the wallet has ended. The customer gets a new OTP; enter it to continue.',
    forOperator:
      'Nothing. If it happens within minutes of the OTP, compare the clock of the machine with the correct time.',
  },
  CUSTOMER_ACCOUNT_REQUIRED: {
    status: 409,
    retry: 'NEW_KEY',
    title: 'The customer needs an account first',
    detail: 'Complete the onboarding that "prerequisite" starts for this customer, then repeat this step.',
    forUser: 'This customer needs an account first. Open the account, then come back to this step.',
    forOperator: 'Nothing.',
  },
  AGENT_BALANCE_INSUFFICIENT: {
    status: 409,
    retry: 'NEW_KEY',
    title: "The agent's balance is too low",
    detail: "This step costs the agent a fee. Add money to the agent's balance, then repeat the step.",
    forUser: 'Your balance is too low for the fee of this step. Add money, then try again.',
    forOperator:
      'Add money to the balance of the agent. If it happens to every agent, the balance of the business is empty.',
  },
  PAYLOAD_TOO_LARGE: {
    status: 413,
    retry: 'NONE',
    title: 'Request is too large',
    detail: 'The body is larger than any step needs. Send only the fields of the step.',
    forUser: 'What was sent is too large. Capture the fingerprint again, or update the app.',
    forOperator: 'Nothing. A fingerprint of a certified device fits; if one does not, report the device.',
  },
  URI_TOO_LONG: {
    status: 414,
    retry: 'NONE',
    title: 'Address is too long',
    detail: 'An address may have at most 2,048 characters. Send a shorter one.',
    forUser: 'The app has a fault. Update the app, or call support.',
    forOperator: 'Nothing. Report the version of the app to its makers.',
  },
  UNSUPPORTED_MEDIA_TYPE: {
    status: 415,
    retry: 'NONE',
    title: 'Content type not supported',
    detail: 'Send the body as application/json, without a Content-Encoding.',
    forUser: 'The app has a fault. Update the app, or call support.',
    forOperator: 'Check that no proxy compresses requests or changes their Content-Type.',
  },
  HEADERS_TOO_LARGE: {
    status: 431,
    retry: 'NONE',
    title: 'Headers are too large',
    detail:
      'The address and the headers together may have at most 16 KiB. Send a smaller token and no cookies.',
    forUser: 'Sign in again. If that does not help, call support.',
    forOperator: 'Let the issuer put fewer claims into the token, and the proxy in front add fewer headers.',
  },
  IDEMPOTENCY_KEY_REUSED: {
    status: 422,
    retry: 'NEW_KEY',
    title: 'Idempotency-Key was used for another request',
    detail: 'This key belongs to a different request. Use a new key for each intent.',
    forUser: 'The app has a fault. Go back and try again; if that does not help, call support.',
    forOperator: 'Nothing. The app uses one key for two requests: report it to the makers of the app.',
  },
  OTP_INCORRECT: {
    status: 422,
    retry: 'NEW_KEY',
    title: 'The OTP is incorrect',
    detail:
      'Check the OTP with the customer and try again. "otp.attemptsLeft" is the number of attempts left.',
    forUser: 'The OTP is not correct. Check it in the SMS; say how many attempts are left.',
    forOperator: 'Nothing. The alert GatewayOtpGuessing fires when most OTPs of a product are wrong.',
  },
  OTP_EXPIRED: {
    status: 422,
    retry: 'NONE',
    title: 'The OTP has expired',
    detail: 'Request a new OTP through "nextAction".',
    forUser: 'The OTP has expired. Ask for a new one.',
    forOperator: 'Nothing. If customers receive the SMS too late, report it to the service.',
  },
  AADHAAR_REJECTED: {
    status: 422,
    retry: 'NEW_KEY',
    title: 'The Aadhaar number was not accepted',
    detail: 'Check the number with the customer. A mobile number must be linked to it.',
    forUser:
      'The Aadhaar number was not accepted. Check it with the customer; a mobile number must be linked to it.',
    forOperator:
      'If every number of one product is refused, the Aadhaar service may not be activated for your account: ask the service.',
  },
  BIOMETRIC_REJECTED: {
    status: 422,
    retry: 'NEW_KEY',
    title: 'The fingerprint was not accepted',
    detail: 'Check the Aadhaar number and capture the fingerprint again.',
    forUser:
      'The fingerprint does not match. Clean the finger and the device, try another finger, check the Aadhaar number.',
    forOperator: 'If it happens on one device only: its registration or its certificate has expired.',
  },
  PAN_REJECTED: {
    status: 422,
    retry: 'NEW_KEY',
    title: 'The PAN was not accepted',
    detail: 'Check the PAN with the customer.',
    forUser:
      'The PAN was not accepted. Check it with the customer, and that the name is the one on the card.',
    forOperator: 'Nothing.',
  },
  CUSTOMER_DETAILS_REJECTED: {
    status: 422,
    retry: 'NEW_KEY',
    title: 'The customer details were not accepted',
    detail: 'Check the name, date of birth and address. The name must be as on the identity document.',
    forUser:
      'The details were not accepted. Write the name as on the identity document, and check date of birth and address.',
    forOperator: 'Nothing.',
  },
  CONSENT_REQUIRED: {
    status: 422,
    retry: 'NEW_KEY',
    title: 'Consent is required',
    detail: 'Show or read out the notice. Continue only after the customer has given consent.',
    forUser: 'The customer has not agreed. Read the notice out, and continue only if the customer agrees.',
    forOperator: 'Nothing. Without consent nothing is sent.',
  },
  LIMIT_EXHAUSTED: {
    status: 422,
    retry: 'NONE',
    title: "The customer's limit is used up",
    detail: 'The monthly limit of this customer is used up. Do not repeat the step.',
    forUser: 'The customer has reached the monthly limit. It is free again in the next month.',
    forOperator: 'Nothing. The limit is a rule of the regulator and cannot be raised here.',
  },
  OTP_ATTEMPTS_EXHAUSTED: {
    status: 429,
    retry: 'NONE',
    title: 'Too many attempts with this OTP',
    detail: 'This OTP can no longer be used. Request a new OTP through "nextAction".',
    forUser: 'Too many wrong OTPs. Ask for a new OTP and enter that one.',
    forOperator: 'Nothing. OTP_MAX_ATTEMPTS is the number of attempts.',
  },
  OTP_SENDS_EXHAUSTED: {
    status: 429,
    retry: 'SAME_KEY',
    title: 'Too many OTPs were sent',
    detail: 'The number of OTPs allowed in an hour is reached. Try again after Retry-After.',
    forUser: 'The customer has received too many OTPs. Say when the next one can be sent.',
    forOperator:
      'Nothing. OTP_MAX_SENDS_PER_HOUR is the limit; the alert GatewayOtpFlooding fires when many customers reach it.',
  },
  RATE_LIMITED: {
    status: 429,
    retry: 'SAME_KEY',
    retryAfterSeconds: 1,
    title: 'Too many requests',
    detail: 'Wait for the seconds of Retry-After, then send the request again.',
    forUser: 'Too fast. The app continues by itself in a moment; for an OTP it shows the time left.',
    forOperator:
      "If one agent reaches it in normal work, raise RATE_LIMIT_PER_MINUTE; if not, ask what the agent's app is doing.",
  },
  INTERNAL_ERROR: {
    status: 500,
    retry: 'SAME_KEY',
    title: 'Internal error',
    detail: 'The gateway failed. Quote the request id to support.',
    forUser: 'Something went wrong on our side. Try again; if it stays so, call support with the request id.',
    forOperator:
      'Report it: the log line "unexpected error" with this request id has the stack, and no personal data. The alert is GatewayInternalErrors.',
  },
  UPSTREAM_UNRECOGNIZED: {
    status: 502,
    retry: 'NEW_KEY',
    title: 'The service sent an unrecognized reply',
    detail: 'The onboarding is unchanged. Quote "clientRefId" to support.',
    forUser: 'This step cannot be finished at the moment. Call support with the reference.',
    forOperator:
      'Find out what the reply means and add a row to the overrides file; the runbook has the steps under GatewayUnrecognizedOutcomes.',
  },
  UPSTREAM_REJECTED_REQUEST: {
    status: 502,
    retry: 'NEW_KEY',
    title: 'The service refused the request',
    detail:
      'The onboarding is unchanged. Check the details. If they are correct, quote "clientRefId" to support.',
    forUser:
      'This was not accepted. Check the details; if they are correct, call support with the reference.',
    forOperator:
      'The log line "upstream refused parameters" names the refused parameters. If the account needs other ones, the overrides file can add or omit them.',
  },
  UPSTREAM_CREDENTIALS_REJECTED: {
    status: 502,
    retry: 'NEW_KEY',
    title: "The service refused the gateway's credentials",
    detail: 'Nothing was done. The operator must fix the credentials. Try again later.',
    forUser: 'This product is not available at the moment. Try again later.',
    forOperator:
      'Act now: no customer can be onboarded. Run the doctor; it says whether key, signature, clock or address was refused. The alert is GatewayCredentialsRefused.',
  },
  UPSTREAM_INVALID_REPLY: {
    status: 502,
    retry: 'SAME_KEY',
    title: 'The service sent no readable reply',
    detail: 'Nothing was changed. Try again.',
    forUser: 'The text could not be loaded. The app tries again.',
    forOperator: 'If it stays so, report it to the service with the reference.',
  },
  UPSTREAM_UNAVAILABLE: {
    status: 503,
    retry: 'SAME_KEY',
    retryAfterSeconds: 5,
    title: 'The service is not available',
    detail: 'Nothing was done. It is safe to try again with the same key.',
    forUser: 'The service is not reachable. Nothing was lost; the app tries again by itself.',
    forOperator:
      'Check the network, the proxy and the address from a pod; the doctor does. The alert is GatewayBreakerOpen.',
  },
  STORE_UNAVAILABLE: {
    status: 503,
    retry: 'SAME_KEY',
    retryAfterSeconds: 1,
    title: 'Storage is not available',
    detail: 'Try again shortly with the same key. The step is not done twice.',
    forUser: 'The service has a short interruption. Nothing was lost; the app tries again by itself.',
    forOperator:
      'Check the store and the audit stream: the log line "not ready" says which and why. The alerts are GatewayStoreDown and GatewayAuditDown.',
  },
  OVERLOADED: {
    status: 503,
    retry: 'SAME_KEY',
    retryAfterSeconds: 1,
    title: 'The gateway is overloaded',
    detail: 'Nothing was done. It is safe to try again with the same key.',
    forUser: 'Many people use the service right now. The app tries again by itself.',
    forOperator: 'Start more pods, or find the client that sends too much. The alert is GatewayShedding.',
  },
  AADHAAR_SERVICE_UNAVAILABLE: {
    status: 503,
    retry: 'NEW_KEY',
    // UIDAI recovers in minutes rather than seconds.
    retryAfterSeconds: 60,
    title: 'The Aadhaar service is not available',
    detail: 'The onboarding is unchanged. Repeat the step after Retry-After.',
    forUser: 'The Aadhaar service is away for some minutes. Try again later; what you have entered is kept.',
    forOperator: 'Nothing: UIDAI is away. If it lasts for hours, ask the service.',
  },
  OUTCOME_UNKNOWN: {
    status: 504,
    retry: 'SAME_KEY',
    title: 'Outcome unknown',
    detail:
      'The step was sent, but no reply arrived. It is not sent again. Refresh the onboarding to look up its state.',
    forUser: 'The answer was lost on its way. The app asks what has happened; do not enter it a second time.',
    forOperator:
      'A few are normal. Many mean that the service is slow or broken: compare its durations with EKO_TIMEOUT_MS. The alert is GatewayUnknownOutcomes.',
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
