import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  AADHAAR_PENDING,
  EKYC_OTP_SENT,
  EKYC_PENDING,
  MOBILE_OTP_SENT,
  NOT_REGISTERED,
  PROFILE,
  reply,
  status,
} from '../../../test/support/eko-replies.js';
import { BODIES } from '../../../test/support/people.js';
import { Bench } from './testing/bench.js';
import type { BenchClient, Seen } from './testing/bench-client.js';
import type { Scripted } from './testing/scripted-eko.js';
import { clientBefore, STEPS, take, type Step } from './testing/steps.js';

/** A claim is abandoned five seconds after the default EKO_TIMEOUT_MS. */
const LEASE_MS = 15_000;

let bench: Bench;
beforeEach(async () => {
  bench = await Bench.open();
});
afterEach(() => bench.close());

/** The methods of the requests to Eko, without the first `from`. */
const methods = (from: number): string[] => bench.eko.requests.slice(from).map(({ method }) => method);

/** Takes the step in a process that dies before it can store the result. */
async function dieAfter(step: Step, client: BenchClient): Promise<Seen> {
  bench.store.failing.add('conclude');
  bench.eko.will(step.reply);
  const seen = await take(step, client, { key: 'k' });
  bench.store.failing.clear();
  return seen;
}

describe.each(STEPS)('$name, whose process died before it stored the result,', (step) => {
  it('blocks the onboarding until its claim expires, and its outcome is then unknown', async () => {
    const client = await clientBefore(bench, step);
    const from = bench.eko.requests.length;
    expect(await dieAfter(step, client)).toMatchObject({ status: 503, code: 'STORE_UNAVAILABLE' });
    await bench.pass(LEASE_MS - 10);
    expect((await take(step, client, { key: 'k' })).code).toBe('STEP_IN_PROGRESS');
    await bench.pass(10);
    if (step.from) {
      expect((await client.read()).state).toBe('OUTCOME_UNKNOWN');
      expect(await client.act('SUBMIT_PAN', BODIES.SUBMIT_PAN)).toMatchObject({
        code: 'STEP_NOT_ALLOWED',
        onboarding: { state: 'OUTCOME_UNKNOWN' },
      });
    }
    bench.eko.will(PROFILE);
    const reconciled = await take(step, client, { key: 'k' });
    expect(reconciled).toMatchObject({
      status: step.from ? 200 : 201,
      onboarding: { state: 'COMPLETED', reconciled: true },
    });
    expect(methods(from).slice(1)).toEqual(['GET']);
    expect(bench.audit.lines.at(-1)?.['before']).toBe(step.from && 'OUTCOME_UNKNOWN');
  });

  it('is reconciled by a refresh or a start with another key', async () => {
    const client = await clientBefore(bench, step);
    await dieAfter(step, client);
    await bench.pass(LEASE_MS);
    bench.eko.will(PROFILE);
    const seen = await client.start();
    expect(seen).toMatchObject({ status: step.from ? 200 : 201, onboarding: { state: 'COMPLETED' } });
    expect(seen.onboarding?.reconciled).toBeUndefined();
    expect((await take(step, client, { key: 'k' })).onboarding).toEqual({
      ...seen.onboarding,
      reconciled: true,
    });
  });
});

describe('while the customer state is unknown', () => {
  it('a refused look-up does not change that, and the key sends nothing', async () => {
    bench = await bench.reopen({ OTP_MAX_SENDS_PER_HOUR: '1' });
    const client = bench.client();
    bench.eko.will(NOT_REGISTERED, 'lost');
    await client.start();
    await client.act('REGISTER', BODIES.REGISTER, { key: 'k' });
    for (let times = 0; times < 2; times++) {
      const refused = await client.act('REGISTER', BODIES.REGISTER, { key: 'k' });
      expect(refused).toMatchObject({
        code: 'OTP_SENDS_EXHAUSTED',
        onboarding: { state: 'OUTCOME_UNKNOWN' },
      });
    }
    await bench.pass(3_600_000);
    bench.eko.will(MOBILE_OTP_SENT);
    const reconciled = await client.act('REGISTER', BODIES.REGISTER, { key: 'k' });
    expect(reconciled.onboarding).toMatchObject({ state: 'OTP_PENDING', reconciled: true });
    expect(methods(0)).toEqual(['GET', 'POST', 'GET']);
  });

  it('a refused look-up of an abandoned step does not change that', async () => {
    const client = bench.client();
    bench.eko.will(MOBILE_OTP_SENT);
    await client.start();
    bench.store.failing.add('conclude');
    bench.eko.will(AADHAAR_PENDING);
    await client.verify('123456');
    bench.store.failing.clear();
    await bench.pass(LEASE_MS);
    bench.audit.refuses = () => true;
    // The first request breaks the stream, the second is refused because of it.
    bench.eko.will('not sent');
    await client.refresh();
    expect((await client.refresh()).code).toBe('STORE_UNAVAILABLE');
    bench.audit.refuses = () => false;
    await bench.recordable();
    expect(await client.read()).toMatchObject({
      state: 'OUTCOME_UNKNOWN',
      nextAction: { action: 'REFRESH' },
    });
    expect((await client.verify('123456')).code).toBe('STEP_NOT_ALLOWED');
  });

  it('an OTP that may have been verified has one attempt less', async () => {
    const client = bench.client({ product: 'dmt-fino' });
    bench.eko.will(EKYC_PENDING, EKYC_OTP_SENT, 'lost', status(327));
    await client.start();
    const sent = await client.act('SUBMIT_BIOMETRIC', BODIES.SUBMIT_BIOMETRIC);
    expect(sent.onboarding?.otp?.attemptsLeft).toBe(3);
    await client.verify('123456');
    expect((await client.refresh()).onboarding).toMatchObject({
      state: 'EKYC_OTP_PENDING',
      otp: { attemptsLeft: 2 },
    });
    bench.store.failing.add('conclude');
    bench.eko.will(reply(2132));
    await client.verify('123457', { key: 'k' });
    bench.store.failing.clear();
    await bench.pass(LEASE_MS);
    bench.eko.will(status(327));
    expect((await client.refresh()).onboarding?.otp?.attemptsLeft).toBe(1);
  });
});

describe('a step whose process stopped until another step took over its claim', () => {
  it('stores nothing, and its client gets OUTCOME_UNKNOWN', async () => {
    const client = bench.client();
    let answer: (scripted: Scripted) => void = () => undefined;
    bench.eko.will(MOBILE_OTP_SENT, new Promise<Scripted>((resolve) => (answer = resolve)), PROFILE);
    await client.start();
    const stopped = client.verify('123456');
    await bench.pass(1);
    bench.freeze(LEASE_MS);
    const reconciled = await client.refresh();
    answer(AADHAAR_PENDING);
    expect((await stopped).code).toBe('OUTCOME_UNKNOWN');
    expect(await client.read()).toEqual(reconciled.onboarding);
  });
});
