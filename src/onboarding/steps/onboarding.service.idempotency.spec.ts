import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  AADHAAR_PENDING,
  EKYC_PENDING,
  MOBILE_OTP_SENT,
  NOT_REGISTERED,
  OTP_WRONG,
  reply,
} from '../../../test/support/eko-replies.js';
import { BODIES } from '../../../test/support/people.js';
import { Bench } from './testing/bench.js';
import { HttpReply, type Scripted } from './testing/scripted-eko.js';
import { clientBefore, STEPS, take } from './testing/steps.js';

const REFUSED_SIGNATURE = new HttpReply(403);

let bench: Bench;
beforeEach(async () => {
  bench = await Bench.open();
});
afterEach(() => bench.close());

describe.each(STEPS)('the key of $name', (step) => {
  it('gets the same successful answer, byte for byte, even after later changes', async () => {
    const client = await clientBefore(bench, step);
    bench.eko.will(step.reply);
    const first = await take(step, client, { key: 'k' });
    await bench.pass(60_000);
    bench.eko.will('lost');
    await client.refresh();
    const replay = await take(step, client, { key: 'k' });
    expect(replay).toEqual({ ...first, replayed: true });
    expect(first.replayed).toBe(false);
    expect(await bench.metric('idempotency_replays_total')).toBe(1);
  });

  it('gets the same refusal of Eko, byte for byte', async () => {
    const client = await clientBefore(bench, step);
    bench.eko.will(reply(9999));
    const first = await take(step, client, { key: 'k' });
    expect(first).toMatchObject({ status: 502, code: 'UPSTREAM_UNRECOGNIZED', replayed: false });
    await bench.pass(60_000);
    expect(await take(step, client, { key: 'k' })).toEqual({ ...first, replayed: true });
  });

  it.each<[string, readonly Scripted[], object]>([
    [
      'was not sent',
      ['not sent'],
      { status: 503, code: 'UPSTREAM_UNAVAILABLE', headers: { 'Retry-After': '5' } },
    ],
    [
      'was refused by Eko with a Retry-After',
      [new HttpReply(429, '', { 'retry-after': '7' })],
      { status: 503, code: 'UPSTREAM_UNAVAILABLE', headers: { 'Retry-After': '7' } },
    ],
    [
      'was refused by Eko without a Retry-After',
      [new HttpReply(429)],
      { status: 503, code: 'UPSTREAM_UNAVAILABLE', headers: { 'Retry-After': '5' } },
    ],
    [
      'had its signature refused twice',
      [REFUSED_SIGNATURE, REFUSED_SIGNATURE],
      { status: 502, code: 'UPSTREAM_CREDENTIALS_REJECTED', headers: {} },
    ],
  ])('is free when the request %s, and the onboarding is unchanged', async (_what, replies, refusal) => {
    const client = await clientBefore(bench, step);
    const before = step.from && (await client.read());
    bench.eko.will(...replies);
    const refused = await take(step, client, { key: 'k' });
    expect(refused).toMatchObject({ ...refusal, replayed: false });
    expect(refused.onboarding).toEqual(before);
    if (before) expect(await client.read()).toEqual(before);
    bench.eko.will(step.reply);
    const seen = await take(step, client, { key: 'k' });
    expect(seen).toMatchObject({ replayed: false, onboarding: { state: step.after } });
    expect(seen.onboarding?.reconciled).toBeUndefined();
  });

  it('is free when no request is left for the developer key', async () => {
    const client = await clientBefore(bench, step);
    const before = step.from && (await client.read());
    // The reserved timestamps of the last request are too old by then.
    await bench.pass(2_000);
    bench.signing.mode = 'none left';
    const waiting = take(step, client, { key: 'k' });
    await bench.pass(10_000);
    expect(await waiting).toMatchObject({
      status: 503,
      code: 'OVERLOADED',
      headers: { 'Retry-After': '1' },
    });
    if (before) expect(await client.read()).toEqual(before);
    bench.signing.mode = 'enough';
    bench.eko.will(step.reply);
    expect(await take(step, client, { key: 'k' })).toMatchObject({
      replayed: false,
      onboarding: { state: step.after },
    });
  });

  it('is free when the store cannot reserve a timestamp for the signature', async () => {
    const client = await clientBefore(bench, step);
    await bench.pass(2_000);
    bench.signing.mode = 'unreachable';
    expect(await take(step, client, { key: 'k' })).toMatchObject({
      status: 503,
      code: 'STORE_UNAVAILABLE',
      headers: { 'Retry-After': '1' },
    });
    bench.signing.mode = 'enough';
    bench.eko.will(step.reply);
    expect((await take(step, client, { key: 'k' })).onboarding?.state).toBe(step.after);
  });

  it('is free when the store refused the claim', async () => {
    const client = await clientBefore(bench, step);
    bench.store.failing.add('begin');
    expect(await take(step, client, { key: 'k' })).toMatchObject({
      status: 503,
      code: 'STORE_UNAVAILABLE',
      headers: { 'Retry-After': '1' },
    });
    bench.store.failing.clear();
    bench.eko.will(step.reply);
    expect((await take(step, client, { key: 'k' })).onboarding?.state).toBe(step.after);
  });

  it('is blocked while the step is running, and so is the onboarding', async () => {
    const client = await clientBefore(bench, step);
    let answer: (scripted: Scripted) => void = () => undefined;
    bench.eko.will(new Promise<Scripted>((resolve) => (answer = resolve)));
    const running = take(step, client, { key: 'k' });
    await bench.pass(1);
    const busy = { status: 409, code: 'STEP_IN_PROGRESS', headers: { 'Retry-After': '1' } };
    expect(await take(step, client, { key: 'k' })).toMatchObject(busy);
    if (step.from) expect(await client.refresh()).toMatchObject(busy);
    expect(await client.start()).toMatchObject(busy);
    answer(step.reply);
    expect((await running).onboarding?.state).toBe(step.after);
    expect(await take(step, client, { key: 'k' })).toMatchObject({ replayed: true });
  });
});

describe('a key', () => {
  it('is refused for another request', async () => {
    const client = bench.client();
    bench.eko.will(MOBILE_OTP_SENT, OTP_WRONG);
    await client.start();
    await client.verify('123456', { key: 'k' });
    expect(await client.verify('123457', { key: 'k' })).toMatchObject({
      status: 422,
      code: 'IDEMPOTENCY_KEY_REUSED',
      replayed: false,
    });
  });

  it('of a start is refused for another customer', async () => {
    bench.eko.will(NOT_REGISTERED);
    await bench.client().start({ key: 'k' });
    const other = bench.client({ mobile: '9123456789' });
    expect((await other.start({ key: 'k' })).code).toBe('IDEMPOTENCY_KEY_REUSED');
    bench.eko.will(NOT_REGISTERED);
    expect((await other.start()).status).toBe(201);
  });

  it('of a start that was not sent can be used for another customer', async () => {
    bench.eko.will('not sent', NOT_REGISTERED);
    await bench.client().start({ key: 'k' });
    expect((await bench.client({ mobile: '9123456789' }).start({ key: 'k' })).status).toBe(201);
  });

  it('is separate for each agent, product, step and onboarding', async () => {
    const client = bench.client({ product: 'dmt-fino' });
    bench.eko.will(NOT_REGISTERED, NOT_REGISTERED, NOT_REGISTERED, NOT_REGISTERED, EKYC_PENDING);
    await client.start({ key: 'k' });
    await bench.client({ product: 'dmt-fino', agent: '20810201' }).start({ key: 'k' });
    await bench.client().start({ key: 'k' });
    await client.refresh({ key: 'k' });
    await client.act('REGISTER', BODIES.REGISTER, { key: 'k' });
    const references = bench.eko.requests.map(({ fields }) => fields['client_ref_id']);
    expect(new Set(references).size).toBe(5);
    for (const reference of references) expect(reference).toMatch(/^[A-Za-z0-9]{20}$/);
  });

  it('sends the same reference when a request that was not sent is sent later', async () => {
    const client = bench.client();
    bench.eko.will(new HttpReply(429), NOT_REGISTERED);
    const refused = await client.start({ key: 'k' });
    const seen = await client.start({ key: 'k' });
    const [first, second] = bench.eko.requests.map(({ fields }) => fields['client_ref_id']);
    expect(second).toBe(first);
    expect(refused.problem['clientRefId']).toBe(first);
    expect(seen.onboarding?.clientRefId).toBe(first);
  });
});

describe('a step that was refused before it was sent', () => {
  it('is not stored: its key and its onboarding are free', async () => {
    const client = bench.client();
    bench.eko.will(MOBILE_OTP_SENT, AADHAAR_PENDING);
    await client.start();
    const elsewhere = bench.client({ product: 'customer-account' });
    elsewhere.id = client.id;
    for (let times = 0; times < 2; times++) {
      const denied = await elsewhere.verify('123456', { key: 'k' });
      expect(denied).toMatchObject({ status: 404, code: 'ONBOARDING_NOT_FOUND', replayed: false });
      expect(denied.onboarding).toBeUndefined();
    }
    expect((await client.verify('123456')).status).toBe(200);
  });

  it('because it was not due is not stored: its key can be used when it is due', async () => {
    const client = bench.client();
    bench.eko.will(NOT_REGISTERED, MOBILE_OTP_SENT, AADHAAR_PENDING);
    await client.start();
    for (let times = 0; times < 2; times++) {
      expect(await client.verify('123456', { key: 'k' })).toMatchObject({
        status: 409,
        code: 'STEP_NOT_ALLOWED',
        replayed: false,
        onboarding: { state: 'NOT_REGISTERED', version: 1 },
      });
    }
    await client.act('REGISTER', BODIES.REGISTER);
    expect((await client.verify('123456', { key: 'k' })).onboarding?.state).toBe('AADHAAR_PENDING');
  });

  it("is every step of another agent's onboarding", async () => {
    const client = bench.client();
    bench.eko.will(MOBILE_OTP_SENT);
    await client.start();
    const otherAgent = bench.client({ agent: '20810201' });
    otherAgent.id = client.id;
    expect((await otherAgent.verify('123456')).code).toBe('ONBOARDING_NOT_FOUND');
    await expect(otherAgent.read()).rejects.toMatchObject({ code: 'ONBOARDING_NOT_FOUND' });
  });
});
