import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  AADHAAR_OTP_SENT,
  AADHAAR_PENDING,
  EKYC_PENDING,
  MOBILE_OTP_SENT,
  NOT_REGISTERED,
  PAN_REQUIRED,
  PROFILE,
  reply,
  status,
} from '../../../test/support/eko-replies.js';
import { BODIES } from '../../../test/support/people.js';
import { Bench } from './testing/bench.js';
import type { Scripted } from './testing/scripted-eko.js';

let bench: Bench;
beforeEach(async () => {
  bench = await Bench.open();
});
afterEach(() => bench.close());

describe('a registration', () => {
  it.each(['ppi-levin', 'ppi-digikhata', 'dmt-fino'])(
    'of %s that needs a customer account gets the action that starts one',
    async (product) => {
      const client = bench.client({ product });
      bench.eko.will(NOT_REGISTERED, status(463));
      await client.start();
      const refused = await client.act('REGISTER', BODIES.REGISTER);
      expect(refused).toMatchObject({ status: 409, code: 'CUSTOMER_ACCOUNT_REQUIRED' });
      expect(refused.problem['prerequisite']).toMatchObject({
        action: 'START',
        method: 'POST',
        href: '/v1/customer-account/onboardings',
        fields: [{ name: 'mobile', required: true }],
      });
      expect(refused.onboarding?.state).toBe('NOT_REGISTERED');
    },
  );

  it('that is refused for another reason gets the refused fields and no prerequisite', async () => {
    const client = bench.client();
    const invalid = { ...reply(-1), invalid_params: { name: 'Eko wording', dob: 'Eko wording' } };
    bench.eko.will(NOT_REGISTERED, invalid);
    await client.start();
    const refused = await client.act('REGISTER', BODIES.REGISTER);
    expect(refused).toMatchObject({ status: 422, code: 'CUSTOMER_DETAILS_REJECTED' });
    expect(refused.problem).not.toHaveProperty('prerequisite');
    expect(refused.problem['errors']).toMatchObject([{ field: 'name' }, { field: 'dateOfBirth' }]);
    expect(refused.body).not.toContain('Eko wording');
  });

  it.each<[string, Scripted]>([
    ['that names no field of the client', { ...reply(-1), invalid_params: { initiator_id: 'Eko wording' } }],
    ['for another reason than its fields', { ...status(347), invalid_params: { name: 'Eko wording' } }],
    ['for a monthly limit', status(36)],
  ])('that is refused %s gets no list of fields', async (_what, answer) => {
    const client = bench.client();
    bench.eko.will(NOT_REGISTERED, answer);
    await client.start();
    expect((await client.act('REGISTER', BODIES.REGISTER)).problem).not.toHaveProperty('errors');
  });

  it.each<[string, Scripted, string | undefined]>([
    ['is shown until Eko sends another', MOBILE_OTP_SENT, 'Karan Garg'],
    ['is replaced by the name that Eko sends', profileOf('Another Name'), 'Another Name'],
    ['is not shown when Eko refused the registration', status(36), undefined],
    ['is not shown when the reply is that the customer is not registered', NOT_REGISTERED, undefined],
  ])('has a name that %s', async (_what, answer, name) => {
    const client = bench.client();
    bench.eko.will(NOT_REGISTERED, answer);
    await client.start();
    await client.act('REGISTER', BODIES.REGISTER);
    expect((await client.read()).customer.name).toBe(name);
  });
});

describe('a step that is not sent to Eko', () => {
  it('is an Aadhaar OTP without consent: nothing is sent, the refusal is recorded, and the key is free', async () => {
    const client = bench.client();
    bench.eko.will(AADHAAR_PENDING, AADHAAR_OTP_SENT);
    await client.start();
    const { aadhaarNumber, consent } = BODIES.SUBMIT_AADHAAR;
    for (const none of [{ aadhaarNumber }, { aadhaarNumber, consent: { ...consent, given: false } }]) {
      const refused = await client.act('SUBMIT_AADHAAR', none, { key: 'k' });
      expect(refused).toMatchObject({ status: 422, code: 'CONSENT_REQUIRED' });
      expect(bench.audit.lines.at(-1)).toMatchObject({ step: 'SUBMIT_AADHAAR', outcome: 'CONSENT_REQUIRED' });
    }
    expect((await client.act('SUBMIT_AADHAAR', BODIES.SUBMIT_AADHAAR, { key: 'k' })).status).toBe(200);
  });

  it('is the registration of a child', async () => {
    const client = bench.client();
    bench.eko.will(NOT_REGISTERED);
    await client.start();
    const refused = await client.act('REGISTER', { ...BODIES.REGISTER, dateOfBirth: '2010-05-15' });
    expect(refused).toMatchObject({ status: 400, code: 'VALIDATION_FAILED' });
    expect(refused.problem['errors']).toMatchObject([{ field: 'dateOfBirth' }]);
  });
});

describe('what Eko refuses', () => {
  it('because UIDAI is not available can be retried after a minute', async () => {
    const client = bench.client();
    bench.eko.will(AADHAAR_PENDING, { ...reply(1388), status: 500 });
    await client.start();
    expect(await client.act('SUBMIT_AADHAAR', BODIES.SUBMIT_AADHAAR)).toMatchObject({
      status: 503,
      code: 'AADHAAR_SERVICE_UNAVAILABLE',
      headers: { 'Retry-After': '60' },
      onboarding: { state: 'AADHAAR_PENDING' },
    });
  });

  it('because the wallet session has ended is not retried: a look-up begins a new session', async () => {
    const client = bench.client();
    bench.eko.will(PAN_REQUIRED, status(463));
    await client.start();
    const refused = await client.act('SUBMIT_PAN', BODIES.SUBMIT_PAN);
    expect(refused).toMatchObject({
      status: 409,
      code: 'WALLET_SESSION_EXPIRED',
      onboarding: { state: 'PAN_PENDING', nextAction: { action: 'REFRESH' } },
    });
    expect((await client.act('SUBMIT_PAN', BODIES.SUBMIT_PAN)).code).toBe('WALLET_SESSION_EXPIRED');
    bench.eko.will(PAN_REQUIRED, PROFILE);
    expect((await client.refresh()).onboarding?.nextAction?.action).toBe('SUBMIT_PAN');
    expect((await client.act('SUBMIT_PAN', BODIES.SUBMIT_PAN)).onboarding?.state).toBe('COMPLETED');
  });

  it('because the wallet session has ended makes the Aadhaar OTP expire', async () => {
    const client = bench.client();
    bench.eko.will(AADHAAR_PENDING, AADHAAR_OTP_SENT, { ...reply(1388), status: 463 });
    await client.start();
    await client.act('SUBMIT_AADHAAR', BODIES.SUBMIT_AADHAAR);
    const refused = await client.verify('123456');
    expect(refused).toMatchObject({
      code: 'WALLET_SESSION_EXPIRED',
      onboarding: { nextAction: { action: 'REFRESH' } },
    });
    expect((await client.verify('123456')).code).toBe('OTP_EXPIRED');
  });
});

describe('the budget of a step', () => {
  const never = new Promise<Scripted>(() => undefined);

  it.each<[string, number | undefined, number]>([
    ['the configured one, less a quarter of a second to store the result', undefined, 9_750],
    ['that of the client if it is shorter, less a tenth', 2_000, 1_800],
    ['the configured one if that of the client is longer', 60_000, 9_750],
  ])('is %s', async (_what, requestTimeoutMs, budgetMs) => {
    const client = bench.client();
    bench.eko.will(never);
    const options = requestTimeoutMs === undefined ? {} : { requestTimeoutMs };
    const step = client.start(options);
    // The request starts a millisecond later, and so does its budget.
    await bench.pass(budgetMs - 1);
    expect(bench.log).toEqual([expect.stringContaining('eko GET')]);
    await bench.pass(1);
    expect((await step).code).toBe('OUTCOME_UNKNOWN');
    expect(bench.log).toContain('eko request cancelled');
  });

  it('has ended when the request has waited longer: nothing is sent', async () => {
    const client = bench.client();
    expect(await client.start({ requestTimeoutMs: 100, waitedMs: 100 })).toMatchObject({
      code: 'UPSTREAM_UNAVAILABLE',
      headers: { 'Retry-After': '5' },
    });
  });

  it('ends a quarter of a second later when the store does not store the result', async () => {
    const client = bench.client();
    bench.eko.will(EKYC_PENDING);
    bench.store.hangs = true;
    let seen: string | undefined;
    const step = client.start().then(({ code }) => (seen = code));
    await bench.pass(10_250);
    expect(seen).toBeUndefined();
    await bench.pass(1);
    await step;
    expect(seen).toBe('STORE_UNAVAILABLE');
  });
});

function profileOf(name: string): object {
  return { ...PROFILE, data: { customer_profile: { name } } };
}
