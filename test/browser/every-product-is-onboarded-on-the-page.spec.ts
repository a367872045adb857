import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { Gateway } from '../support/gateway.js';
import { newMobile } from '../support/people.js';
import { PRODUCTS } from '../support/resources.js';
import { startBrowser, stepsAtEko, Visitor } from '../support/visitor.js';

let browser: Browser;
let gateway: Gateway;
beforeAll(async () => {
  [browser, gateway] = await Promise.all([startBrowser(), Gateway.start()]);
});
afterAll(async () => {
  await Promise.all([browser.close(), gateway.stop()]);
});

test.each(PRODUCTS)('a visitor onboards a customer of %s', async (product) => {
  const visitor = await Visitor.open(browser, gateway);

  await visitor.start(product, newMobile());
  await visitor.complete();

  expect(visitor.faults).toEqual([]);
  await visitor.close();
});

test('the block of the device is sent unchanged, byte for byte', async () => {
  const visitor = await Visitor.open(browser, gateway);
  const answers: string[] = [];
  visitor.page.on('response', (response) => {
    if (response.request().method() === 'CAPTURE') void response.text().then((text) => answers.push(text));
  });
  const sent = visitor.page.waitForRequest((request) => request.url().endsWith('/biometric'));

  await visitor.start('dmt-fino', newMobile());
  await visitor.complete();

  const { pidData } = (await sent).postDataJSON() as { readonly pidData: string };
  expect(pidData).toContain('\r\n');
  expect(answers).toEqual([pidData]);
  await visitor.close();
});

test('a reload in the middle continues, and drops nothing but what was typed', async () => {
  const visitor = await Visitor.open(browser, gateway);
  const mobile = newMobile();
  await visitor.start('ppi-levin', mobile);
  await visitor.reached('NOT_REGISTERED');
  await visitor.register();
  await visitor.reached('OTP_PENDING');

  await visitor.page.reload();

  await visitor.reached('OTP_PENDING');
  await visitor.complete();
  const steps = await stepsAtEko(gateway, mobile);
  expect(steps.filter((step) => step === 'register')).toHaveLength(1);
  expect(visitor.faults).toEqual([]);
  await visitor.close();
});

test.each(['**/registration', '**/otp/verification', '**/aadhaar', '**/pan'])(
  'an answer that is lost after the gateway got the request is asked for again, and the step is done once: %s',
  async (path) => {
    const visitor = await Visitor.open(browser, gateway);
    const mobile = newMobile();
    let dropped = 0;
    await visitor.page.route(path, async (route) => {
      if (dropped > 0) return route.fallback();
      dropped += 1;
      await route.fetch();
      return route.abort('connectionreset');
    });

    await visitor.start('ppi-levin', mobile);
    await visitor.complete();

    expect(dropped).toBe(1);
    expect(await stepsAtEko(gateway, mobile)).toEqual([
      'lookUp',
      'register',
      'verifyOtp',
      'sendAadhaarOtp',
      'verifyOtp',
      'submitPan',
    ]);
    await visitor.close();
  },
);
