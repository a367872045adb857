import { chromium, type Browser, type BrowserContextOptions, type Locator, type Page } from 'playwright-core';
import { en } from '../../web/src/texts/en.js';
import type { Gateway } from './gateway.js';
import type { Product } from './resources.js';

/** The ports of RD services; a request to another origin is a fault. */
const RD_SERVICE = /^http:\/\/127\.0\.0\.1:111(0[0-9]|1[0-9]|20)\//;
/** What Chromium itself writes of an answer of 400 or more, or of a port at which nobody listens. */
const FAILED_LOAD = /^Failed to load resource: /;
const PATIENT_MS = 20_000;
const STEPS = { step: en.step, end: en.end, consent: en.consent, fingerprint: en.fingerprint };

/** Starts Debian's Chromium. */
export function startBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--disable-background-networking',
      '--disable-sync',
      '--disable-dev-shm-usage',
    ],
  });
}

/** A person at the page /try, who finds things by their roles and labels. */
export class Visitor {
  /** What must not happen: errors in the console, violations of the policy, requests to other origins. */
  readonly faults: string[] = [];

  private constructor(
    readonly page: Page,
    private readonly gateway: Gateway,
  ) {
    page.on('request', (request) => {
      const url = request.url();
      if (!url.startsWith(`${gateway.url}/`) && !RD_SERVICE.test(url))
        this.faults.push(`a request to ${url}`);
    });
    page.on('console', (message) => {
      const { url } = message.location();
      const ofNetwork = FAILED_LOAD.test(message.text()) && (RD_SERVICE.test(url) || url.includes('/v1/'));
      if (['error', 'warning'].includes(message.type()) && !ofNetwork)
        this.faults.push(`${message.type()}: ${message.text()} (${url})`);
    });
    page.on('pageerror', (error) => this.faults.push(`uncaught: ${error.message}`));
  }

  /** Opens the page in a new context. */
  static async open(
    browser: Browser,
    gateway: Gateway,
    options: BrowserContextOptions = {},
  ): Promise<Visitor> {
    const visitor = await Visitor.prepare(browser, gateway, options);
    await visitor.visit();
    return visitor;
  }

  /** A new context, with the page not loaded yet. */
  static async prepare(
    browser: Browser,
    gateway: Gateway,
    options: BrowserContextOptions = {},
  ): Promise<Visitor> {
    const context = await browser.newContext({ locale: 'en-IN', reducedMotion: 'reduce', ...options });
    context.setDefaultTimeout(PATIENT_MS);
    return new Visitor(await context.newPage(), gateway);
  }

  async visit(): Promise<void> {
    await this.page.goto(`${this.gateway.url}/try`);
    await this.page.getByRole('radio').first().waitFor();
  }

  close(): Promise<void> {
    return this.page.context().close();
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name, ...(typeof name === 'string' && { exact: true }) });
  }

  async click(name: string | RegExp): Promise<void> {
    await this.button(name).first().click();
  }

  heading(name: string): Locator {
    return this.page.getByRole('heading', { name, exact: true });
  }

  /** Chooses the product, types the number, and starts. */
  async start(product: Product, mobile: string): Promise<void> {
    const { name = product } = en.products[product] ?? {};
    await this.page.getByRole('radio', { name }).check();
    await this.page.getByLabel(en.choose.mobile, { exact: true }).fill(mobile);
    await this.click(en.choose.start);
  }

  /** Starts, and takes steps until the onboarding is in this state. */
  async startUntil(state: string, product: Product, mobile: string): Promise<void> {
    await this.start(product, mobile);
    await this.page.locator('main:not([data-state="CHOOSE"])').waitFor();
    while ((await this.state()) !== state) await this.step();
    await this.reached(state);
  }

  /** Waits until the onboarding is in this state. */
  async reached(state: string): Promise<void> {
    await this.page.locator(`main[data-state="${state}"]`).waitFor();
    await this.page.locator('form[aria-busy="true"]').waitFor({ state: 'detached' });
  }

  /** The state on the screen. */
  async state(): Promise<string> {
    return (await this.page.getByRole('main').getAttribute('data-state')) ?? '';
  }

  /** The text of the problem on the screen. */
  async problem(): Promise<string> {
    const note = this.page.getByRole('alert');
    await note.waitFor();
    return (await note.textContent()) ?? '';
  }

  async register(): Promise<void> {
    await this.click(STEPS.step.fill);
    await this.click('Register');
  }

  /** Takes the OTP of the sandbox's SMS and verifies it. */
  async verifyOtp(): Promise<void> {
    await this.click(/^Use [0-9]+$/);
    await this.click('Verify');
  }

  /** Types an OTP and verifies it. */
  async typeOtp(otp: string): Promise<void> {
    await this.page.getByRole('textbox', { name: 'OTP' }).fill(otp);
    await this.click('Verify');
  }

  async agree(): Promise<void> {
    await this.page.getByRole('checkbox', { name: STEPS.consent.given }).check();
  }

  async submitAadhaar(): Promise<void> {
    await this.click(STEPS.step.fill);
    await this.agree();
    await this.click('Send the Aadhaar OTP');
  }

  async capture(): Promise<void> {
    await this.button(new RegExp(`^(${STEPS.fingerprint.capture}|${STEPS.fingerprint.again})$`)).click();
  }

  async submitFingerprint(): Promise<void> {
    await this.click(STEPS.step.fill);
    await this.capture();
    await this.page.getByText(STEPS.fingerprint.captured).waitFor();
    await this.agree();
    await this.click('Submit the fingerprint');
  }

  async submitPan(): Promise<void> {
    await this.click(STEPS.step.fill);
    await this.click('Submit the PAN');
  }

  /** Takes one step, and waits until it has led to another state. */
  async step(): Promise<void> {
    const state = await this.state();
    await this.take(state);
    await this.page.locator(`main[data-state="${state}"]`).waitFor({ state: 'detached' });
  }

  /** Does what a state asks for. */
  async take(state: string): Promise<void> {
    const steps: Readonly<Record<string, () => Promise<void>>> = {
      NOT_REGISTERED: () => this.register(),
      OTP_PENDING: () => this.verifyOtp(),
      AADHAAR_PENDING: () => this.submitAadhaar(),
      AADHAAR_OTP_PENDING: () => this.verifyOtp(),
      BIOMETRIC_PENDING: () => this.submitFingerprint(),
      EKYC_OTP_PENDING: () => this.verifyOtp(),
      PAN_PENDING: () => this.submitPan(),
    };
    await steps[state]?.();
  }

  /** Takes steps until the onboarding is complete; `atEach` is called before each, and at the end. */
  async complete(atEach: (state: string) => Promise<void> = () => Promise.resolve()): Promise<void> {
    await this.page.locator('main:not([data-state="CHOOSE"])').waitFor();
    for (let state = await this.state(); state !== 'COMPLETED'; state = await this.state()) {
      await atEach(state);
      await this.step();
    }
    await this.heading(STEPS.end.COMPLETED).waitFor();
    await atEach('COMPLETED');
  }
}

/** What the simulated Eko did for a customer, in order; refused requests are left out. */
export async function stepsAtEko(gateway: Gateway, mobile: string): Promise<readonly string[]> {
  const { body } = await gateway.client.get('/sandbox/calls');
  const calls = body as readonly { path: string; step: string; refused?: string }[];
  return calls
    .filter(({ path, refused }) => path.includes(mobile) && refused === undefined)
    .map(({ step }) => step);
}

/** Sets how the simulated fingerprint device behaves. */
export async function device(gateway: Gateway, behaviour: string): Promise<void> {
  const { status } = await gateway.client.send('PUT', '/sandbox/rd-service', {
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ behaviour }),
  });
  if (status !== 200) throw new Error(`The device cannot be ${behaviour}: HTTP ${status}`);
}
