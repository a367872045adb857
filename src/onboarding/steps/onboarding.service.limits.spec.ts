import { afterEach, describe, expect, it } from '@jest/globals';
import {
  AADHAAR_OTP_SENT,
  AADHAAR_PENDING,
  EKYC_OTP_SENT,
  EKYC_PENDING,
  MOBILE_OTP_SENT,
  NOT_REGISTERED,
  OTP_EXPIRED,
  OTP_WRONG,
  PROFILE,
  reply,
  status,
  WALLET_OPENED,
} from '../../../test/support/eko-replies.js';
import { BODIES } from '../../../test/support/people.js';
import { Bench } from './testing/bench.js';
import type { BenchClient } from './testing/bench-client.js';
import { HttpReply, type Scripted } from './testing/scripted-eko.js';

const HOUR_MS = 3_600_000;
const UNRECOGNIZED = reply(9999);
const REFUSED_SIGNATURE = new HttpReply(401);

let bench: Bench;
afterEach(() => bench.close());

/** Whether another OTP may be sent to the customer, by another product of the agent. */
async function mayBeSentAnother(): Promise<boolean> {
  const other = bench.client({ product: 'customer-account' });
  bench.eko.will('not sent');
  const { code } = await other.start();
  if (code === 'UPSTREAM_UNAVAILABLE') return true;
  expect(code).toBe('OTP_SENDS_EXHAUSTED');
  expect(bench.eko.forget()).toBe(1);
  return false;
}

describe('of the OTPs that a customer may be sent in an hour', () => {
  it.each<[string, readonly Scripted[], boolean]>([
    ['one that was sent is used up', [MOBILE_OTP_SENT], true],
    ['one that may have been sent is used up: the reply is lost', ['lost'], true],
    ['one that may have been sent is used up: the reply is unrecognized', [UNRECOGNIZED], true],
    ['none is used up when the customer is not registered', [NOT_REGISTERED], false],
    ['none is used up when there is nothing to verify', [PROFILE], false],
    ['none is used up when nothing was sent', ['not sent'], false],
    ['none is used up when Eko refused the request with 429', [new HttpReply(429)], false],
    ['none is used up when Eko refused the request with 400', [new HttpReply(400)], false],
    ['none is used up when Eko refused the signature', [REFUSED_SIGNATURE, REFUSED_SIGNATURE], false],
    ['none is used up when Eko refused the credentials', [status(319)], false],
    [
      'one is used up when the look-up that follows an unclear one sends it',
      [WALLET_OPENED, MOBILE_OTP_SENT],
      true,
    ],
  ])('%s', async (_what, replies, used) => {
    bench = await Bench.open({ OTP_MAX_SENDS_PER_HOUR: '1' });
    bench.eko.will(...replies);
    await bench.client().start();
    expect(await mayBeSentAnother()).toBe(!used);
  });

  it.each<[string, readonly Scripted[], boolean]>([
    ['one is used up when the look-up that follows sends it', [WALLET_OPENED, MOBILE_OTP_SENT], true],
    ['one is used up when the reply to that look-up is lost', [WALLET_OPENED, 'lost'], true],
    ['one is used up when the reply to that look-up is unrecognized', [WALLET_OPENED, UNRECOGNIZED], true],
    ['one is used up when the reply to that look-up is unclear, too', [WALLET_OPENED, WALLET_OPENED], true],
    ['none is used up when that look-up sends none', [WALLET_OPENED, AADHAAR_PENDING], false],
    ['none is used up when that look-up is not sent', [WALLET_OPENED, 'not sent'], false],
    ['none is used up when no look-up follows', [AADHAAR_PENDING], false],
    ['none is used up when the reply to the verification is lost', ['lost'], false],
  ])('at a verification, %s', async (_what, replies, used) => {
    bench = await Bench.open({ OTP_MAX_SENDS_PER_HOUR: '2' });
    const client = bench.client();
    bench.eko.will(MOBILE_OTP_SENT, ...replies);
    await client.start();
    await client.verify('123456');
    expect(await mayBeSentAnother()).toBe(!used);
  });

  it('the next is available after the time in Retry-After', async () => {
    bench = await Bench.open({ OTP_MAX_SENDS_PER_HOUR: '1' });
    const first = bench.client();
    bench.eko.will(MOBILE_OTP_SENT);
    await first.start();
    const other = bench.client({ product: 'customer-account' });
    await bench.pass(HOUR_MS - 1_600);
    expect(await other.start()).toMatchObject({
      status: 429,
      code: 'OTP_SENDS_EXHAUSTED',
      headers: { 'Retry-After': '2' },
      problem: { retryAfterSeconds: 2 },
    });
    await bench.pass(1_600);
    bench.eko.will(MOBILE_OTP_SENT);
    expect((await other.start()).status).toBe(201);
  });

  it('those of one onboarding are also counted in it, until the first of them is an hour old', async () => {
    bench = await Bench.open({ OTP_MAX_SENDS_PER_HOUR: '2', OTP_MAX_SENDS_PER_AGENT_PER_HOUR: '1000' });
    const client = bench.client({ product: 'ppi-digikhata' });
    bench.eko.will(MOBILE_OTP_SENT, MOBILE_OTP_SENT);
    await client.start();
    await bench.pass(HOUR_MS / 2);
    await client.act('RESEND_OTP', {});
    const refused = await client.act('RESEND_OTP', {});
    expect(refused).toMatchObject({ code: 'OTP_SENDS_EXHAUSTED', onboarding: { state: 'OTP_PENDING' } });
    expect(refused.headers).toEqual({ 'Retry-After': String(HOUR_MS / 2_000) });
  });

  it('one agent has its own maximum, and other agents may use the rest', async () => {
    bench = await Bench.open({ OTP_MAX_SENDS_PER_AGENT_PER_HOUR: '1' });
    bench.eko.will(MOBILE_OTP_SENT, MOBILE_OTP_SENT);
    await bench.client().start();
    const refused = await bench.client({ mobile: '9123456789' }).start();
    expect(refused).toMatchObject({ code: 'OTP_SENDS_EXHAUSTED', headers: { 'Retry-After': '3600' } });
    expect((await bench.client({ agent: '20810201' }).start()).status).toBe(201);
  });
});

describe("when other agents have used up a customer's OTPs, the next OTP of the customer's own agent is", () => {
  /** Other agents send OTPs to the customer, two each, until the limit for unknown agents is reached. */
  async function otherAgents(sends: number): Promise<void> {
    for (let send = 0; send < sends; send++) {
      const agent = `3000${String(Math.floor(send / 2))}`;
      const product = send % 2 === 0 ? 'ppi-levin' : 'customer-account';
      bench.eko.will(MOBILE_OTP_SENT);
      expect((await bench.client({ agent, product }).start()).status).toBe(201);
    }
    expect((await bench.client({ agent: '40000' }).start()).code).toBe('OTP_SENDS_EXHAUSTED');
  }

  async function sendsAnother(client: BenchClient): Promise<boolean> {
    const { state } = await client.read();
    bench.eko.will(state === 'OTP_PENDING' ? MOBILE_OTP_SENT : AADHAAR_OTP_SENT);
    const seen =
      state === 'OTP_PENDING'
        ? await client.act('RESEND_OTP', {})
        : await client.act('SUBMIT_AADHAAR', BODIES.SUBMIT_AADHAAR);
    if (seen.status === 200) return true;
    expect(seen).toMatchObject({ code: 'OTP_SENDS_EXHAUSTED', headers: { 'Retry-After': '3600' } });
    expect(bench.eko.forget()).toBe(1);
    return false;
  }

  it.each<[string, readonly Scripted[], boolean]>([
    ['sent: the agent has verified an OTP of the customer', [AADHAAR_PENDING], true],
    ['not sent: the OTP was wrong', [OTP_WRONG], false],
    ['not sent: the OTP had expired', [OTP_EXPIRED], false],
    ['not sent: the reply to the OTP was unrecognized', [UNRECOGNIZED], false],
    ['not sent: the OTP was not sent to Eko', ['not sent'], false],
    // The look-up that follows returns the customer state, and nothing about the OTP.
    [
      'not sent: the reply did not state whether the OTP was correct',
      [WALLET_OPENED, AADHAAR_PENDING],
      false,
    ],
  ])('%s', async (_what, replies, sent) => {
    bench = await Bench.open({ OTP_MAX_SENDS_PER_HOUR: '3' });
    const client = bench.client();
    bench.eko.will(MOBILE_OTP_SENT, ...replies);
    await client.start();
    await client.verify('123456');
    await otherAgents(11);
    expect(await sendsAnother(client)).toBe(sent);
  });

  it('not sent: the number was registered to another customer meanwhile', async () => {
    bench = await Bench.open({ OTP_MAX_SENDS_PER_HOUR: '4' });
    const client = bench.client();
    bench.eko.will(MOBILE_OTP_SENT, AADHAAR_PENDING, NOT_REGISTERED, MOBILE_OTP_SENT);
    await client.start();
    await client.verify('123456');
    await client.refresh();
    await client.act('REGISTER', BODIES.REGISTER);
    await otherAgents(14);
    expect(await sendsAnother(client)).toBe(false);
  });

  it('sent, also for dmt-fino: the agent has verified the eKYC OTP', async () => {
    bench = await Bench.open({ OTP_MAX_SENDS_PER_HOUR: '3' });
    const client = bench.client({ product: 'dmt-fino' });
    bench.eko.will(EKYC_PENDING, EKYC_OTP_SENT, reply(2134));
    await client.start();
    await client.act('SUBMIT_BIOMETRIC', BODIES.SUBMIT_BIOMETRIC);
    await client.verify('123456');
    await otherAgents(11);
    bench.eko.will(EKYC_OTP_SENT);
    expect((await client.act('SUBMIT_BIOMETRIC', BODIES.SUBMIT_BIOMETRIC)).status).toBe(200);
  });
});

describe('of the onboardings that an agent may start in an hour', () => {
  it.each<[string, readonly Scripted[], boolean]>([
    ['one that was created is used up', [NOT_REGISTERED], true],
    ['one whose reply was lost is used up: it exists', ['lost'], true],
    ['one whose reply was unrecognized is used up', [UNRECOGNIZED], true],
    ['none is used up when nothing was sent', ['not sent'], false],
    ['none is used up when Eko refused the request with 429', [new HttpReply(429)], false],
    ['none is used up when Eko refused the signature', [REFUSED_SIGNATURE, REFUSED_SIGNATURE], false],
  ])('%s', async (_what, replies, used) => {
    bench = await Bench.open({ ONBOARDING_STARTS_PER_HOUR: '1' });
    bench.eko.will(...replies);
    await bench.client().start();
    const next = bench.client({ mobile: '9123456789' });
    if (used) {
      const refused = await next.start();
      expect(refused).toMatchObject({
        status: 429,
        code: 'RATE_LIMITED',
        headers: { 'Retry-After': '3600' },
      });
      expect(refused.onboarding).toBeUndefined();
      await bench.pass(HOUR_MS);
    }
    bench.eko.will(NOT_REGISTERED);
    expect((await next.start()).status).toBe(201);
  });

  it('none is used up by requests that do not create one', async () => {
    bench = await Bench.open({ ONBOARDING_STARTS_PER_HOUR: '1' });
    const client = bench.client({ product: 'dmt-fino' });
    bench.eko.will(NOT_REGISTERED, NOT_REGISTERED, NOT_REGISTERED, 'not sent', EKYC_PENDING);
    await client.start();
    expect((await client.start()).status).toBe(200);
    await client.refresh();
    await client.act('REGISTER', BODIES.REGISTER);
    // A step that is not sent does not give back an OTP or a start of another step.
    expect((await bench.client({ mobile: '9123456789' }).start()).code).toBe('RATE_LIMITED');
    expect((await client.act('REGISTER', BODIES.REGISTER)).status).toBe(200);
  });

  it('none is used up by a start that is refused for the limit of OTPs', async () => {
    bench = await Bench.open({ ONBOARDING_STARTS_PER_HOUR: '2', OTP_MAX_SENDS_PER_HOUR: '1' });
    bench.eko.will(MOBILE_OTP_SENT, NOT_REGISTERED);
    await bench.client().start();
    const refused = bench.client({ product: 'customer-account' });
    expect((await refused.start()).code).toBe('OTP_SENDS_EXHAUSTED');
    expect((await bench.client({ mobile: '9123456789' }).start()).status).toBe(201);
  });

  it('one agent does not use up those of another', async () => {
    bench = await Bench.open({ ONBOARDING_STARTS_PER_HOUR: '1' });
    bench.eko.will(NOT_REGISTERED, NOT_REGISTERED);
    await bench.client().start();
    expect((await bench.client({ agent: '20810201' }).start()).status).toBe(201);
  });
});
