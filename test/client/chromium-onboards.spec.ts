import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { chromium, type Page } from 'playwright-core';
import ts from 'typescript';
import { Gateway } from '../support/gateway.js';
import { AADHAAR, CONSENT, newMobile, PAN, PID, REGISTRATION } from '../support/people.js';
import { PRODUCTS } from '../support/resources.js';
import { SandboxProcess } from '../support/sandbox-process.js';
import { FAULTS, UnreliableProxy } from '../support/unreliable-proxy.js';
import { eventually } from '../support/until.js';

const PAGE = `<!doctype html><title>App</title><script type="module">
  import { OnboardingClient } from '/client/index.js';
  const answers = ${JSON.stringify({
    REGISTER: REGISTRATION,
    SUBMIT_AADHAAR: { aadhaarNumber: AADHAAR, consent: CONSENT },
    SUBMIT_BIOMETRIC: { aadhaarNumber: AADHAAR, pidData: PID, consent: CONSENT },
    SUBMIT_PAN: { pan: PAN },
  })};
  window.onboard = async (baseUrl, product, mobile) => {
    const client = new OnboardingClient({ baseUrl, storage: localStorage });
    try {
      const { state } = await client.walk(await client.start(product, { mobile }), async ({ action }) =>
        action.action === 'VERIFY_OTP' ? { otp: await window.otp(mobile) } : answers[action.action]);
      return state;
    } catch (error) {
      return error.code + ' ' + localStorage.length;
    }
  };
</script>`;
const SOURCES = new URL('../../clients/typescript/src/', import.meta.url);

const sandbox = await SandboxProcess.start();
const gateway = await Gateway.start(sandbox.settings);
const proxy = await UnreliableProxy.before(gateway.url);
const pages = createServer((request, response) => {
  const [, name] = /^\/client\/(\w+)\.js$/.exec(request.url ?? '') ?? [];
  response.setHeader('content-type', name === undefined ? 'text/html' : 'text/javascript');
  response.end(name === undefined ? PAGE : compiled(name));
}).listen(0, 'localhost');
await once(pages, 'listening');
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--disable-background-networking',
    '--disable-sync',
  ],
});
afterAll(async () => {
  await browser.close();
  pages.close();
  await proxy.stop();
  await gateway.stop();
  await sandbox.stop();
});

let page: Page;
beforeEach(async () => {
  proxy.willOnce();
  page = await (await browser.newContext()).newPage();
  await page.exposeFunction('otp', (mobile: string) => sandbox.otp(mobile));
  await opened();
});

function compiled(name: string): string {
  return ts.transpileModule(readFileSync(new URL(`${name}.ts`, SOURCES), 'utf8'), {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
  }).outputText;
}

async function opened(): Promise<void> {
  await page.goto(`http://localhost:${(pages.address() as AddressInfo).port}/`);
  await page.waitForFunction('window.onboard');
}

/** The state that the app in the page comes to, or the code of its error and the number of keys that it kept. */
function onboard(baseUrl: string, product: string, mobile: string): Promise<string> {
  return page.evaluate(`onboard(${JSON.stringify(baseUrl)}, '${product}', '${mobile}')`);
}

async function steps(mobile: string): Promise<readonly string[]> {
  return (await sandbox.callsFor(mobile)).map(({ step }) => step);
}

describe.each(PRODUCTS)('a page on localhost onboards a customer of %s', (product) => {
  test('and takes no step twice over a network that drops, delays and repeats', async () => {
    const straight = newMobile();
    expect(await onboard(gateway.url, product, straight)).toBe('COMPLETED');
    const mobile = newMobile();
    const failing = FAULTS.filter((fault) => fault !== 'silent');
    let count = 0;
    // A preflight carries no step.
    proxy.will(({ method }) => {
      if (method === 'OPTIONS') return undefined;
      return count++ % 2 === 0 ? failing[(count >> 1) % failing.length] : undefined;
    });

    expect(await onboard(proxy.url, product, mobile)).toBe('COMPLETED');

    expect(await steps(mobile)).toEqual(await steps(straight));
  });
});

test('a page that is reloaded while a step is sent continues with the key in localStorage', async () => {
  const mobile = newMobile();
  proxy.will(({ method, path }) =>
    method === 'POST' && path.endsWith('/registration') ? 'silent' : undefined,
  );
  const left = onboard(proxy.url, 'ppi-levin', mobile).catch(() => 'left');
  await eventually('the registration is sent', async () => (await steps(mobile)).includes('register'));
  proxy.willOnce();

  await opened();

  expect(await left).toBe('left');
  expect(await page.evaluate('localStorage.length')).toBe(1);
  expect(await onboard(proxy.url, 'ppi-levin', mobile)).toBe('COMPLETED');
  expect((await steps(mobile)).filter((step) => step === 'register')).toHaveLength(1);
});

test('a page without a network gets NO_ANSWER, keeps its key, and continues with a network', async () => {
  const mobile = newMobile();
  await page.context().setOffline(true);
  expect(await onboard(gateway.url, 'ppi-levin', mobile)).toBe('NO_ANSWER 1');
  await page.context().setOffline(false);

  expect(await onboard(gateway.url, 'ppi-levin', mobile)).toBe('COMPLETED');
});
