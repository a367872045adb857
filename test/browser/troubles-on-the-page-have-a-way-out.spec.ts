import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { en } from '../../web/src/texts/en.js';
import { Gateway } from '../support/gateway.js';
import { identity, newMobile } from '../support/people.js';
import { eventually } from '../support/until.js';
import { device, startBrowser, stepsAtEko, Visitor } from '../support/visitor.js';

const { problems } = en.fingerprint;

let browser: Browser;
let gateway: Gateway;
let visitor: Visitor;
beforeAll(async () => {
  [browser, gateway] = await Promise.all([
    startBrowser(),
    Gateway.start({ OTP_RESEND_COOLDOWN_SECONDS: '2', EKO_TIMEOUT_MS: '1500' }),
  ]);
});
afterAll(async () => {
  await Promise.all([browser.close(), gateway.stop()]);
});
beforeEach(async () => {
  visitor = await Visitor.open(browser, gateway);
});
afterEach(async () => {
  expect(visitor.faults).toEqual([]);
  await visitor.close();
});

describe('OTPs:', () => {
  test('a wrong one is refused, shows what is left, and the right one continues', async () => {
    await visitor.startUntil('OTP_PENDING', 'ppi-levin', newMobile());
    await visitor.typeOtp('000');
    expect(await visitor.problem()).toContain('OTP');
    expect(await visitor.page.getByRole('main').textContent()).toContain(en.step.attemptsLeft(2));
    await visitor.complete();
  });

  test('with no attempt left a new one is sent', async () => {
    await visitor.startUntil('OTP_PENDING', 'ppi-levin', identity('302'));
    for (const left of [2, 1, 0]) {
      await visitor.typeOtp('123456');
      await visitor.page
        .getByText(left > 0 ? en.step.attemptsLeft(left) : (en.step.headings['RESEND_OTP'] ?? ''), {
          exact: false,
        })
        .first()
        .waitFor();
    }
    await visitor.button(/^Send a new OTP$/).click();
    await visitor.page.getByText(en.step.newOtp).waitFor();
    expect(await visitor.page.getByRole('main').textContent()).toContain(en.step.attemptsLeft(3));
  });

  test('a new one can be requested when the time is over, and the old one is worthless', async () => {
    const mobile = newMobile();
    await visitor.startUntil('OTP_PENDING', 'ppi-levin', mobile);
    const old = await gateway.client.otp('ppi-levin', mobile);
    await visitor.button(/^New OTP possible in 0:0[12]$/).waitFor();
    await visitor.click(/^Send a new OTP$/);
    await visitor.page.getByText(en.step.newOtp).waitFor();
    await visitor.typeOtp(old);
    await visitor.problem();
    await visitor.complete();
  });
});

describe('the fingerprint device:', () => {
  beforeEach(() => visitor.startUntil('BIOMETRIC_PENDING', 'dmt-fino', newMobile()));
  afterEach(() => device(gateway, 'READY'));

  test('each of its faults says what to do, and the next capture continues', async () => {
    const faults = {
      ABSENT: problems.NO_SERVICE,
      NOT_READY: problems.NOT_READY,
      IN_USE: problems.IN_USE,
      TIMED_OUT: problems.NO_FINGER,
      CAPTURE_FAILED: problems.FAILED,
      NOT_INITIALIZED: problems.NOT_INITIALIZED,
      LOW_QUALITY: problems.LOW_QUALITY,
    };
    for (const [behaviour, text] of Object.entries(faults)) {
      await device(gateway, behaviour);
      await visitor.capture();
      await visitor.page.getByText(text).waitFor();
    }
    await device(gateway, 'READY');
    await visitor.complete();
  });

  test('a poor fingerprint can be sent all the same; UIDAI finds no match, and another is captured', async () => {
    await visitor.page.getByLabel(en.fingerprint.simulated.label).selectOption('LOW_QUALITY');
    await visitor.click(en.step.fill);
    await visitor.capture();
    await visitor.click(en.fingerprint.useAnyway);
    await visitor.agree();
    await visitor.click('Submit the fingerprint');
    expect(await visitor.problem()).toContain('fingerprint');
    await visitor.page.getByLabel(en.fingerprint.simulated.label).selectOption('READY');
    await visitor.complete();
  });
});

describe('Eko and UIDAI:', () => {
  test('UIDAI is away: the wait is shown, and the step is taken after it', async () => {
    await visitor.close();
    visitor = await Visitor.prepare(browser, gateway);
    await visitor.page.clock.install();
    await visitor.visit();
    const mobile = identity('150');
    await visitor.startUntil('AADHAAR_PENDING', 'ppi-levin', mobile);
    await visitor.submitAadhaar();
    await visitor.problem();
    await visitor.button(/^Send the Aadhaar OTP \((1:00|0:5[0-9])\)$/).waitFor();
    await visitor.page.clock.fastForward(61_000);
    await visitor.complete();
    expect((await stepsAtEko(gateway, mobile)).filter((step) => step === 'sendAadhaarOtp')).toHaveLength(2);
  });

  test('a customer whom the bank rejects is told so, and nothing can be repeated', async () => {
    await visitor.startUntil('BIOMETRIC_PENDING', 'dmt-fino', identity('135'));
    await visitor.submitFingerprint();
    await visitor.heading(en.end.REJECTED).waitFor();
    await visitor.click(en.step.leave);
    await visitor.button(en.choose.start).waitFor();
  });

  test('a lost answer of Eko is looked up, and the step is not taken twice', async () => {
    const mobile = identity('707');
    await visitor.startUntil('OTP_PENDING', 'ppi-levin', mobile);
    await visitor.verifyOtp();
    await visitor.page.getByText(en.step.reconciled).waitFor();
    expect((await stepsAtEko(gateway, mobile)).filter((step) => step === 'verifyOtp')).toHaveLength(1);
    await visitor.complete();
  });

  test('an outcome that is found by the look-up leads on, and says so', async () => {
    await visitor.start('ppi-levin', identity('400'));
    await visitor.page.getByText(en.step.reconciled).waitFor();
    await visitor.complete();
  });

  test('an outcome that stays unknown is said, and looking up is all that can be done', async () => {
    const mobile = identity('500');
    await visitor.start('ppi-levin', mobile);
    await visitor.reached('OUTCOME_UNKNOWN');
    await visitor.problem();
    const before = (await stepsAtEko(gateway, mobile)).length;
    await visitor.click('Look up');
    await eventually('another look-up', async () => (await stepsAtEko(gateway, mobile)).length > before);
    await visitor.reached('OUTCOME_UNKNOWN');
    expect(new Set(await stepsAtEko(gateway, mobile))).toEqual(new Set(['lookUp']));
  });

  test('a wallet session that ended begins with a new OTP', async () => {
    await visitor.startUntil('AADHAAR_PENDING', 'ppi-levin', identity('463'));
    await visitor.submitAadhaar();
    await visitor.problem();
    await visitor.page.getByRole('main').getByRole('button', { name: 'Look up' }).first().click();
    await visitor.reached('OTP_PENDING');
    await visitor.complete();
  });

  test('a prerequisite is completed first, and leads back', async () => {
    await visitor.start('dmt-fino', identity('363'));
    await visitor.reached('NOT_REGISTERED');
    await visitor.register();
    await visitor.click(en.problem.prerequisiteDo);
    await visitor
      .heading(en.products['customer-account']?.name ?? '')
      .or(visitor.page.getByText(en.products['customer-account']?.name ?? ''))
      .first()
      .waitFor();
    await visitor.complete();
    await visitor.click(/^Back to: /);
    await visitor.page.getByText(en.step.back).waitFor();
    await visitor.complete();
  });
});

describe('the page:', () => {
  test('a limit of the gateway shows the wait, and keeps what was entered', async () => {
    const limited = await Gateway.start({ RATE_LIMIT_PER_MINUTE: '30' });
    const other = await Visitor.open(browser, limited);
    const mobile = newMobile();
    await Promise.all(Array.from({ length: 30 }, () => limited.client.get('/v1/products')));
    await other.start('ppi-levin', mobile);
    expect(await other.problem()).toMatch(/Possible again in [01]:[0-9]{2}/);
    expect(await other.page.getByLabel(en.choose.mobile, { exact: true }).inputValue()).toBe(mobile);
    await other.close();
    await limited.stop();
  });

  test('on a slow network it says that it sends, and takes a step once', async () => {
    const session = await visitor.page.context().newCDPSession(visitor.page);
    await session.send('Network.enable');
    await session.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: 800,
      downloadThroughput: 20_000,
      uploadThroughput: 20_000,
    });
    const mobile = newMobile();
    await visitor.start('ppi-levin', mobile);
    await visitor.reached('NOT_REGISTERED');
    await visitor.click(en.step.fill);
    await visitor.button('Register').dblclick();
    await visitor.button(en.step.sending).waitFor();
    await visitor.reached('OTP_PENDING');
    expect(await stepsAtEko(gateway, mobile)).toEqual(['lookUp', 'register']);
  });

  test('without a network it says so, and continues with one', async () => {
    const mobile = newMobile();
    await visitor.startUntil('OTP_PENDING', 'ppi-levin', mobile);
    await visitor.page.context().setOffline(true);
    await visitor.verifyOtp();
    await visitor.page.getByText(/^Attempt [2-9], with the same key…$/).waitFor();
    await visitor.page.context().setOffline(false);
    await visitor.reached('AADHAAR_PENDING');
    visitor.faults.splice(0);
  });
});
