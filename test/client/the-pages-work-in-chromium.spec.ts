import { afterAll, afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { chromium, type Locator, type Page, type Request } from 'playwright-core';
import { Gateway } from '../support/gateway.js';
import { eventually } from '../support/until.js';

// The reference draws every route at once: on a busy machine that takes long.
jest.setTimeout(120_000);
const gateway = await Gateway.start({ DOCS_ENABLED: '' });
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking'],
});
afterAll(async () => {
  await browser.close();
  await gateway.stop();
});

let page: Page;
let requests: Request[];
let errors: string[];
beforeEach(async () => {
  page = await browser.newPage();
  page.setDefaultTimeout(100_000);
  requests = [];
  page.on('request', (request) => requests.push(request));
  errors = [];
  page.on('pageerror', ({ message }) => errors.push(message));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  await page.addInitScript(`window.refused = [];
    addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) =>
      window.refused.push(effectiveDirective + ' ' + blockedURI));`);
});
afterEach(() => page.close());

/** Neither a request to another host, nor an error, nor anything that the page's own policy refuses. */
async function expectContained(): Promise<void> {
  const hosts = requests.map((request) => request.url()).filter((url) => !url.startsWith('data:'));
  expect(hosts.filter((url) => !url.startsWith(`${gateway.url}/`))).toEqual([]);
  expect(await page.evaluate('window.refused')).toEqual([]);
  expect(errors).toEqual([]);
}

/** Opens the reference, and in it the form that sends a start. */
async function openStart(): Promise<Locator> {
  await page.goto(`${gateway.url}/docs`);
  await page
    .getByRole('button', { name: /^Test Request/ })
    .first()
    .click();
  const form = page.getByRole('dialog');
  await form.getByText('Idempotency-Key').waitFor();
  return form;
}

async function statusAfterSend(form: Locator): Promise<number> {
  const answer = page.waitForResponse((response) => response.request().method() === 'POST');
  await form.getByRole('button', { name: 'Send' }).last().click();
  return (await answer).status();
}

function keysSent(): readonly (string | undefined)[] {
  return requests
    .filter((request) => request.method() === 'POST')
    .map((request) => request.headers()['idempotency-key']);
}

describe('the reference', () => {
  test('starts an onboarding twice, with a new key each time, and calls no other host', async () => {
    const form = await openStart();

    expect(await statusAfterSend(form)).toBe(201);
    await form.getByText('201 Created').waitFor();
    expect(await statusAfterSend(form)).toBe(200);
    expect(new Set(keysSent()).size).toBe(2);
    await expectContained();
  });

  test('sends a key that a person has typed as it is', async () => {
    const form = await openStart();
    const row = form.getByRole('row').filter({ hasText: 'Idempotency-Key' });
    await row.locator('.cm-content').last().click();
    await page.keyboard.press('Control+A');
    await page.keyboard.type('a-key-of-mine');

    // The form takes what was typed a moment later.
    await eventually('the typed key', async () => {
      await statusAfterSend(form);
      return keysSent().at(-1) === 'a-key-of-mine';
    });
  });

  test('shows onboarding first and health last, and the products by their names', async () => {
    await page.goto(`${gateway.url}/docs`);
    await page
      .getByRole('button', { name: /^Test Request/ })
      .first()
      .waitFor();
    const titles = await page.getByRole('heading', { level: 2 }).allTextContents();

    expect(titles.map((title) => title.replace(/Copy link|\(Collapsed\)/g, '').trim())).toEqual([
      'A journey',
      'Customer account',
      'Fino',
      'DigiKhata',
      'Levin',
      'Keys and repetition',
      'Problems',
      'What an app does not keep',
      'Authentication',
      'Onboarding, all products',
      'DigiKhata: consent',
      'Products',
      'Health',
      'Models',
    ]);
  });

  test.each([
    ['light', 'rgb(255, 255, 255)'],
    ['dark', 'rgb(15, 15, 15)'],
  ] as const)('fits 360 pixels in a %s theme', async (colorScheme, color) => {
    await page.setViewportSize({ width: 360, height: 720 });
    await page.emulateMedia({ colorScheme });
    await page.goto(`${gateway.url}/docs`);
    await page
      .getByRole('button', { name: /^Test Request/ })
      .first()
      .waitFor();

    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe(color);
    await expectContained();
  });
});

describe('at a width of 360 pixels and in a dark theme', () => {
  test.each(['/', '/problems', '/problems/otp-incorrect'])(
    '%s fits, has its style, and loads nothing',
    async (path) => {
      await page.setViewportSize({ width: 360, height: 720 });
      await page.emulateMedia({ colorScheme: 'dark' });
      await page.goto(`${gateway.url}${path}`);

      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
      expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(22, 22, 22)');
      await expectContained();
    },
  );
});
