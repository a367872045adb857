import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { onboardingOf, type Reply } from '../support/client.js';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import { Gateway } from '../support/gateway.js';
import { ROUTES } from '../support/people.js';
import { PRODUCTS, type Onboarding } from '../support/resources.js';
import { AADHAARS, CREDENTIALS, found, MOBILES, NAMES, PANS, personOf } from './canaries.js';
import { bearing, KeySetFile, SigningKey } from './issuer.js';

const INITIATOR = '9962981729';
const directory = mkdtempSync(join(tmpdir(), 'canary-test-'));
const store = join(directory, 'store');
const otps: string[] = [];
const answers: Reply[] = [];

let sandbox: Sandbox;
let keySet: KeySetFile;
let token: string;
let output = '';
let metrics = '';

function start(): Promise<Gateway> {
  const upstream = { EKO_BASE_URL: sandbox.url, EKO_INITIATOR_ID: INITIATOR };
  const settings = { ...upstream, ...keySet.settings, ...CREDENTIALS, STORE_PATH: store, LOG_LEVEL: 'trace' };
  return Gateway.start(settings);
}

async function step(gateway: Gateway, onboarding: Onboarding, index: number): Promise<Onboarding> {
  const { nextAction } = onboarding;
  if (!nextAction) throw new Error('nothing is due');
  const headers = bearing(token);
  const person = personOf(index);
  const body: Record<string, unknown> = {};
  for (const { name } of nextAction.fields) {
    const [member = ''] = name.split('.');
    body[member] = person[member];
  }
  if ('otp' in body) {
    body['otp'] = sandbox.outbox().find(({ mobile }) => mobile === MOBILES[index])?.otp;
    otps.push(String(body['otp']));
    answers.push(await gateway.client.post(nextAction.href, { otp: '90817263' }, { headers }));
  }
  const reply = await gateway.client.post(nextAction.href, body, { headers });
  answers.push(reply);
  return onboardingOf(reply);
}

async function mistakes(gateway: Gateway, onboarding: Onboarding, index: number): Promise<void> {
  const { client } = gateway;
  const headers = bearing(token);
  const base = `/v1/${onboarding.product}/onboardings`;
  const person = personOf(index);
  for (const route of Object.values(ROUTES)) {
    answers.push(await client.post(`${base}/${onboarding.id}/${route}`, person, { headers }));
    answers.push(
      await client.post(`${base}/${MOBILES[index] ?? ''}/${route}`, { pan: PANS[index] }, { headers }),
    );
  }
  answers.push(await client.get(`${base}/${NAMES[index] ?? ''}?aadhaar=${AADHAARS[index] ?? ''}`, headers));
  answers.push(await client.get(`/${AADHAARS[index] ?? ''}/${PANS[index] ?? ''}`, headers));
  answers.push(await client.get(base, bearing(`${token}x`)));
  answers.push(await client.post(base, `{"mobile":"${MOBILES[index] ?? ''}"`, { headers }));
  answers.push(
    await client.send('POST', base, {
      headers: { ...headers, 'content-type': 'application/json', 'idempotency-key': PANS[index] ?? '' },
      body: `{"mobile": ${MOBILES[index] ?? ''}, "aadhaar": "${AADHAARS[index] ?? ''}"`,
    }),
  );
}

beforeAll(async () => {
  const key = await SigningKey.make('first');
  keySet = new KeySetFile(key);
  token = await key.token('20810200');
  const { EKO_DEVELOPER_KEY: developerKey, EKO_ACCESS_KEY: accessKey } = CREDENTIALS;
  sandbox = await startSandbox({ developerKey, accessKey, initiatorId: INITIATOR, log: () => undefined });
  const gateway = await start();
  for (const [index, product] of PRODUCTS.entries()) {
    const headers = bearing(token);
    let onboarding = onboardingOf(await gateway.client.start(product, MOBILES[index] ?? '', { headers }));
    while (onboarding.nextAction) onboarding = await step(gateway, onboarding, index);
    expect(onboarding.state).toBe('COMPLETED');
    await mistakes(gateway, onboarding, index);
  }
  metrics = await (await fetch(gateway.metricsUrl)).text();
  // It dies in the midst of steps, and is looked at before and after another one has taken over its store.
  const dying = MOBILES.map((mobile) =>
    gateway.client.start('ppi-levin', mobile, { headers: bearing(token) }).catch(() => undefined),
  );
  gateway.signal('SIGKILL');
  await Promise.all(dying);
  await gateway.exited();
  output = gateway.output;
  await gateway.stop();
  const next = await start();
  for (const mobile of MOBILES)
    answers.push(await next.client.start('dmt-fino', mobile, { headers: bearing(token) }));
  metrics += await (await fetch(next.metricsUrl)).text();
  await next.stop();
  output += next.output;
}, 120_000);

afterAll(async () => {
  await sandbox.close();
  keySet.remove();
  rmSync(directory, { recursive: true, force: true });
});

const searched = (content: string): readonly string[] => found(content, token);

/** An OTP is six digits and so occurs by chance: it is searched as a whole number, and only in text. */
function searchedForOtps(content: string): readonly string[] {
  return otps.filter((otp) => new RegExp(`(?<![0-9A-Za-z_-])${otp}(?![0-9A-Za-z_-])`).test(content));
}

describe('nothing personal or secret is found', () => {
  it('that could have been: all journeys went through, and the search finds what is there', () => {
    expect(otps.length).toBeGreaterThanOrEqual(7);
    expect(answers.length).toBeGreaterThan(80);
    expect(searched(`...${NAMES[0] ?? ''}...`)).toHaveLength(1);
    expect(searched(Buffer.from(AADHAARS[0] ?? '').toString('base64'))).not.toEqual([]);
    expect(searchedForOtps(`"otp":"${otps[0] ?? ''}"`)).not.toEqual([]);
    expect(answers.some(({ text }) => text.includes(NAMES[0] ?? '-'))).toBe(true);
  });

  it('in the log, at its most talkative', () => {
    expect(output.length).toBeGreaterThan(10_000);
    expect(searched(output)).toEqual([]);
    expect(searchedForOtps(output)).toEqual([]);
  });

  it('in the audit stream', () => {
    const audit = readFileSync(join(store, 'audit.jsonl'), 'utf8');
    expect(audit.split('\n').length).toBeGreaterThan(30);
    expect(searched(audit)).toEqual([]);
    expect(searchedForOtps(audit)).toEqual([]);
  });

  it('in the metrics', () => {
    expect(metrics).toContain('eko_');
    expect(searched(metrics)).toEqual([]);
    expect(searchedForOtps(metrics)).toEqual([]);
  });

  it('in any file of the store', () => {
    const files = readdirSync(store, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    const contents = files.map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'latin1'));
    expect(contents.join('').length).toBeGreaterThan(10_000);
    for (const content of contents) expect(searched(content)).toEqual([]);
  });

  it('in the texts of errors', () => {
    const problems = answers.filter(({ status }) => status >= 400);
    expect(problems.length).toBeGreaterThan(40);
    for (const { text } of problems) {
      // The onboarding within a problem is the resource itself, which shows the name by design.
      const { onboarding, ...problem } = JSON.parse(text) as { onboarding?: Onboarding };
      expect(searched(JSON.stringify(problem))).toEqual([]);
      expect(
        searched(JSON.stringify({ ...onboarding, customer: { ...onboarding?.customer, name: '' } })),
      ).toEqual([]);
    }
  });

  it('in the answers, but the name and the last digits of the mobile number', () => {
    for (const { text } of answers) {
      expect(searched(text).filter((one) => !one.startsWith('a name: '))).toEqual([]);
    }
  });
});
