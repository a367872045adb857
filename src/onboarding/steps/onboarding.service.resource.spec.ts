import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  AADHAAR_OTP_SENT,
  AADHAAR_PENDING,
  MOBILE_OTP_SENT,
  NOT_REGISTERED,
  OTP_EXPIRED,
  OTP_WRONG,
  reply,
  status,
} from '../../../test/support/eko-replies.js';
import { BODIES } from '../../../test/support/people.js';
import { Bench, BEGINNING } from './testing/bench.js';
import type { BenchClient, Seen } from './testing/bench-client.js';
import { clientBefore, STEPS, take } from './testing/steps.js';
import { HttpReply, type Scripted } from './testing/scripted-eko.js';

const COOLDOWN_MS = 30_000;

let bench: Bench;
beforeEach(async () => {
  bench = await Bench.open({ OTP_RESEND_COOLDOWN_SECONDS: String(COOLDOWN_MS / 1000) });
});
afterEach(() => bench.close());

const at = (milliseconds: number): string => new Date(milliseconds).toISOString();

describe.each(STEPS)('after $name', (step) => {
  it('the onboarding has the next version, a new updatedAt and the same createdAt', async () => {
    const client = await clientBefore(bench, step);
    await bench.pass(COOLDOWN_MS);
    bench.eko.will(step.reply);
    const seen = await take(step, client);
    expect(seen.onboarding).toMatchObject({
      version: step.from ? 2 : 1,
      createdAt: step.from ? at(BEGINNING + 1) : at(Date.now()),
      updatedAt: at(Date.now()),
    });
    expect(seen.onboarding).not.toHaveProperty('reconciled');
    await bench.pass(1_000);
    expect(await client.read()).toEqual(seen.onboarding);
  });

  it('the answer has a Location for a new onboarding only', async () => {
    const client = await clientBefore(bench, step);
    await bench.pass(COOLDOWN_MS);
    bench.eko.will(step.reply);
    const seen = await take(step, client);
    const created = { status: 201, headers: { Location: `/v1/${step.product}/onboardings/${client.id}` } };
    expect(seen).toMatchObject(step.from ? { status: 200, headers: {} } : created);
    expect(Object.keys(seen.headers)).toHaveLength(step.from ? 0 : 1);
  });

  it('a refusal by Eko adds a version and does not change the state', async () => {
    const client = await clientBefore(bench, step);
    await bench.pass(COOLDOWN_MS);
    bench.eko.will(status(36));
    const seen = await take(step, client);
    expect(seen).toMatchObject({ status: 422, code: 'LIMIT_EXHAUSTED' });
    if (step.from)
      expect(seen.onboarding).toMatchObject({ state: step.before, version: 2, updatedAt: at(Date.now()) });
    else expect(seen.problem).not.toHaveProperty('onboarding');
  });
});

describe('a start', () => {
  it('that failed creates no onboarding', async () => {
    const client = bench.client();
    bench.eko.will(reply(9999), NOT_REGISTERED);
    const failed = await client.start();
    expect(failed).toMatchObject({ status: 502, code: 'UPSTREAM_UNRECOGNIZED' });
    expect(failed.problem).not.toHaveProperty('onboarding');
    const made = await client.start();
    expect(made).toMatchObject({ status: 201, onboarding: { version: 1 } });
  });

  it('within the cooldown of the last OTP makes no look-up, and is answered from the store', async () => {
    const client = bench.client();
    bench.eko.will(MOBILE_OTP_SENT);
    const first = await client.start();
    await bench.pass(COOLDOWN_MS - 10);
    const second = await client.start({ key: 'k' });
    expect(second).toMatchObject({ status: 200, headers: {}, replayed: false });
    expect(second.onboarding).toEqual(first.onboarding);
    expect(await client.start({ key: 'k' })).toEqual({ ...second, replayed: true });
    // Two requests were made since, and the next is made a millisecond later: exactly when the cooldown ends.
    await bench.pass(7);
    expect(Date.now() + 1).toBe(BEGINNING + 1 + COOLDOWN_MS);
    bench.eko.will(MOBILE_OTP_SENT);
    expect((await client.start()).onboarding?.version).toBe(2);
  });

  it('within the cooldown of an OTP that may have been sent is answered from the store', async () => {
    const client = bench.client();
    bench.eko.will('lost');
    await client.start();
    const second = await client.start();
    expect(second).toMatchObject({ status: 200, onboarding: { state: 'OUTCOME_UNKNOWN', version: 1 } });
    expect(second.onboarding).not.toHaveProperty('reconciled');
  });

  it('whose reply was lost is looked up when its key is used again, even within the cooldown', async () => {
    const client = bench.client();
    bench.eko.will('lost', MOBILE_OTP_SENT);
    await client.start({ key: 'k' });
    expect((await client.start({ key: 'k' })).onboarding).toMatchObject({
      state: 'OTP_PENDING',
      reconciled: true,
      version: 2,
    });
  });

  it('of an onboarding with an abandoned step is looked up, even within the cooldown', async () => {
    const client = bench.client();
    bench.eko.will(MOBILE_OTP_SENT, AADHAAR_PENDING);
    await client.start();
    bench.store.failing.add('conclude');
    await client.verify('123456');
    bench.store.failing.clear();
    await bench.pass(COOLDOWN_MS / 2 + 1);
    bench.eko.will(AADHAAR_PENDING);
    expect((await client.start()).onboarding?.state).toBe('AADHAAR_PENDING');
  });
});

describe('another OTP', () => {
  it.each<[string, string, Scripted, 'RESEND_OTP' | 'SUBMIT_AADHAAR']>([
    ['for the mobile', 'ppi-digikhata', MOBILE_OTP_SENT, 'RESEND_OTP'],
    ['for Aadhaar', 'ppi-levin', AADHAAR_OTP_SENT, 'SUBMIT_AADHAAR'],
  ])(
    '%s is available after the cooldown, at the time in the answer',
    async (_what, product, sent, action) => {
      const client = bench.client({ product });
      bench.eko.will(action === 'RESEND_OTP' ? sent : AADHAAR_PENDING);
      let { onboarding } = await client.start();
      if (action === 'SUBMIT_AADHAAR') {
        bench.eko.will(sent);
        ({ onboarding } = await client.act(action, BODIES[action]));
      }
      const available = at(Date.now() + COOLDOWN_MS);
      expect(onboarding?.otp?.resendAvailableAt).toBe(available);
      expect(onboarding?.alternatives).toMatchObject([{ action, availableAt: available }]);
      expect(onboarding?.nextAction).not.toHaveProperty('availableAt');
      await bench.pass(COOLDOWN_MS - 1_001);
      expect(await client.act(action, BODIES[action])).toMatchObject({
        status: 429,
        code: 'RATE_LIMITED',
        headers: { 'Retry-After': '1' },
        onboarding: { version: onboarding?.version },
      });
      await bench.pass(1_000);
      bench.eko.will(sent);
      expect((await client.act(action, BODIES[action])).status).toBe(200);
    },
  );
});

describe('the attempts with an OTP', () => {
  it.each<[string, Scripted, number]>([
    ['an incorrect one', OTP_WRONG, 2],
    ['one whose reply is lost', 'lost', 2],
    ['one with an unrecognized reply', reply(9999), 2],
    ['one that Eko refused with 400', new HttpReply(400), 2],
    ['one that was not sent', 'not sent', 3],
    ['one that Eko refused with 429', new HttpReply(429), 3],
  ])('are three less the used ones after %s', async (_what, answer, left) => {
    const client = bench.client({ product: 'ppi-digikhata' });
    bench.eko.will(MOBILE_OTP_SENT, answer);
    await client.start();
    await client.verify('123456');
    await bench.pass(COOLDOWN_MS);
    // The same OTP is still pending; no new one was sent.
    bench.eko.will(status(327, { otp_ref_id: 'bW9iaWxl+A==' }));
    expect((await client.refresh()).onboarding?.otp?.attemptsLeft).toBe(left);
  });

  it.each<[string, (client: BenchClient) => Promise<Seen>, number]>([
    ['a look-up, after which Eko sends the pending OTP a second time', (client) => client.refresh(), 2],
    ['a start, after which Eko sends the pending OTP a second time', (client) => client.start(), 2],
    [
      'a verification, after which Eko sends the pending OTP a second time',
      (client) => client.verify('1'),
      1,
    ],
    ['a request for another OTP, though Eko sends the same one', (client) => client.act('RESEND_OTP', {}), 3],
  ])('after %s', async (_what, take, left) => {
    const client = bench.client({ product: 'ppi-digikhata' });
    bench.eko.will(MOBILE_OTP_SENT, OTP_WRONG, MOBILE_OTP_SENT);
    await client.start();
    await client.verify('123456');
    await bench.pass(COOLDOWN_MS);
    expect((await take(client)).onboarding?.otp?.attemptsLeft).toBe(left);
  });

  it('end, and no verification is sent until another OTP was sent', async () => {
    const client = bench.client({ product: 'ppi-digikhata' });
    bench.eko.will(MOBILE_OTP_SENT, OTP_WRONG, OTP_WRONG, OTP_WRONG);
    await client.start();
    for (const left of [2, 1, 0]) {
      const wrong = await client.verify('123456');
      expect(wrong).toMatchObject({ code: 'OTP_INCORRECT', onboarding: { otp: { attemptsLeft: left } } });
    }
    expect((await client.verify('123456')).code).toBe('OTP_ATTEMPTS_EXHAUSTED');
    await bench.pass(COOLDOWN_MS);
    bench.eko.will(MOBILE_OTP_SENT, AADHAAR_PENDING);
    expect((await client.act('RESEND_OTP', {})).onboarding?.otp?.attemptsLeft).toBe(3);
    expect((await client.verify('123456')).status).toBe(200);
    expect(await bench.metric('onboarding_otp_verifications_total', { result: 'incorrect' })).toBe(3);
    expect(await bench.metric('onboarding_otp_verifications_total', { result: 'accepted' })).toBe(1);
  });

  it('end when the OTP has expired', async () => {
    const client = bench.client();
    bench.eko.will(MOBILE_OTP_SENT, OTP_EXPIRED);
    await client.start();
    expect((await client.verify('123456')).onboarding?.nextAction?.action).toBe('RESEND_OTP');
    expect((await client.verify('123456')).code).toBe('OTP_EXPIRED');
  });
});
