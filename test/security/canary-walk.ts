import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import { onboardingOf, type Reply } from '../support/client.js';
import { Collector } from '../support/collector.js';
import { Gateway, type LogLine, type Settings } from '../support/gateway.js';
import { ROUTES } from '../support/people.js';
import { PRODUCTS, type Onboarding } from '../support/resources.js';
import { AADHAARS, CREDENTIALS, found, MOBILES, NAMES, PANS, personOf } from './canaries.js';
import { bearing, KeySetFile, SigningKey } from './issuer.js';

const INITIATOR = '9962981729';
const CRASH = {
  NODE_OPTIONS: `--import=${new URL('crash.mjs', import.meta.url).href}`,
  CRASH_TEXT: [AADHAARS[0], PANS[0], NAMES[0], MOBILES[0], CREDENTIALS.EKO_ACCESS_KEY].join(' '),
};

/** The uncaught errors that crash.mjs throws, by name. */
const CRASHES = ['error', 'rejection', 'rejection with a text'] as const;

/** Where the gateway keeps its state during the walk. */
export interface SearchedStore {
  /** A directory of this walk only. */
  readonly directory: string;
  readonly settings: Settings;
  /** The stored data, as bytes in latin1, in parts. */
  contents(): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** All journeys, with errors and crashes, with people and credentials that occur nowhere else. */
export class CanaryWalk {
  readonly otps: string[] = [];
  readonly answers: Reply[] = [];
  /** The log lines of each crash. */
  readonly crashes: LogLine[] = [];
  output = '';
  metrics = '';
  traces = '';
  /** The status of the erasure of an onboarding after its journey. */
  readonly erasures: Reply[] = [];
  private readonly walked: Onboarding[] = [];
  private token = '';
  private readonly closes: (() => unknown)[] = [];

  constructor(private readonly store: SearchedStore) {}

  async run(): Promise<void> {
    const key = await SigningKey.make('first');
    const keySet = new KeySetFile(key);
    this.token = await key.token('20810200');
    const { EKO_DEVELOPER_KEY: developerKey, EKO_ACCESS_KEY: accessKey } = CREDENTIALS;
    const sandbox = await startSandbox({
      developerKey,
      accessKey,
      initiatorId: INITIATOR,
      log: () => undefined,
    });
    const collector = await Collector.start();
    this.closes.push(
      () => sandbox.close(),
      () => collector.stop(),
      () => {
        keySet.remove();
      },
    );
    const settings = {
      EKO_BASE_URL: sandbox.url,
      EKO_INITIATOR_ID: INITIATOR,
      ...keySet.settings,
      ...collector.settings,
      ...CREDENTIALS,
      ...this.store.settings,
      AUDIT_FILE: join(this.store.directory, 'audit.jsonl'),
      LOG_LEVEL: 'trace',
    };
    const [first, ...others] = CRASHES;
    await this.walk(await this.gateway({ ...settings, ...CRASH, CRASH_AS: first }), sandbox);
    await this.lookAround(await this.gateway(settings));
    for (const way of others) await this.crash(await this.gateway({ ...settings, ...CRASH, CRASH_AS: way }));
    this.traces = collector.received.toString('latin1');
  }

  audit(): string {
    return readFileSync(join(this.store.directory, 'audit.jsonl'), 'utf8');
  }

  async close(): Promise<void> {
    for (const close of this.closes.splice(0).reverse()) await close();
  }

  searched(content: string): readonly string[] {
    return found(content, this.token);
  }

  /** Six digits occur by chance: an OTP is searched as a whole number, and only in text. */
  searchedForOtps(content: string): readonly string[] {
    return this.otps.filter((otp) => new RegExp(`(?<![0-9A-Za-z_-])${otp}(?![0-9A-Za-z_-])`).test(content));
  }

  private async gateway(settings: Settings): Promise<Gateway> {
    const gateway = await Gateway.start(settings);
    this.closes.push(() => gateway.stop());
    return gateway;
  }

  /** All journeys with their mistakes; then the process crashes. */
  private async walk(gateway: Gateway, sandbox: Sandbox): Promise<void> {
    for (const [index, product] of PRODUCTS.entries()) {
      const headers = bearing(this.token);
      let onboarding = onboardingOf(await gateway.client.start(product, MOBILES[index] ?? '', { headers }));
      while (onboarding.nextAction) onboarding = await this.step(gateway, sandbox, onboarding, index);
      expect(onboarding.state).toBe('COMPLETED');
      this.walked.push(onboarding);
      await this.mistakes(gateway, onboarding, index);
    }
    this.metrics = await (await fetch(gateway.metricsUrl)).text();
    await this.crash(gateway);
  }

  /** The next process on the same store. */
  private async lookAround(gateway: Gateway): Promise<void> {
    for (const mobile of MOBILES)
      this.answers.push(await gateway.client.start('dmt-fino', mobile, { headers: bearing(this.token) }));
    // The others are kept, so that the search of the store has data.
    for (const { product, id } of this.walked.slice(2))
      this.erasures.push(
        await gateway.client.delete(`/v1/${product}/onboardings/${id}`, bearing(this.token)),
      );
    this.metrics += await (await fetch(gateway.metricsUrl)).text();
    await gateway.stop();
    this.output += gateway.output;
  }

  /** The process ends while steps run. */
  private async crash(gateway: Gateway): Promise<void> {
    const dying = MOBILES.map((mobile) =>
      gateway.client.start('ppi-levin', mobile, { headers: bearing(this.token) }).catch(() => undefined),
    );
    gateway.signal('SIGUSR2');
    await Promise.all(dying);
    expect(await gateway.exited()).toBe(1);
    this.crashes.push(...gateway.log.filter(({ event }) => event === 'crashed'));
    this.output += gateway.output;
  }

  private async step(
    gateway: Gateway,
    sandbox: Sandbox,
    { nextAction }: Onboarding,
    index: number,
  ): Promise<Onboarding> {
    if (!nextAction) throw new Error('there is no next action');
    const headers = bearing(this.token);
    const person = personOf(index);
    const body: Record<string, unknown> = {};
    for (const { name } of nextAction.fields) {
      const [member = ''] = name.split('.');
      body[member] = person[member];
    }
    if ('otp' in body) {
      body['otp'] = sandbox.outbox().find(({ mobile }) => mobile === MOBILES[index])?.otp;
      this.otps.push(String(body['otp']));
      this.answers.push(await gateway.client.post(nextAction.href, { otp: '90817263' }, { headers }));
    }
    const reply = await gateway.client.post(nextAction.href, body, { headers });
    this.answers.push(reply);
    return onboardingOf(reply);
  }

  private async mistakes({ client }: Gateway, { product, id }: Onboarding, index: number): Promise<void> {
    const headers = bearing(this.token);
    const base = `/v1/${product}/onboardings`;
    const [person, mobile, pan] = [personOf(index), MOBILES[index] ?? '', PANS[index] ?? ''];
    const [name, aadhaar] = [NAMES[index] ?? '', AADHAARS[index] ?? ''];
    for (const route of Object.values(ROUTES)) {
      this.answers.push(await client.post(`${base}/${id}/${route}`, person, { headers }));
      this.answers.push(await client.post(`${base}/${mobile}/${route}`, { pan }, { headers }));
    }
    this.answers.push(await client.get(`${base}/${name}?aadhaar=${aadhaar}`, headers));
    this.answers.push(await client.delete(`${base}/${mobile}`, headers));
    this.answers.push(await client.get(`/${aadhaar}/${pan}`, headers));
    this.answers.push(await client.get(base, bearing(`${this.token}x`)));
    this.answers.push(await client.post(base, `{"mobile":"${mobile}"`, { headers }));
    this.answers.push(
      await client.send('POST', base, {
        headers: { ...headers, 'content-type': 'application/json', 'idempotency-key': pan },
        body: `{"mobile": ${mobile}, "aadhaar": "${aadhaar}"`,
      }),
    );
  }
}
