import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import type { Reply } from './support/client.js';
import { kindOf } from './support/compared-example.js';
import { BODIES, identity, ROUTES, type ActionName } from './support/people.js';
import type { Product } from './support/resources.js';
import { sharedGateway } from './support/shared-gateway.js';
import { Visit } from './support/visit.js';

interface Reference {
  readonly $ref: string;
}
interface Operation {
  readonly operationId: string;
  readonly responses: Readonly<
    Record<
      string,
      { readonly content?: Readonly<Record<string, { examples: Readonly<Record<string, Reference>> }>> }
    >
  >;
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly examples: Readonly<Record<string, { readonly value: object }>> };
}

const [{ client }, limited] = await Promise.all([
  sharedGateway({ EKO_TIMEOUT_MS: '1000' }),
  sharedGateway({
    OTP_MAX_SENDS_PER_HOUR: '2',
    OTP_RESEND_COOLDOWN_SECONDS: '600',
    RATE_LIMIT_PER_MINUTE: '30',
  }),
]);
const document = (await client.get('/openapi.json')).body as Document;
const examples = document.components.examples;

async function visited(code: string, product: Product, ...actions: ActionName[]): Promise<Visit> {
  const visit = new Visit(client, product, code);
  await visit.start();
  await visit.act(...actions);
  return visit;
}

async function after(code: string, product: Product, ...actions: ActionName[]): Promise<Reply> {
  const { last } = await visited(code, product, ...actions);
  if (!last) throw new Error('nothing was answered');
  return last;
}

async function consentOf(path: string): Promise<Reply> {
  const { onboarding } = await visited('000', 'ppi-digikhata');
  return client.get(`/v1/ppi-digikhata/onboardings/${onboarding.id}/consent${path}`);
}

async function reading(code: string, product: Product, ...actions: ActionName[]): Promise<Reply> {
  const { onboarding } = await visited(code, product, ...actions);
  return client.get(`/v1/${product}/onboardings/${onboarding.id}`);
}

const VERIFIED = ['REGISTER', 'VERIFY_OTP'] as const;
const WITH_PAN_DUE = [...VERIFIED, 'SUBMIT_AADHAAR', 'VERIFY_OTP'] as const;

/** How to get the real answer of each example, by operation and example. */
const ANSWERS: Readonly<Record<string, () => Promise<Reply>>> = {
  'startOnboarding not-registered': () => client.start('ppi-levin', identity('000')),
  'startOnboarding otp-pending': async () => {
    const visit = new Visit(limited.client, 'ppi-levin', '000');
    await visit.start();
    await visit.act('REGISTER');
    return limited.client.start('ppi-levin', visit.mobile);
  },
  'getOnboarding aadhaar-with-notice': () => reading('000', 'ppi-digikhata', ...VERIFIED),
  'getOnboarding completed': () => reading('000', 'ppi-levin', ...WITH_PAN_DUE, 'SUBMIT_PAN'),
  'getOnboarding outcome-unknown': () => reading('606', 'ppi-levin', 'REGISTER'),
  'refreshOnboarding otp-pending': () => after('000', 'ppi-levin', 'REGISTER', 'REFRESH'),
  'registerCustomer otp-pending': () => after('000', 'ppi-levin', 'REGISTER'),
  'registerCustomer biometric-pending': () => after('000', 'dmt-fino', 'REGISTER'),
  'resendOtp otp-pending': () => after('000', 'ppi-levin', 'REGISTER', 'RESEND_OTP'),
  'verifyOtp aadhaar-pending': () => after('000', 'ppi-levin', ...VERIFIED),
  'verifyOtp pan-pending': () => after('000', 'ppi-levin', ...WITH_PAN_DUE),
  'submitAadhaar aadhaar-otp-pending': () => after('000', 'ppi-levin', ...VERIFIED, 'SUBMIT_AADHAAR'),
  'submitBiometric ekyc-otp-pending': () => after('000', 'dmt-fino', 'REGISTER', 'SUBMIT_BIOMETRIC'),
  'submitPan completed': () => after('000', 'ppi-levin', ...WITH_PAN_DUE, 'SUBMIT_PAN'),
  'listProducts products': () => client.get('/v1/products'),
  'listConsentLanguages consent-languages': () => consentOf('/languages'),
  'getConsentText consent-text': () => consentOf('?language=en'),
  'checkLiveness yes': () => client.get('/health/live'),
  'checkReadiness ready': () => client.get('/health/ready'),
  'checkStartup yes': () => client.get('/health/startup'),
};

/** A POST to an onboarding of ppi-levin. */
async function posted(
  path: string,
  init: { readonly body: string; readonly headers?: Readonly<Record<string, string>> },
): Promise<Reply> {
  const { onboarding } = await visited('000', 'ppi-levin', 'REGISTER');
  const headers = { 'content-type': 'application/json', 'idempotency-key': randomUUID(), ...init.headers };
  return client.send('POST', `/v1/ppi-levin/onboardings/${onboarding.id}/${path}`, { ...init, headers });
}

/** How to get a real answer with each code. */
const PROBLEMS: Readonly<Record<string, () => Promise<Reply>>> = {
  MALFORMED_REQUEST: () => posted('pan', { body: '{' }),
  VALIDATION_FAILED: () => posted('otp/verification', { body: '{"otp":"1"}' }),
  IDEMPOTENCY_KEY_MISSING: () => posted('pan', { body: '{}', headers: { 'idempotency-key': '' } }),
  ROUTE_NOT_FOUND: () => client.get('/v1/unknown'),
  STEP_NOT_FOUND: () => client.post('/v1/dmt-fino/onboardings/onb_a/pan', BODIES.SUBMIT_PAN),
  ONBOARDING_NOT_FOUND: () => client.get('/v1/ppi-levin/onboardings/onb_a'),
  METHOD_NOT_ALLOWED: () => client.send('PUT', '/v1/products'),
  PAYLOAD_TOO_LARGE: () => posted('pan', { body: JSON.stringify({ pan: 'A'.repeat(10_000) }) }),
  URI_TOO_LONG: () => client.get(`/v1/${'a'.repeat(3_000)}`),
  UNSUPPORTED_MEDIA_TYPE: () => posted('pan', { body: 'a', headers: { 'content-type': 'text/plain' } }),
  HEADERS_TOO_LARGE: () => client.get('/v1/products', { 'x-large': 'a'.repeat(20_000) }),
  STEP_NOT_ALLOWED: () => after('000', 'ppi-levin', 'REGISTER', 'SUBMIT_PAN'),
  STEP_IN_PROGRESS: async () => {
    const visit = await visited('609', 'ppi-levin');
    const href = `/v1/ppi-levin/onboardings/${visit.onboarding.id}/${ROUTES.REGISTER}`;
    const replies = [client.post(href, BODIES.REGISTER), client.post(href, BODIES.REGISTER)];
    return (await Promise.all(replies)).find(({ status }) => status === 409) as Reply;
  },
  WALLET_SESSION_EXPIRED: () => after('463', 'ppi-levin', ...VERIFIED, 'SUBMIT_AADHAAR'),
  CUSTOMER_ACCOUNT_REQUIRED: () => after('363', 'ppi-levin', 'REGISTER'),
  AGENT_BALANCE_INSUFFICIENT: () => after('347', 'dmt-fino', 'REGISTER'),
  IDEMPOTENCY_KEY_REUSED: async () => {
    const key = randomUUID();
    await client.start('ppi-levin', identity('000'), { key });
    return client.start('ppi-levin', identity('000'), { key });
  },
  OTP_INCORRECT: () => after('302', 'ppi-levin', 'REGISTER', 'VERIFY_OTP'),
  OTP_EXPIRED: () => after('303', 'ppi-levin', 'REGISTER', 'VERIFY_OTP'),
  AADHAAR_REJECTED: () => after('138', 'ppi-levin', ...VERIFIED, 'SUBMIT_AADHAAR'),
  BIOMETRIC_REJECTED: () => after('188', 'dmt-fino', 'REGISTER', 'SUBMIT_BIOMETRIC'),
  PAN_REJECTED: () => after('237', 'ppi-levin', ...WITH_PAN_DUE, 'SUBMIT_PAN'),
  CUSTOMER_DETAILS_REJECTED: () => after('132', 'ppi-levin', 'REGISTER'),
  CONSENT_REQUIRED: () => posted('aadhaar', { body: '{"aadhaarNumber":"999941057058"}' }),
  LIMIT_EXHAUSTED: () => after('945', 'ppi-levin', 'REGISTER'),
  OTP_ATTEMPTS_EXHAUSTED: () =>
    after('302', 'ppi-levin', 'REGISTER', 'VERIFY_OTP', 'VERIFY_OTP', 'VERIFY_OTP', 'VERIFY_OTP'),
  OTP_SENDS_EXHAUSTED: async () => {
    const visit = new Visit(limited.client, 'ppi-levin', '000');
    await visit.start();
    await visit.act('REGISTER', 'REFRESH', 'RESEND_OTP');
    return visit.last as Reply;
  },
  RATE_LIMITED: async () => {
    const replies = Array.from({ length: 61 }, () => limited.client.get('/v1/products'));
    return (await Promise.all(replies)).find(({ status }) => status === 429) as Reply;
  },
  UPSTREAM_UNRECOGNIZED: () => after('699', 'ppi-levin', 'REGISTER'),
  UPSTREAM_REJECTED_REQUEST: () => after('664', 'ppi-levin', 'REGISTER'),
  UPSTREAM_CREDENTIALS_REJECTED: () => after('619', 'ppi-levin', 'REGISTER'),
  UPSTREAM_UNAVAILABLE: () => after('629', 'ppi-levin', 'REGISTER'),
  AADHAAR_SERVICE_UNAVAILABLE: () => after('150', 'ppi-levin', ...VERIFIED, 'SUBMIT_AADHAAR'),
  OUTCOME_UNKNOWN: () => after('606', 'ppi-levin', 'REGISTER'),
};

/** What the sandbox cannot be brought to answer, and the spec that compares it. */
const ELSEWHERE = {
  FORBIDDEN: 'security/a-token-allows-what-its-scope-says.spec.ts',
  OVERLOADED: 'resilience/overload-is-refused-before-it-hurts.spec.ts',
  REQUEST_TIMEOUT: 'hostile/unusual-http-input-is-answered.spec.ts',
  STORE_UNAVAILABLE: 'a-full-disk-refuses-and-loses-nothing.spec.ts',
  UNAUTHENTICATED: 'security/every-route-requires-a-token.spec.ts',
  UPSTREAM_INVALID_REPLY: 'a-consent-read-is-a-call-like-any-other.spec.ts',
};
/** No request is known that gets it; `src/http/problem.filter.spec.ts` has the whole answer. */
const NEVER_ANSWERED = 'INTERNAL_ERROR';

function operations(): readonly Operation[] {
  return Object.values(document.paths).flatMap((item) => Object.values(item));
}

describe('the example of a successful answer is as the real one:', () => {
  test('each is compared', () => {
    const named = operations().flatMap(({ operationId, responses }) =>
      Object.entries(responses).flatMap(([status, { content }]) =>
        status.startsWith('2')
          ? Object.keys(content?.['application/json']?.examples ?? {}).map((name) => `${operationId} ${name}`)
          : [],
      ),
    );
    expect(named.sort()).toEqual(Object.keys(ANSWERS).sort());
  });

  test.each(Object.keys(ANSWERS))('%s', async (name) => {
    const reply = await ANSWERS[name]?.();
    const [operationId, example = ''] = name.split(' ');
    const operation = operations().find((one) => one.operationId === operationId);
    const response = operation?.responses[String(reply?.status)];
    const described = response?.content?.['application/json']?.examples ?? {};

    expect(Object.keys(described)).toContain(example);
    expect(kindOf(examples[example]?.value)).toEqual(kindOf(reply?.body));
  });
});

describe('the example of a problem is as the real one:', () => {
  test('each is compared', () => {
    const codes = Object.keys(examples).filter((name) => /^[A-Z_]+$/.test(name));
    const compared = [...Object.keys(PROBLEMS), ...Object.keys(ELSEWHERE), NEVER_ANSWERED];
    expect(compared.sort()).toEqual(codes.sort());
  });

  test.each(Object.entries(ELSEWHERE))('%s in test/%s', (_code, file) => {
    expect(readFileSync(new URL(file, import.meta.url), 'utf8')).toContain('expectAsExample(');
  });

  test.each(Object.keys(PROBLEMS))('%s', async (code) => {
    const reply = await PROBLEMS[code]?.();

    expect(reply?.body).toMatchObject({ code, status: reply?.status });
    expect(kindOf(examples[code]?.value)).toEqual(kindOf(reply?.body));
  });
});
