import { describe, expect, test } from '@jest/globals';
import { onboardingOf, problemOf } from './support/client.js';
import { newMobile } from './support/people.js';
import type { Problem } from './support/resources.js';
import { sharedGateway } from './support/shared-gateway.js';
import { until } from './support/until.js';

/*
 * The specs that test each code of api.md's catalogue over HTTP:
 *
 * MALFORMED_REQUEST              bad-input, requests-that-fit-no-route
 * VALIDATION_FAILED              fields-that-are-not-valid
 * IDEMPOTENCY_KEY_MISSING        a-key-dispatches-at-most-once
 * UNAUTHENTICATED, FORBIDDEN     security/
 * ROUTE_NOT_FOUND                requests-that-fit-no-route
 * STEP_NOT_FOUND                 requests-that-fit-no-route
 * ONBOARDING_NOT_FOUND           requests-that-fit-no-route; of another agent: security/
 * METHOD_NOT_ALLOWED             requests-that-fit-no-route
 * REQUEST_TIMEOUT, URI_TOO_LONG, HEADERS_TOO_LARGE  hostile/unusual-http-input-is-answered
 * PAYLOAD_TOO_LARGE              bad-input
 * UNSUPPORTED_MEDIA_TYPE         bad-input
 * STEP_NOT_ALLOWED               a-lost-answer, a-key-dispatches-at-most-once, no-sequence-of-calls
 * STEP_IN_PROGRESS               one-step-of-an-onboarding-runs-at-a-time
 * CUSTOMER_ACCOUNT_REQUIRED      every-row-of-the-contract, a-client-that-knows-no-steps
 * AGENT_BALANCE_INSUFFICIENT     every-row-of-the-contract
 * AADHAAR_SERVICE_UNAVAILABLE    every-row-of-the-contract
 * WALLET_SESSION_EXPIRED         a-wallet-session, every-sandbox-identity
 * IDEMPOTENCY_KEY_REUSED         a-key-dispatches-at-most-once
 * OTP_INCORRECT, OTP_EXPIRED     every-row-of-the-contract, every-sandbox-identity
 * AADHAAR_REJECTED               every-row-of-the-contract, every-sandbox-identity
 * BIOMETRIC_REJECTED             every-row-of-the-contract, every-sandbox-identity-of-dmt-fino
 * PAN_REJECTED                   every-row-of-the-contract, every-sandbox-identity
 * CUSTOMER_DETAILS_REJECTED      every-row-of-the-contract, every-sandbox-identity
 * CONSENT_REQUIRED               fields-that-are-not-valid
 * LIMIT_EXHAUSTED                every-row-of-the-contract, every-sandbox-identity
 * OTP_ATTEMPTS_EXHAUSTED         otp-limits-hold
 * OTP_SENDS_EXHAUSTED            otp-limits-hold
 * RATE_LIMITED                   otp-limits-hold (cooldown); of agents: security/
 * INTERNAL_ERROR                 none: nothing that a client or Eko can send may cause it
 * UPSTREAM_UNRECOGNIZED          every-row-of-the-contract, every-sandbox-fault
 * UPSTREAM_REJECTED_REQUEST      what-eko-refused, every-sandbox-fault
 * UPSTREAM_CREDENTIALS_REJECTED  what-eko-refused, every-sandbox-fault
 * UPSTREAM_INVALID_REPLY         a-lost-answer
 * UPSTREAM_UNAVAILABLE           what-eko-refused, every-sandbox-fault
 * STORE_UNAVAILABLE              store/
 * OVERLOADED                     resilience/
 * OUTCOME_UNKNOWN                a-lost-answer, every-sandbox-fault
 */
const STATUS_OF = {
  MALFORMED_REQUEST: 400,
  VALIDATION_FAILED: 400,
  IDEMPOTENCY_KEY_MISSING: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  ROUTE_NOT_FOUND: 404,
  STEP_NOT_FOUND: 404,
  ONBOARDING_NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  REQUEST_TIMEOUT: 408,
  PAYLOAD_TOO_LARGE: 413,
  URI_TOO_LONG: 414,
  UNSUPPORTED_MEDIA_TYPE: 415,
  HEADERS_TOO_LARGE: 431,
  STEP_NOT_ALLOWED: 409,
  STEP_IN_PROGRESS: 409,
  WALLET_SESSION_EXPIRED: 409,
  CUSTOMER_ACCOUNT_REQUIRED: 409,
  AGENT_BALANCE_INSUFFICIENT: 409,
  IDEMPOTENCY_KEY_REUSED: 422,
  OTP_INCORRECT: 422,
  OTP_EXPIRED: 422,
  AADHAAR_REJECTED: 422,
  BIOMETRIC_REJECTED: 422,
  PAN_REJECTED: 422,
  CUSTOMER_DETAILS_REJECTED: 422,
  CONSENT_REQUIRED: 422,
  LIMIT_EXHAUSTED: 422,
  OTP_ATTEMPTS_EXHAUSTED: 429,
  OTP_SENDS_EXHAUSTED: 429,
  RATE_LIMITED: 429,
  INTERNAL_ERROR: 500,
  UPSTREAM_UNRECOGNIZED: 502,
  UPSTREAM_REJECTED_REQUEST: 502,
  UPSTREAM_CREDENTIALS_REJECTED: 502,
  UPSTREAM_INVALID_REPLY: 502,
  UPSTREAM_UNAVAILABLE: 503,
  STORE_UNAVAILABLE: 503,
  OVERLOADED: 503,
  AADHAAR_SERVICE_UNAVAILABLE: 503,
  OUTCOME_UNKNOWN: 504,
} as const;

const gateway = await sharedGateway();
const asBrowser = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

test.each(Object.entries(STATUS_OF))(
  '%s has a page that explains it, with its status %i',
  async (code, status) => {
    const page = await gateway.client.get(`/problems/${code.toLowerCase().replaceAll('_', '-')}`, asBrowser);

    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toMatch(/^text\/html/);
    expect(page.text).toContain(code);
    expect(page.text).toContain(String(status));
    expect(page.text).toMatch(/Send the same request again|a new Idempotency-Key|Do not repeat the request/);
  },
);

test('the document lists exactly these codes', async () => {
  const { body } = await gateway.client.get('/openapi.json');

  const { components } = body as {
    components: { schemas: { ProblemCode: { enum: readonly string[] } } };
  };
  expect([...components.schemas.ProblemCode.enum].sort()).toEqual(Object.keys(STATUS_OF).sort());
});

/** Problems that need only a request. */
async function someProblems(): Promise<readonly Problem[]> {
  const { client } = gateway;
  const { id } = onboardingOf(await client.start('ppi-levin', newMobile()));
  const path = `/v1/ppi-levin/onboardings/${id}`;
  const replies = [
    await client.get('/nowhere'),
    await client.send('PATCH', path),
    await client.post(`${path}/pan`, { pan: 'x' }),
    await client.post(`${path}/pan`, { pan: 'ABCDE1234F' }),
    await client.post(`${path}/biometric`, {}),
    await client.get('/v1/ppi-levin/onboardings/onb_unknown'),
  ];
  for (const reply of replies) {
    expect(reply.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(problemOf(reply).status).toBe(reply.status);
    expect(problemOf(reply).requestId).toBe(reply.headers.get('x-request-id'));
  }
  return replies.map(problemOf);
}

test('a problem has the members of RFC 9457, and its type is the URL of its page', async () => {
  const problems = await someProblems();

  expect(new Set(problems.map(({ code }) => code)).size).toBe(problems.length);
  for (const { type, title, status, detail, code, retry } of problems) {
    expect(STATUS_OF).toHaveProperty(code, status);
    expect(type).toBe(`/problems/${code.toLowerCase().replaceAll('_', '-')}`);
    expect((await gateway.client.get(type, asBrowser)).text).toContain(title);
    expect(detail).not.toBe('');
    expect(['SAME_KEY', 'NEW_KEY', 'NONE']).toContain(retry);
    expect((await gateway.client.get(type, asBrowser)).text).toContain(retry);
  }
});

test('the problem of a step that is not due contains the current onboarding', async () => {
  const onboarding = onboardingOf(await gateway.client.start('ppi-levin', newMobile()));
  const path = `/v1/ppi-levin/onboardings/${onboarding.id}/pan`;

  const problem = problemOf(await gateway.client.post(path, { pan: 'ABCDE1234F' }));

  expect(problem).toMatchObject({ code: 'STEP_NOT_ALLOWED', onboarding });
});

describe('X-Request-Id', () => {
  test.each(['a', 'A1._-z', 'x'.repeat(64)])('%s is used', async (id) => {
    const replies = [
      await gateway.client.get('/v1/products', { 'x-request-id': id }),
      await gateway.client.get('/nowhere', { 'x-request-id': id }),
    ];

    expect(replies.map(({ headers }) => headers.get('x-request-id'))).toEqual([id, id]);
    expect(replies[1]?.body).toMatchObject({ requestId: id });
  });

  test.each(['', 'x'.repeat(65), 'two words', 'a/b', 'a,b', '<script>', 'größe'])(
    '"%s" is replaced by a new one',
    async (id) => {
      const reply = await gateway.client.get('/nowhere', { 'x-request-id': id });

      const made = reply.headers.get('x-request-id');
      expect(made).toMatch(/^[A-Za-z0-9._-]{1,64}$/);
      expect(made).not.toBe(id);
      expect(problemOf(reply).requestId).toBe(made);
    },
  );

  test('is generated for each request without one, and is in its log line', async () => {
    const ids = await Promise.all(
      Array.from({ length: 5 }, async () =>
        (await gateway.client.get('/nowhere')).headers.get('x-request-id'),
      ),
    );

    expect(new Set(ids).size).toBe(5);
    await until('the requests in the log', () => {
      const logged = gateway.log.map(({ requestId }) => requestId);
      return ids.every((id) => logged.includes(id)) || undefined;
    });
  });
});
