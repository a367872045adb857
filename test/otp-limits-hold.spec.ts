import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { onboardingOf, problemOf, verdictOf } from './support/client.js';
import * as eko from './support/eko-replies.js';
import { Gateway, type Settings } from './support/gateway.js';
import { newMobile } from './support/people.js';
import { Stage } from './support/stage.js';
import { sharedStage } from './support/set-up.js';
import { text } from './support/upstream.js';

const { stage, upstream } = await sharedStage();
const gateways: Gateway[] = [];
afterAll(() => Promise.all(gateways.map((gateway) => gateway.kill())));

async function stageWith(settings: Settings): Promise<Stage> {
  const gateway = await Gateway.start({ ...upstream.settings, ...settings });
  gateways.push(gateway);
  return new Stage(gateway.client, upstream);
}

describe('the attempts at one OTP', () => {
  test('are used up by three wrong ones: 429 without a call, and a new OTP is required', async () => {
    const onboarding = await stage.at('OTP_PENDING', 'ppi-levin');
    const left: (number | undefined)[] = [];
    for (let tries = 0; tries < 3; tries++) {
      const wrong = await stage.answered(onboarding, 'VERIFY_OTP', eko.OTP_WRONG);
      expect(verdictOf(wrong)).toEqual({ status: 422, code: 'OTP_INCORRECT', state: 'OTP_PENDING' });
      left.push(problemOf(wrong).onboarding?.otp?.attemptsLeft);
    }
    expect(left).toEqual([2, 1, 0]);

    const { result, requests } = await upstream.during(() => stage.act(onboarding, 'VERIFY_OTP'));

    expect(requests).toHaveLength(0);
    expect(verdictOf(result)).toEqual({ status: 429, code: 'OTP_ATTEMPTS_EXHAUSTED', state: 'OTP_PENDING' });
    expect(problemOf(result).onboarding?.nextAction?.action).toBe('RESEND_OTP');
    const resent = await stage.answered(onboarding, 'RESEND_OTP', eko.MOBILE_OTP_SENT);
    expect(onboardingOf(resent)).toMatchObject({
      otp: { attemptsLeft: 3 },
      nextAction: { action: 'VERIFY_OTP' },
    });
  });

  test.each([
    ['AADHAAR_OTP_PENDING', 'ppi-digikhata', 'SUBMIT_AADHAAR'],
    ['EKYC_OTP_PENDING', 'dmt-fino', 'SUBMIT_BIOMETRIC'],
  ] as const)('at %s of %s, when used up, make %s the next action', async (state, product, action) => {
    const onboarding = await stage.at(state, product);
    for (let tries = 0; tries < 3; tries++) await stage.answered(onboarding, 'VERIFY_OTP', eko.OTP_WRONG);

    const { result } = await upstream.during(() => stage.act(onboarding, 'VERIFY_OTP'));

    expect(verdictOf(result)).toEqual({ status: 429, code: 'OTP_ATTEMPTS_EXHAUSTED', state });
    expect(problemOf(result).onboarding?.nextAction?.action).toBe(action);
  });

  test('are not renewed by a look-up that sends no OTP and returns the same reference', async () => {
    const onboarding = await stage.at('EKYC_OTP_PENDING', 'dmt-fino');
    await stage.answered(onboarding, 'VERIFY_OTP', eko.OTP_WRONG);
    await stage.answered(onboarding, 'VERIFY_OTP', eko.OTP_EXPIRED);

    const refreshed = await stage.answered(onboarding, 'REFRESH', eko.EKYC_OTP_SENT);

    expect(onboardingOf(refreshed)).toMatchObject({
      state: 'EKYC_OTP_PENDING',
      otp: { attemptsLeft: 1 },
      nextAction: { action: 'SUBMIT_BIOMETRIC' },
    });
  });

  test('end when Eko reports the OTP as expired', async () => {
    const onboarding = await stage.at('OTP_PENDING', 'customer-account');
    const expired = await stage.answered(onboarding, 'VERIFY_OTP', eko.OTP_EXPIRED);
    expect(verdictOf(expired)).toEqual({ status: 422, code: 'OTP_EXPIRED', state: 'OTP_PENDING' });

    const { result, requests } = await upstream.during(() => stage.act(onboarding, 'VERIFY_OTP'));

    expect(requests).toHaveLength(0);
    expect(verdictOf(result)).toEqual({ status: 422, code: 'OTP_EXPIRED', state: 'OTP_PENDING' });
    expect(problemOf(result).onboarding?.nextAction?.action).toBe('RESEND_OTP');
  });

  test('are also used up by an unrecognized reply', async () => {
    const onboarding = await stage.at('OTP_PENDING', 'ppi-levin');
    await stage.answered(onboarding, 'VERIFY_OTP', eko.reply(9999, {}));

    expect((await stage.read(onboarding)).otp?.attemptsLeft).toBe(2);
  });
});

describe('the cooldown between the OTPs of one customer', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await stageWith({ OTP_RESEND_COOLDOWN_SECONDS: '3600' });
  });

  test('makes an earlier resend RATE_LIMITED, with Retry-After', async () => {
    const onboarding = await stage.at('OTP_PENDING', 'ppi-digikhata');
    const [resend] = onboarding.alternatives;
    expect(resend).toMatchObject({ action: 'RESEND_OTP', availableAt: onboarding.otp?.resendAvailableAt });
    expect(Date.parse(onboarding.otp?.resendAvailableAt ?? '')).toBeGreaterThan(Date.now());

    const { result, requests } = await upstream.during(() => stage.act(onboarding, 'RESEND_OTP'));

    expect(requests).toHaveLength(0);
    expect(verdictOf(result)).toEqual({ status: 429, code: 'RATE_LIMITED', state: 'OTP_PENDING' });
    const seconds = Number(result.headers.get('retry-after'));
    expect(seconds).toBeGreaterThan(3000);
    expect(seconds).toBeLessThanOrEqual(3600);
  });

  test('makes a start show the current onboarding without a look-up', async () => {
    const mobile = newMobile();
    const onboarding = await stage.at('OTP_PENDING', 'ppi-levin', mobile);

    const { result, requests } = await upstream.during(() => stage.start('ppi-levin', mobile));

    expect(requests).toHaveLength(0);
    expect(result.status).toBe(200);
    expect(onboardingOf(result)).toEqual(onboarding);
  });

  test('does not delay the look-up of a start after which no OTP was sent', async () => {
    const mobile = newMobile();
    await stage.started('dmt-fino', mobile, eko.NOT_REGISTERED);

    expect(verdictOf(await stage.started('dmt-fino', mobile, eko.EKYC_PENDING)).state).toBe(
      'BIOMETRIC_PENDING',
    );
  });
});

describe('the OTPs of one customer', () => {
  let twoAnHour: Stage;
  beforeAll(async () => {
    twoAnHour = await stageWith({ OTP_MAX_SENDS_PER_HOUR: '2' });
  });

  test('are as many as the limit of an hour', async () => {
    const onboarding = await twoAnHour.at('OTP_PENDING', 'ppi-levin');
    expect(verdictOf(await twoAnHour.answered(onboarding, 'RESEND_OTP', eko.MOBILE_OTP_SENT)).status).toBe(
      200,
    );

    const { result } = await upstream.during(() => twoAnHour.act(onboarding, 'RESEND_OTP'));
    expect(verdictOf(result)).toMatchObject({ status: 429, code: 'OTP_SENDS_EXHAUSTED' });
  });

  test('beyond the limit of an hour are OTP_SENDS_EXHAUSTED, including those of look-ups', async () => {
    const stage = twoAnHour;
    const onboarding = await stage.at('OTP_PENDING', 'ppi-levin');
    await stage.answered(onboarding, 'REFRESH', eko.MOBILE_OTP_SENT);

    for (const action of ['RESEND_OTP', 'REFRESH'] as const) {
      const { result, requests } = await upstream.during(() => stage.act(onboarding, action));
      expect(requests).toHaveLength(0);
      expect(verdictOf(result)).toEqual({ status: 429, code: 'OTP_SENDS_EXHAUSTED', state: 'OTP_PENDING' });
      expect(Number(result.headers.get('retry-after'))).toBeGreaterThan(0);
    }
    expect(verdictOf(await stage.answered(onboarding, 'VERIFY_OTP', eko.AADHAAR_PENDING)).status).toBe(200);
  });

  test('count when their answer is lost', async () => {
    const stage = twoAnHour;
    const onboarding = await stage.at('OTP_PENDING', 'ppi-digikhata');
    await stage.answered(onboarding, 'RESEND_OTP', (response) => response.socket?.destroy());

    const { result } = await upstream.during(() => stage.act(onboarding, 'REFRESH'));

    expect(verdictOf(result)).toMatchObject({ status: 429, code: 'OTP_SENDS_EXHAUSTED' });
  });

  test('count when their answer is unrecognized', async () => {
    const stage = twoAnHour;
    const onboarding = await stage.at('OTP_PENDING', 'ppi-digikhata');
    const unclear = await stage.answered(onboarding, 'RESEND_OTP', eko.reply(9999, {}));
    expect(verdictOf(unclear).code).toBe('UPSTREAM_UNRECOGNIZED');

    const { result } = await upstream.during(() => stage.act(onboarding, 'REFRESH'));

    expect(verdictOf(result)).toMatchObject({ status: 429, code: 'OTP_SENDS_EXHAUSTED' });
  });

  test('do not count for a follow-up look-up that Eko refuses', async () => {
    const stage = twoAnHour;
    const mobile = newMobile();
    await stage.at('OTP_PENDING', 'ppi-digikhata', mobile);
    const onboarding = await stage.at('NOT_REGISTERED', 'ppi-levin', mobile);
    await stage.answered(onboarding, 'REGISTER', eko.WALLET_OPENED, text(429, '{}'));

    const refreshed = await stage.answered(onboarding, 'REFRESH', eko.PROFILE);

    expect(verdictOf(refreshed)).toMatchObject({ status: 200, state: 'COMPLETED' });
  });
});
