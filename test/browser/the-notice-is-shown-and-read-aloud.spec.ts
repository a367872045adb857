import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { en } from '../../web/src/texts/en.js';
import { Gateway } from '../support/gateway.js';
import { newMobile } from '../support/people.js';
import { startBrowser, Visitor } from '../support/visitor.js';

let browser: Browser;
let gateway: Gateway;
let visitor: Visitor;
beforeAll(async () => {
  [browser, gateway] = await Promise.all([startBrowser(), Gateway.start()]);
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

describe('the notice of DigiKhata', () => {
  test('is shown in each of its languages, and consent to one is none to another', async () => {
    await visitor.startUntil('AADHAAR_PENDING', 'ppi-digikhata', newMobile());
    const language = visitor.page.getByLabel(en.consent.language);
    const agreed = visitor.page.getByRole('checkbox', { name: en.consent.given });
    const options = await language.getByRole('option').all();
    const tags = await Promise.all(options.map(async (one) => (await one.getAttribute('value')) ?? ''));
    expect(tags).toHaveLength(13);
    const texts = new Set<string>();
    for (const tag of tags) {
      await language.selectOption(tag);
      const notice = visitor.page.locator(`blockquote[lang="${tag}"]`);
      await notice.waitFor();
      texts.add((await notice.textContent()) ?? '');
      expect(await agreed.isChecked()).toBe(false);
      await agreed.check();
    }
    expect(texts.size).toBe(13);
  });

  test('is read aloud by a voice of the device, word for word, and never by a voice of a service', async () => {
    await visitor.close();
    visitor = await Visitor.prepare(browser, gateway);
    // Chromium without a speech service has no voices.
    await visitor.page.addInitScript(`
      const spoken = (window.spoken = []);
      const voices = [
        { lang: 'hi-IN', localService: false, name: 'Hindi of a service' },
        { lang: 'hi-IN', localService: true, name: 'Hindi' },
        { lang: 'bn-IN', localService: false, name: 'Bengali of a service' },
      ];
      window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
      speechSynthesis.getVoices = () => voices;
      speechSynthesis.cancel = () => undefined;
      speechSynthesis.speak = ({ text, voice, lang }) => spoken.push(voice.name + ' ' + lang + ': ' + text);
    `);
    await visitor.visit();
    await visitor.startUntil('AADHAAR_PENDING', 'ppi-digikhata', newMobile());
    const language = visitor.page.getByLabel(en.consent.language);
    await language.selectOption('hi');
    await visitor.click(en.consent.listen);
    const [heard = ''] = await visitor.page.evaluate<string[]>('spoken');
    const read = await visitor.page.locator('blockquote[lang="hi"] p').allTextContents();
    expect(heard).toBe(`Hindi hi-IN: ${read.join('\n')}`);
    await visitor.button(en.consent.stop).waitFor();

    await language.selectOption('bn');
    await visitor.page.getByText(en.consent.noVoice('বাংলা')).waitFor();
    const link = visitor.page.getByRole('link', { name: en.consent.recording });
    expect(await link.getAttribute('rel')).toBe('noreferrer');
  });

  test('that does not arrive can be loaded again, and nobody agrees to it before', async () => {
    await visitor.page.route(
      /\/consent\?language=/,
      (route) => route.fulfill({ status: 404, contentType: 'text/html', body: '<h1>A sign-in page</h1>' }),
      { times: 1 },
    );
    await visitor.startUntil('AADHAAR_PENDING', 'ppi-digikhata', newMobile());
    const agreed = visitor.page.getByRole('checkbox', { name: en.consent.given });
    await visitor.page.getByText(en.consent.failed).waitFor();
    expect(await agreed.isDisabled()).toBe(true);
    await visitor.click(en.consent.retry);
    await agreed.check();
  });
});
