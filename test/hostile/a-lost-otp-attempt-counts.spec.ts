import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { onboardingOf, verdictOf } from '../support/client.js';
import * as eko from '../support/eko-replies.js';
import { Gateway, type Settings } from '../support/gateway.js';
import type { Onboarding } from '../support/resources.js';
import { Stage } from '../support/stage.js';
import { bodyOf, type ScriptedAnswer } from '../support/upstream.js';
import { sharedStage } from '../support/set-up.js';

const { upstream, stage } = await sharedStage();

const never: ScriptedAnswer = () => undefined;
const IMPATIENT = { headers: { 'request-timeout': '0.3' } };

/** Verifications of that OTP that Eko has received. */
function verificationsOf(reference: string): number {
  return upstream.requests.filter(
    ({ path, text }) => path.endsWith('/otp/verify') && String(bodyOf({ text })['otp_ref_id']) === reference,
  ).length;
}

/** Verifies the OTP with a client that waits 0.3 s while Eko does not answer, then looks the customer up. */
async function verifyWithoutAnswer(
  onboarding: Onboarding,
  stateAfterLookUp: ScriptedAnswer,
): Promise<Onboarding> {
  upstream.will(never);
  const lost = await stage.act(onboarding, 'VERIFY_OTP', IMPATIENT);
  expect(verdictOf(lost)).toEqual({ status: 504, code: 'OUTCOME_UNKNOWN', state: 'OUTCOME_UNKNOWN' });
  expect(await stage.read(onboarding)).not.toHaveProperty('otp');
  return onboardingOf(await stage.answered(onboarding, 'REFRESH', stateAfterLookUp));
}

describe('a verification whose answer was lost', () => {
  test.each([
    ['dmt-fino', 'EKYC_OTP_PENDING', eko.EKYC_OTP_SENT, '666803844'],
    ['ppi-levin', 'OTP_PENDING', eko.MOBILE_OTP_SENT, 'bW9iaWxl+A=='],
  ] as const)(
    'of %s uses up an attempt, which look-ups do not restore',
    async (product, state, sent, reference) => {
      const before = verificationsOf(reference);
      const onboarding = await stage.at(state, product);
      const left: unknown[] = [];
      for (let tries = 0; tries < 3; tries += 1)
        left.push((await verifyWithoutAnswer(onboarding, sent)).otp?.attemptsLeft);
      expect(left).toEqual([2, 1, 0]);

      const { result, requests } = await upstream.during(() => stage.act(onboarding, 'VERIFY_OTP'));

      expect(verdictOf(result)).toEqual({ status: 429, code: 'OTP_ATTEMPTS_EXHAUSTED', state });
      expect(requests).toHaveLength(0);
      expect(verificationsOf(reference) - before).toBe(3);
    },
  );

  test('keeps the OTP and its reference when the look-up states only that an OTP is pending', async () => {
    const onboarding = await stage.at('EKYC_OTP_PENDING', 'dmt-fino');
    expect(await verifyWithoutAnswer(onboarding, eko.status(327))).toMatchObject({
      state: 'EKYC_OTP_PENDING',
      otp: { attemptsLeft: 2 },
      nextAction: { action: 'VERIFY_OTP' },
    });

    await stage.answered(onboarding, 'VERIFY_OTP', eko.OTP_WRONG);

    expect(bodyOf(upstream.last)).toMatchObject({ otp_ref_id: '666803844', kyc_request_id: '9332126' });
    expect((await stage.read(onboarding)).otp?.attemptsLeft).toBe(1);
  });
});

describe('a reference that Eko sends a second time', () => {
  test('after other states keeps its used attempts', async () => {
    const onboarding = await stage.at('EKYC_OTP_PENDING', 'dmt-fino');
    await stage.answered(onboarding, 'VERIFY_OTP', eko.OTP_WRONG);
    await stage.answered(onboarding, 'REFRESH', eko.EKYC_PENDING);
    await stage.answered(onboarding, 'REFRESH', eko.NOT_REGISTERED);

    const again = onboardingOf(await stage.answered(onboarding, 'REFRESH', eko.EKYC_OTP_SENT));

    expect(again.otp?.attemptsLeft).toBe(2);
  });

  test('after another reference keeps its used attempts, and the other one has separate attempts', async () => {
    const other = eko.reply(2129, { kyc_request_id: '9332127', otp_ref_id: '666803845' });
    const onboarding = await stage.at('EKYC_OTP_PENDING', 'dmt-fino');
    await stage.answered(onboarding, 'VERIFY_OTP', eko.OTP_WRONG);
    await stage.answered(onboarding, 'VERIFY_OTP', eko.OTP_WRONG);

    const seen = onboardingOf(await stage.answered(onboarding, 'REFRESH', other));
    expect(seen.otp?.attemptsLeft).toBe(3);
    const again = onboardingOf(await stage.answered(onboarding, 'REFRESH', eko.EKYC_OTP_SENT));
    expect(again.otp?.attemptsLeft).toBe(1);
  });

  test('in the look-up after a refused verification has one attempt fewer', async () => {
    const onboarding = await stage.at('EKYC_OTP_PENDING', 'dmt-fino');

    const answers = [eko.ALREADY_REGISTERED, eko.EKYC_OTP_SENT] as const;
    const again = onboardingOf(await stage.answered(onboarding, 'VERIFY_OTP', ...answers));

    expect(again.otp?.attemptsLeft).toBe(2);
  });

  test('in the answer to a request for a new OTP has all attempts', async () => {
    const onboarding = await stage.at('EKYC_OTP_PENDING', 'dmt-fino');
    await stage.answered(onboarding, 'VERIFY_OTP', eko.OTP_EXPIRED);

    const renewed = onboardingOf(await stage.answered(onboarding, 'SUBMIT_BIOMETRIC', eko.EKYC_OTP_SENT));

    expect(renewed).toMatchObject({ otp: { attemptsLeft: 3 }, nextAction: { action: 'VERIFY_OTP' } });
  });
});

describe('after a restart', () => {
  const FAILPOINT = new URL('../support/failpoint.mjs', import.meta.url).pathname;
  const directories: string[] = [];
  afterAll(() => {
    for (const directory of directories) rmSync(directory, { recursive: true, force: true });
  });

  function aStore(): Settings {
    const directory = mkdtempSync(join(tmpdir(), 'lost-try-'));
    directories.push(directory);
    return { ...upstream.settings, STORE_PATH: directory };
  }

  async function withGateway<T>(
    settings: Settings,
    work: (there: Stage, one: Gateway) => Promise<T>,
  ): Promise<T> {
    const one = await Gateway.start(settings);
    try {
      return await work(new Stage(one.client, upstream), one);
    } finally {
      if (one.running) await one.stop();
    }
  }

  test.each(['claimed', 'sending', 'replying', 'answered', 'concluding'])(
    'a verification that was killed when %s has used up an attempt',
    async (point) => {
      const store = aStore();
      const preload = { NODE_OPTIONS: `--import ${FAILPOINT}`, FAILPOINT: point };
      const onboarding = await withGateway({ ...store, ...preload }, async (there, dying) => {
        const pending = await there.at('EKYC_OTP_PENDING', 'dmt-fino');
        dying.signal('SIGUSR2');
        await dying.event('failpoint armed');
        upstream.will(eko.OTP_WRONG);
        await there.act(pending, 'VERIFY_OTP').catch(() => undefined);
        await dying.exited();
        return pending;
      });
      upstream.dropScript();

      await withGateway(store, async (there) => {
        const refreshed = await there.answered(onboarding, 'REFRESH', eko.EKYC_OTP_SENT);
        expect(onboardingOf(refreshed)).toMatchObject({
          state: 'EKYC_OTP_PENDING',
          otp: { attemptsLeft: 2 },
        });
      });
    },
  );

  test('a lower OTP_MAX_ATTEMPTS also limits OTPs that were sent before', async () => {
    const store = aStore();
    const onboarding = await withGateway({ ...store, OTP_MAX_ATTEMPTS: '5' }, async (there) => {
      const pending = await there.at('OTP_PENDING', 'ppi-levin');
      await there.answered(pending, 'VERIFY_OTP', eko.OTP_WRONG);
      await there.answered(pending, 'VERIFY_OTP', eko.OTP_WRONG);
      return pending;
    });

    await withGateway({ ...store, OTP_MAX_ATTEMPTS: '2' }, async (there) => {
      expect((await there.read(onboarding)).otp?.attemptsLeft).toBe(0);
      const { result, requests } = await upstream.during(() => there.act(onboarding, 'VERIFY_OTP'));
      expect(requests).toHaveLength(0);
      expect(verdictOf(result).code).toBe('OTP_ATTEMPTS_EXHAUSTED');
    });
    await withGateway({ ...store, OTP_MAX_ATTEMPTS: '3' }, async (there) => {
      expect((await there.read(onboarding)).otp?.attemptsLeft).toBe(1);
    });
  });
});
