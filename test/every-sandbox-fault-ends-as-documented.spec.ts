import { describe, expect, test } from '@jest/globals';
import { problemOf, verdictOf, type Reply } from './support/client.js';
import { BODIES, identity, ROUTES, type ActionName } from './support/people.js';
import { PRODUCTS, type Onboarding, type Product } from './support/resources.js';
import { StepBlindClient } from './support/step-blind-client.js';
import { Visit } from './support/visit.js';
import { sharedGateway } from './support/shared-gateway.js';

const gateway = await sharedGateway({ EKO_TIMEOUT_MS: '1000' });

const registered = (product: Product): string =>
  product === 'dmt-fino' ? 'BIOMETRIC_PENDING' : 'OTP_PENDING';

async function started(product: Product, code: string): Promise<{ reply: Reply; mobile: string }> {
  const mobile = identity(code);
  return { reply: await gateway.client.start(product, mobile), mobile };
}

/** The onboarding in a reply, of a success or of a problem. */
function shownIn({ body }: Reply): Onboarding {
  const { onboarding, ...rest } = body as Onboarding & { onboarding?: Onboarding };
  return onboarding ?? rest;
}

function act({ product, id }: Onboarding, action: ActionName): Promise<Reply> {
  return gateway.client.post(`/v1/${product}/onboardings/${id}/${ROUTES[action]}`, BODIES[action]);
}

/** Lost answers, some of which wait for the time-out: only a look-up shows whether the call took effect. */
const LOST = [
  ['00', 'HTTP 500 with JSON', 'not executed'],
  ['02', 'HTTP 502 with an HTML page', 'executed'],
  ['06', 'a reset before the call is processed', 'not executed'],
  ['07', 'a reset after the call was processed', 'executed'],
  ['08', 'an answer after the time-out', 'executed'],
  ['09', 'no answer', 'not executed'],
  ['13', 'an answer of more than 256 KiB', 'executed'],
  ['20', 'HTTP 200 with an empty body', 'executed'],
  ['21', 'JSON cut off in the middle', 'executed'],
] as const;

describe.each(['ppi-levin', 'dmt-fino'] as const)('%s registers', (product) => {
  test.concurrent.each(LOST)(
    'into %s (%s): the outcome is unknown until a refresh',
    async (digits, _what, executed) => {
      const { reply } = await started(product, `6${digits}`);

      const lost = await act(shownIn(reply), 'REGISTER');

      expect(verdictOf(lost)).toEqual({ status: 504, code: 'OUTCOME_UNKNOWN', state: 'OUTCOME_UNKNOWN' });
      expect(problemOf(lost).onboarding?.nextAction?.action).toBe('REFRESH');
      const refreshed = await act(shownIn(lost), 'REFRESH');
      const state = executed === 'executed' ? registered(product) : 'NOT_REGISTERED';
      expect(verdictOf(refreshed)).toEqual({ status: 200, state });
    },
  );

  test.each([
    ['01', 'HTTP 401 without any id'],
    ['18', 'HTTP 403 for the initiator'],
    ['84', 'a refused signature'],
  ])('after %s (%s) once, by sending it with a new signature', async (digits) => {
    const { reply } = await started(product, `6${digits}`);

    expect(verdictOf(await act(shownIn(reply), 'REGISTER'))).toEqual({
      status: 200,
      state: registered(product),
    });
  });

  test.each([
    ['201', 502, 'UPSTREAM_CREDENTIALS_REJECTED', 'HTTP 401 every time'],
    ['218', 502, 'UPSTREAM_CREDENTIALS_REJECTED', 'HTTP 403 for the initiator every time'],
    ['284', 502, 'UPSTREAM_CREDENTIALS_REJECTED', 'a signature refused every time'],
    ['612', 502, 'UPSTREAM_CREDENTIALS_REJECTED', 'an unknown initiator'],
    ['619', 502, 'UPSTREAM_CREDENTIALS_REJECTED', 'the initiator refused'],
    ['646', 502, 'UPSTREAM_CREDENTIALS_REJECTED', 'the user code refused'],
    ['661', 422, 'CUSTOMER_DETAILS_REJECTED', 'fields of the registration refused'],
    ['662', 502, 'UPSTREAM_REJECTED_REQUEST', 'a field of the gateway refused'],
    ['664', 502, 'UPSTREAM_REJECTED_REQUEST', 'no key for response'],
    ['604', 502, 'UPSTREAM_REJECTED_REQUEST', 'No Mapping Rule matched'],
    ['629', 503, 'UPSTREAM_UNAVAILABLE', 'HTTP 429'],
    ['699', 502, 'UPSTREAM_UNRECOGNIZED', 'an unknown type id'],
  ])('into %s: %i %s for %s, state unchanged', async (code, status, problem) => {
    const { reply } = await started(product, code);

    const refused = await act(shownIn(reply), 'REGISTER');

    expect(verdictOf(refused)).toEqual({ status, code: problem, state: 'NOT_REGISTERED' });
  });

  test('into 697: ids that are strings mean the same', async () => {
    const { reply } = await started(product, '697');

    expect(verdictOf(await act(shownIn(reply), 'REGISTER'))).toEqual({
      status: 200,
      state: registered(product),
    });
  });
});

test('a reply without a type id but with an OTP reference means that an OTP was sent', async () => {
  const { reply } = await started('ppi-levin', '698');

  expect(verdictOf(await act(shownIn(reply), 'REGISTER'))).toEqual({ status: 200, state: 'OTP_PENDING' });
});

test('a reply without a type id and without a reference is unrecognized', async () => {
  const { reply } = await started('dmt-fino', '698');

  expect(verdictOf(await act(shownIn(reply), 'REGISTER'))).toEqual({
    status: 502,
    code: 'UPSTREAM_UNRECOGNIZED',
    state: 'NOT_REGISTERED',
  });
});

describe.each(PRODUCTS)('%s starts', (product) => {
  test.each(['00', '02', '07', '20', '21'])(
    'into 4%s: the onboarding is created with its outcome unknown',
    async (digits) => {
      const { reply } = await started(product, `4${digits}`);

      expect(verdictOf(reply)).toEqual({ status: 504, code: 'OUTCOME_UNKNOWN', state: 'OUTCOME_UNKNOWN' });
      const { product: named, id } = shownIn(reply);
      const read = await gateway.client.get(`/v1/${named}/onboardings/${id}`);
      expect(verdictOf(read)).toEqual({ status: 200, state: 'OUTCOME_UNKNOWN' });
      expect(verdictOf(await act(shownIn(reply), 'REFRESH'))).toEqual({
        status: 200,
        state: registered(product),
      });
    },
  );

  test.each([
    ['501', 502, 'UPSTREAM_CREDENTIALS_REJECTED'],
    ['504', 502, 'UPSTREAM_REJECTED_REQUEST'],
    ['529', 503, 'UPSTREAM_UNAVAILABLE'],
    ['599', 502, 'UPSTREAM_UNRECOGNIZED'],
  ])('into %s: %i %s, and no onboarding is created', async (code, status, problem) => {
    const { reply } = await started(product, code);

    expect(verdictOf(reply)).toEqual({ status, code: problem });
  });
});

describe.each(PRODUCTS)('%s loses an answer', (product) => {
  test.each(['402', '406', '607', '620', '706', '702', '721', '806', '807', '902', '906'])(
    '(%s) and a client that knows no steps still completes the journey',
    async (code) => {
      const mobile = identity(code);
      const blind = new StepBlindClient(gateway.client);
      let reply = await gateway.client.start(product, mobile);
      const states = [shownIn(reply).state];
      for (let onward = shownIn(reply).nextAction; onward && states.length < 12;) {
        reply = await blind.take(onward, () => gateway.client.otp(product, mobile));
        onward = shownIn(reply).nextAction;
        states.push(shownIn(reply).state);
      }

      expect(states.at(-1)).toBe('COMPLETED');
      // dmt-fino has no PAN step, so a fault at the PAN step has no effect on it.
      const strikes = !(product === 'dmt-fino' && code.startsWith('9'));
      expect(states.includes('OUTCOME_UNKNOWN')).toBe(strikes);
    },
  );
});

describe('fields that Eko refuses by name', () => {
  test.each<[Product, readonly ActionName[], ActionName, string, string, string]>([
    ['ppi-levin', ['REGISTER'], 'VERIFY_OTP', '761', 'OTP_INCORRECT', 'otp'],
    ['dmt-fino', ['REGISTER', 'SUBMIT_BIOMETRIC'], 'VERIFY_OTP', '761', 'OTP_INCORRECT', 'otp'],
    [
      'customer-account',
      ['REGISTER', 'VERIFY_OTP'],
      'SUBMIT_AADHAAR',
      '861',
      'AADHAAR_REJECTED',
      'aadhaarNumber',
    ],
    ['dmt-fino', ['REGISTER'], 'SUBMIT_BIOMETRIC', '861', 'BIOMETRIC_REJECTED', 'pidData'],
    [
      'ppi-digikhata',
      ['REGISTER', 'VERIFY_OTP', 'SUBMIT_AADHAAR', 'VERIFY_OTP'],
      'SUBMIT_PAN',
      '961',
      'PAN_REJECTED',
      'pan',
    ],
  ])(
    '%s after %j: %s with %s is %s for the field %s',
    async (product, before, action, code, problem, field) => {
      const customer = new Visit(gateway.client, product, code);
      await customer.start();
      await customer.act(...before);
      const tries = customer.onboarding.otp?.attemptsLeft;

      expect(await customer.act(action)).toMatchObject({ status: 422, code: problem });

      const { errors } = problemOf(customer.last as Reply);
      expect(errors?.map((one) => one.field)).toEqual([field]);
      expect(errors?.[0]?.message).not.toMatch(/is invalid/);
      // A refused OTP uses up an attempt, and the journey continues.
      if (tries !== undefined) expect(customer.onboarding.otp?.attemptsLeft).toBe(tries - 1);
      expect((await customer.act(action)).status).toBe(200);
    },
  );
});

test('the answer that the Aadhaar service is unavailable is stored: the same key gets it without a call', async () => {
  const customer = new Visit(gateway.client, 'ppi-levin', '150');
  await customer.start();
  await customer.act('REGISTER', 'VERIFY_OTP');
  const href = `/v1/ppi-levin/onboardings/${customer.onboarding.id}/${ROUTES.SUBMIT_AADHAAR}`;
  const send = (key: string): Promise<Reply> => gateway.client.post(href, BODIES.SUBMIT_AADHAAR, { key });

  const away = await send('away');
  const replayed = await send('away');

  expect(problemOf(away)).toMatchObject({
    code: 'AADHAAR_SERVICE_UNAVAILABLE',
    status: 503,
    retry: 'NEW_KEY',
  });
  expect(away.headers.get('retry-after')).toBe(String(problemOf(away).retryAfterSeconds));
  expect(replayed.text).toBe(away.text);
  expect(replayed.headers.get('retry-after')).toBe(away.headers.get('retry-after'));
  expect(replayed.headers.get('idempotency-replayed')).toBe('true');
  // The Aadhaar service is available: a new key succeeds.
  expect(verdictOf(await send('again'))).toEqual({ status: 200, state: 'AADHAAR_OTP_PENDING' });
});
