import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import { onboardingOf, type Reply } from '../support/client.js';
import { Collector } from '../support/collector.js';
import { Gateway, type Settings } from '../support/gateway.js';
import { ROUTES } from '../support/people.js';
import { PRODUCTS, type Onboarding } from '../support/resources.js';
import { AADHAARS, CREDENTIALS, found, MOBILES, NAMES, PANS, personOf } from './canaries.js';
import { bearing, KeySetFile, SigningKey } from './issuer.js';

const INITIATOR = '9962981729';
const CRASH = {
  NODE_OPTIONS: `--import=${new URL('crash.mjs', import.meta.url).href}`,
  CRASH_TEXT: [AADHAARS[0], PANS[0], NAMES[0], MOBILES[0], CREDENTIALS.EKO_ACCESS_KEY].join(' '),
};

/** Where the gateway keeps its state during the walk. */
export interface SearchedStore {
  /** A directory of the walk's own. */
  readonly directory: string;
  readonly settings: Settings;
  /** Everything that is stored, as bytes in latin1, part by part. */
  contents(): Promise<readonly string[]>;
  close(): Promise<void>;
}

/**
 * Walks all journeys, their errors and a crash with people and credentials that exist nowhere else, and declares
 * the tests that nothing of them is found where it must not be.
 */
export function describeNothingPersonal(name: string, open: () => Promise<SearchedStore>): void {
  describe(`nothing personal or secret is found, ${name}`, () => {
    let store: SearchedStore;
    let walk: CanaryWalk;

    beforeAll(async () => {
      store = await open();
      walk = new CanaryWalk(store);
      await walk.run();
    }, 120_000);

    afterAll(async () => {
      await walk.close();
      await store.close();
    });

    it('that could have been: all journeys went through, and the search finds what is there', () => {
      expect(walk.otps.length).toBeGreaterThanOrEqual(7);
      expect(walk.answers.length).toBeGreaterThan(80);
      expect(walk.searched(`...${NAMES[0] ?? ''}...`)).toHaveLength(1);
      expect(walk.searched(Buffer.from(AADHAARS[0] ?? '').toString('base64'))).not.toEqual([]);
      expect(walk.searchedForOtps(`"otp":"${walk.otps[0] ?? ''}"`)).not.toEqual([]);
      expect(walk.answers.some(({ text }) => text.includes(NAMES[0] ?? '-'))).toBe(true);
    });

    it('in the log, at its most talkative, and of a crash', () => {
      expect(walk.output.length).toBeGreaterThan(10_000);
      expect(walk.output).toContain('"event":"crashed"');
      expect(walk.searched(walk.output)).toEqual([]);
      expect(walk.searchedForOtps(walk.output)).toEqual([]);
    });

    it('in the audit stream', () => {
      const audit = walk.audit();
      expect(audit.split('\n').length).toBeGreaterThan(30);
      expect(walk.searched(audit)).toEqual([]);
      expect(walk.searchedForOtps(audit)).toEqual([]);
    });

    it('in the metrics', () => {
      expect(walk.metrics).toContain('eko_');
      expect(walk.searched(walk.metrics)).toEqual([]);
      expect(walk.searchedForOtps(walk.metrics)).toEqual([]);
    });

    it('in the traces', () => {
      expect(walk.traces).toContain('eko lookUp');
      expect(walk.searched(walk.traces)).toEqual([]);
      expect(walk.searchedForOtps(walk.traces)).toEqual([]);
    });

    it('in the store', async () => {
      const contents = await store.contents();
      expect(contents.join('').length).toBeGreaterThan(10_000);
      for (const content of contents) expect(walk.searched(content)).toEqual([]);
    });

    it('in the texts of errors', () => {
      const problems = walk.answers.filter(({ status }) => status >= 400);
      expect(problems.length).toBeGreaterThan(40);
      for (const { text } of problems) {
        // The onboarding within a problem is the resource itself, which shows the name by design.
        const { onboarding, ...problem } = JSON.parse(text) as { onboarding?: Onboarding };
        expect(walk.searched(JSON.stringify(problem))).toEqual([]);
        expect(
          walk.searched(JSON.stringify({ ...onboarding, customer: { ...onboarding?.customer, name: '' } })),
        ).toEqual([]);
      }
    });

    it('in the answers, but the name and the last digits of the mobile number', () => {
      for (const { text } of walk.answers) {
        expect(walk.searched(text).filter((one) => !one.startsWith('a name: '))).toEqual([]);
      }
    });
  });
}

class CanaryWalk {
  readonly otps: string[] = [];
  readonly answers: Reply[] = [];
  output = '';
  metrics = '';
  traces = '';
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
    await this.walk(await Gateway.start({ ...settings, ...CRASH }), sandbox);
    await this.lookAround(await Gateway.start(settings));
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

  /** An OTP is six digits and so occurs by chance: it is searched as a whole number, and only in text. */
  searchedForOtps(content: string): readonly string[] {
    return this.otps.filter((otp) => new RegExp(`(?<![0-9A-Za-z_-])${otp}(?![0-9A-Za-z_-])`).test(content));
  }

  /** All journeys with their mistakes; then the process crashes in the midst of steps. */
  private async walk(gateway: Gateway, sandbox: Sandbox): Promise<void> {
    this.closes.push(() => gateway.stop());
    for (const [index, product] of PRODUCTS.entries()) {
      const headers = bearing(this.token);
      let onboarding = onboardingOf(await gateway.client.start(product, MOBILES[index] ?? '', { headers }));
      while (onboarding.nextAction) onboarding = await this.step(gateway, sandbox, onboarding, index);
      expect(onboarding.state).toBe('COMPLETED');
      await this.mistakes(gateway, onboarding, index);
    }
    this.metrics = await (await fetch(gateway.metricsUrl)).text();
    const dying = MOBILES.map((mobile) =>
      gateway.client.start('ppi-levin', mobile, { headers: bearing(this.token) }).catch(() => undefined),
    );
    gateway.signal('SIGUSR2');
    await Promise.all(dying);
    expect(await gateway.exited()).toBe(1);
    this.output = gateway.output;
  }

  /** The next process on the same store. */
  private async lookAround(gateway: Gateway): Promise<void> {
    this.closes.push(() => gateway.stop());
    for (const mobile of MOBILES)
      this.answers.push(await gateway.client.start('dmt-fino', mobile, { headers: bearing(this.token) }));
    this.metrics += await (await fetch(gateway.metricsUrl)).text();
    await gateway.stop();
    this.output += gateway.output;
  }

  private async step(
    gateway: Gateway,
    sandbox: Sandbox,
    { nextAction }: Onboarding,
    index: number,
  ): Promise<Onboarding> {
    if (!nextAction) throw new Error('nothing is due');
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
