import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { en } from '../../web/src/texts/en.js';
import { Gateway } from '../support/gateway.js';
import { faultsOf, unseenFocus } from '../support/page-checks.js';
import { identity, newMobile } from '../support/people.js';
import type { Product } from '../support/resources.js';
import { device, startBrowser, Visitor } from '../support/visitor.js';

const PATIENT_MS = 120_000;

let browser: Browser;
let gateway: Gateway;
beforeAll(async () => {
  [browser, gateway] = await Promise.all([
    startBrowser(),
    Gateway.start({ OTP_RESEND_COOLDOWN_SECONDS: '30' }),
  ]);
});
afterAll(async () => {
  await Promise.all([browser.close(), gateway.stop()]);
});

/** The states of one visit, each checked when `look` is called. */
async function looking(
  visit: (visitor: Visitor, look: (name: string) => Promise<void>) => Promise<void>,
): Promise<void> {
  const visitor = await Visitor.open(browser, gateway);
  const faults: string[] = [];
  await visit(visitor, async (name) => {
    faults.push(...(await faultsOf(visitor.page, name)));
  });
  expect(faults).toEqual([]);
  expect(visitor.faults).toEqual([]);
  await visitor.close();
}

test('the choice of a customer', () => looking((_visitor, look) => look('choose')), PATIENT_MS);

test.each(['ppi-levin', 'ppi-digikhata', 'dmt-fino'] as const)(
  'every state of %s',
  (product) =>
    looking(async (visitor, look) => {
      await visitor.start(product, newMobile());
      await visitor.complete((state) => look(`${product}-${state}`));
    }),
  PATIENT_MS,
);

test(
  'errors at fields, an open panel, and the question before erasing',
  () =>
    looking(async (visitor, look) => {
      await visitor.start('ppi-levin', newMobile());
      await visitor.reached('NOT_REGISTERED');
      await visitor.click('Register');
      await look('fields-missing');
      await visitor.click(en.step.erase);
      await look('erase');
    }),
  PATIENT_MS,
);

const REFUSALS: readonly (readonly [name: string, product: Product, code: string, state: string])[] = [
  ['registration-fields-refused', 'ppi-levin', '661', 'NOT_REGISTERED'],
  ['limit-exhausted', 'ppi-levin', '945', 'NOT_REGISTERED'],
  ['account-required', 'dmt-fino', '363', 'NOT_REGISTERED'],
  ['otp-wrong', 'ppi-levin', '302', 'OTP_PENDING'],
  ['aadhaar-refused', 'ppi-levin', '138', 'AADHAAR_PENDING'],
  ['uidai-away', 'ppi-levin', '150', 'AADHAAR_PENDING'],
  ['rejected', 'dmt-fino', '135', 'BIOMETRIC_PENDING'],
];

test(
  'refusals and waits',
  () =>
    looking(async (visitor, look) => {
      for (const [name, product, code, state] of REFUSALS) {
        await visitor.startUntil(state, product, identity(code));
        await visitor.take(state);
        await visitor.page.getByRole('alert').or(visitor.heading(en.end.REJECTED)).first().waitFor();
        await look(name);
        await visitor.page.getByRole('button', { name: en.step.leave }).first().click();
      }
      await visitor.start('ppi-levin', identity('500'));
      await visitor.reached('OUTCOME_UNKNOWN');
      await look('outcome-unknown');
    }),
  PATIENT_MS,
);

test(
  'a device that is missing, and a poor fingerprint',
  () =>
    looking(async (visitor, look) => {
      await visitor.start('dmt-fino', identity('134'));
      await visitor.reached('BIOMETRIC_PENDING');
      await device(gateway, 'ABSENT');
      await visitor.capture();
      await visitor.page.getByText(en.fingerprint.problems.NO_SERVICE).waitFor();
      await look('device-missing');
      await device(gateway, 'LOW_QUALITY');
      await visitor.capture();
      await visitor.button(en.fingerprint.useAnyway).waitFor();
      await look('fingerprint-poor');
      await device(gateway, 'READY');
    }),
  PATIENT_MS,
);

test(
  'the focus is seen at every stop of the Tab key',
  async () => {
    const visitor = await Visitor.open(browser, gateway);
    expect(await unseenFocus(visitor.page)).toEqual([]);
    await visitor.start('ppi-levin', newMobile());
    await visitor.reached('NOT_REGISTERED');
    expect(await unseenFocus(visitor.page)).toEqual([]);
    await visitor.close();
  },
  PATIENT_MS,
);

test('nothing moves for a person who wants less motion', async () => {
  const visitor = await Visitor.open(browser, gateway);
  await visitor.start('ppi-levin', newMobile());
  await visitor.reached('NOT_REGISTERED');
  await visitor.click(en.step.fill);
  await visitor.click('Register');
  expect(await visitor.page.evaluate('document.getAnimations().length')).toBe(0);
  await visitor.close();
});

test('an error of the page is said, with a way to load it anew', async () => {
  const visitor = await Visitor.open(browser, gateway);
  await visitor.page.route('**/onboardings', async (route) => {
    const response = await route.fetch();
    const body = (await response.json()) as object;
    await route.fulfill({ response, json: { ...body, steps: [null] } });
  });
  await visitor.start('ppi-levin', newMobile());
  await visitor.page.getByText(en.page.broken).waitFor();
  await visitor.button(en.page.reload).waitFor();
  await visitor.close();
});

test('a script that does not arrive leaves no blank page', async () => {
  const visitor = await Visitor.prepare(browser, gateway);
  await visitor.page.route('**/assets/*.js', (route) => route.abort());
  await visitor.page.goto(`${gateway.url}/try`);
  await visitor.page.getByText('The page is loading.').waitFor();
  await visitor.close();
});
