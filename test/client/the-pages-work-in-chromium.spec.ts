import { afterAll, afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { chromium, type Page, type Request } from 'playwright-core';
import { Gateway } from '../support/gateway.js';

// Swagger UI draws every route at once: on a busy machine that takes long.
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
beforeEach(async () => {
  page = await browser.newPage();
  page.setDefaultTimeout(100_000);
  requests = [];
  page.on('request', (request) => requests.push(request));
  await page.addInitScript(`window.refused = [];
    addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) =>
      window.refused.push(effectiveDirective + ' ' + blockedURI));`);
});
afterEach(() => page.close());

/** Neither a request to another host, nor anything that the page's own policy refuses. */
async function expectContained(): Promise<void> {
  const hosts = requests.map((request) => request.url()).filter((url) => !url.startsWith('data:'));
  expect(hosts.filter((url) => !url.startsWith(`${gateway.url}/`))).toEqual([]);
  expect(await page.evaluate('window.refused')).toEqual([]);
}

describe('the documentation', () => {
  test('starts an onboarding twice, with a new key each time, and calls no other host', async () => {
    await page.goto(`${gateway.url}/docs`);
    const operation = page.locator('#operations-Onboarding-startOnboarding');
    await operation.locator('.opblock-summary').click();
    const statuses: number[] = [];
    for (let tries = 0; tries < 2; tries += 1) {
      const answer = page.waitForResponse((response) => response.request().method() === 'POST');
      await operation.getByRole('button', { name: 'Execute' }).click();
      statuses.push((await answer).status());
    }

    expect(statuses).toEqual([201, 200]);
    const keys = requests
      .filter((request) => request.method() === 'POST')
      .map((request) => request.headers()['idempotency-key']);
    expect(new Set(keys).size).toBe(2);
    await expectContained();
  });

  test('sends a key that a person has typed as it is', async () => {
    await page.goto(`${gateway.url}/docs`);
    const operation = page.locator('#operations-Onboarding-startOnboarding');
    await operation.locator('.opblock-summary').click();
    await operation.locator('tr[data-param-name="Idempotency-Key"] input').fill('a-key-of-mine');
    const request = page.waitForRequest((one) => one.method() === 'POST');
    await operation.getByRole('button', { name: 'Execute' }).click();

    expect((await request).headers()['idempotency-key']).toBe('a-key-of-mine');
  });

  test('shows onboarding first and health last', async () => {
    await page.goto(`${gateway.url}/docs`);
    await page.locator('.opblock-tag').first().waitFor();

    const tags = page.locator('.opblock-tag');
    const names = Array.from({ length: await tags.count() }, (_, index) =>
      tags.nth(index).getAttribute('data-tag'),
    );
    expect(await Promise.all(names)).toEqual(['Onboarding', 'Consent', 'Products', 'Health']);
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
