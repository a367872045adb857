import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  AADHAAR_PENDING,
  MOBILE_OTP_SENT,
  NOT_REGISTERED,
  OTP_EXPIRED,
  OTP_WRONG,
  PROFILE,
  reply,
  status,
  WALLET_OPENED,
} from '../../../test/support/eko-replies.js';
import { Bench } from './testing/bench.js';
import type { Scripted } from './testing/scripted-eko.js';
import { clientBefore, STEPS, take } from './testing/steps.js';

let bench: Bench;
beforeEach(async () => {
  bench = await Bench.open();
});
afterEach(() => bench.close());

const MOVING = STEPS.filter(({ before, after }) => before !== after);

it.each(MOVING)('$name counts its change of state once', async (step) => {
  const client = await clientBefore(bench, step);
  bench.eko.will(step.reply);
  await take(step, client, { key: 'k' });
  await take(step, client, { key: 'k' });
  const labels = { product: step.product, from: step.before ?? 'NONE', to: step.after };
  expect(await bench.metric('onboarding_transitions_total', labels)).toBe(1);
  expect(await bench.metric('onboarding_transitions_total')).toBe(step.from ? 2 : 1);
  expect(await bench.metric('onboarding_reconciled_total')).toBe(0);
});

describe('no change of state is counted', () => {
  it.each<[string, Scripted]>([
    ['when the state is the same', NOT_REGISTERED],
    ['when nothing was sent', 'not sent'],
    ['when Eko refuses', status(36)],
  ])('%s', async (_what, answer) => {
    const client = bench.client();
    bench.eko.will(NOT_REGISTERED, answer);
    await client.start();
    await client.refresh();
    expect(await bench.metric('onboarding_transitions_total')).toBe(1);
  });
});

describe('a verification of an OTP is counted as', () => {
  it.each<[string, Scripted, string | undefined]>([
    ['accepted', AADHAAR_PENDING, 'accepted'],
    ['incorrect', OTP_WRONG, 'incorrect'],
    ['expired', OTP_EXPIRED, 'expired'],
    ['other: Eko refused it for another reason', status(36), 'other'],
    ['other: the reply was unrecognized', reply(9999), 'other'],
    ['nothing: the reply was lost', 'lost', undefined],
    ['nothing: it was not sent', 'not sent', undefined],
  ])('%s', async (_what, answer, result) => {
    const client = bench.client();
    bench.eko.will(MOBILE_OTP_SENT, answer);
    await client.start();
    await client.verify('123456');
    const labels = { product: 'ppi-levin', purpose: 'MOBILE' };
    const name = 'onboarding_otp_verifications_total';
    expect(await bench.metric(name)).toBe(result === undefined ? 0 : 1);
    if (result !== undefined) expect(await bench.metric(name, { ...labels, result })).toBe(1);
  });

  it('nothing: the step was not a verification', async () => {
    const client = bench.client();
    bench.eko.will(MOBILE_OTP_SENT, AADHAAR_PENDING);
    await client.start();
    await client.refresh();
    expect(await bench.metric('onboarding_otp_verifications_total')).toBe(0);
  });
});

describe('an OTP is counted as sent', () => {
  it.each<[string, readonly Scripted[], number]>([
    ['when Eko confirms it', [MOBILE_OTP_SENT], 1],
    ['when the reply to the look-up that follows confirms it', [WALLET_OPENED, MOBILE_OTP_SENT], 1],
    ['but not when it only may have been sent', ['lost'], 0],
    ['but not when the customer is not registered', [NOT_REGISTERED], 0],
  ])('%s', async (_what, replies, sent) => {
    bench.eko.will(...replies);
    await bench.client().start();
    expect(await bench.metric('onboarding_otps_sent_total')).toBe(sent);
    const labels = { product: 'ppi-levin', purpose: 'MOBILE' };
    expect(await bench.metric('onboarding_otps_sent_total', labels)).toBe(sent);
  });
});

describe('an unknown outcome', () => {
  it.each<[string, readonly Scripted[], string]>([
    ['the call whose reply was lost', ['lost'], 'verifyMobileOtp'],
    ['the look-up that followed it', [WALLET_OPENED, 'lost'], 'lookUp'],
  ])('is counted under %s, ages, and ends when it is reconciled', async (_what, replies, call) => {
    const client = bench.client();
    bench.eko.will(MOBILE_OTP_SENT, ...replies);
    await client.start();
    await client.verify('123456', { key: 'k' });
    const labels = { product: 'ppi-levin', call };
    expect(await bench.metric('onboarding_unknown_outcomes_total', labels)).toBe(1);
    expect(await bench.metric('onboarding_unknown_outcomes_total')).toBe(1);
    expect(await bench.metric('onboarding_unknown_oldest_seconds')).toBe(0);
    await bench.pass(30_000);
    expect(await bench.metric('onboarding_unknown_oldest_seconds')).toBe(30);
    bench.eko.will(PROFILE);
    await client.verify('123456', { key: 'k' });
    expect(await bench.metric('onboarding_unknown_oldest_seconds')).toBe(0);
    expect(await bench.metric('onboarding_reconciled_total', { product: 'ppi-levin' })).toBe(1);
  });

  it('has the age of the oldest one, and still counts while the store cannot be read', async () => {
    const [first, second] = [bench.client(), bench.client({ mobile: '9123456789' })];
    bench.eko.will('lost');
    await first.start();
    await bench.pass(10_000);
    bench.eko.will('lost');
    await second.start();
    await bench.pass(5_000);
    const age = 'onboarding_unknown_oldest_seconds';
    expect(await bench.metric(age)).toBeCloseTo(15, 1);
    bench.store.failing.add('read');
    expect(await bench.metric(age)).toBeCloseTo(15, 1);
    bench.store.failing.clear();
    bench.eko.will(PROFILE);
    await first.refresh();
    expect(await bench.metric(age)).toBeCloseTo(5, 1);
  });

  it('of another process is counted after it was shown, until it is no longer unknown', async () => {
    const client = bench.client();
    bench.eko.will(MOBILE_OTP_SENT, AADHAAR_PENDING);
    await client.start();
    bench.store.failing.add('conclude');
    await client.verify('123456');
    bench.store.failing.clear();
    await bench.pass(20_000);
    expect(await bench.metric('onboarding_unknown_oldest_seconds')).toBe(0);
    expect((await client.read()).state).toBe('OUTCOME_UNKNOWN');
    expect(await bench.metric('onboarding_unknown_oldest_seconds')).toBeCloseTo(20, 1);
    await bench.store.erase(client.id, (await bench.store.read(client.id))?.agent ?? '');
    expect(await bench.metric('onboarding_unknown_oldest_seconds')).toBe(0);
  });
});
