import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { metric } from './resilience/metric.js';
import { onboardingOf, verdictOf } from './support/client.js';
import * as eko from './support/eko-replies.js';
import { refusedStart } from './support/gateway.js';
import { newMobile, type ActionName } from './support/people.js';
import { until } from './support/until.js';
import type { SeenRequest } from './support/upstream.js';
import { ownStage } from './support/set-up.js';

const directory = mkdtempSync(join(tmpdir(), 'overrides-test-'));
const file = join(directory, 'overrides.json');
const auditFile = join(directory, 'audit.jsonl');

interface AuditLine {
  readonly overrides?: readonly string[];
}

writeFileSync(file, '{}');
const { gateway, upstream, stage } = await ownStage({
  EKO_OVERRIDES_FILE: file,
  SECRET_REFRESH_SECONDS: '1',
  AUDIT_FILE: auditFile,
});
afterAll(() => {
  rmSync(directory, { recursive: true });
});

const events = (event: string): number => gateway.log.filter((line) => line['event'] === event).length;

/** Resolves once the running gateway has reread the file that `change` changes. */
async function reread(event: string, change: () => void): Promise<void> {
  const before = events(event);
  change();
  await until(`the event "${event}"`, () => (events(event) > before ? true : undefined));
}

let written = '{}';
/** Resolves once these overrides are in force: at once if they are the last that were written. */
async function inForce(overrides: object): Promise<void> {
  const text = JSON.stringify(overrides);
  if (text === written) return;
  await reread('overrides changed', () => {
    written = text;
    writeFileSync(file, text);
  });
}

const asWritten = ({ method, path }: SeenRequest, mobile: string): string =>
  `${method} ${path.replace(mobile, 'M')}`;

describe('a reply that only the overrides file maps', () => {
  const rows = {
    'ppi-levin': [{ calls: ['submitPan'], typeId: 2161, status: 0, outcome: { state: 'COMPLETED' } }],
    '*': [
      { status: 471, outcome: { problem: 'LIMIT_EXHAUSTED' } },
      { calls: ['register'], status: 472, outcome: { lookUp: true } },
    ],
  };
  const answered = async (
    reply: object,
    action: ActionName = 'SUBMIT_PAN',
  ): Promise<ReturnType<typeof verdictOf>> => {
    const from = action === 'SUBMIT_PAN' ? 'PAN_PENDING' : 'NOT_REGISTERED';
    return verdictOf(await stage.answered(await stage.at(from, 'ppi-levin'), action, reply));
  };
  const audited = (): AuditLine => {
    const lines = readFileSync(auditFile, 'utf8').trimEnd().split('\n');
    return JSON.parse(lines.at(-1) ?? '') as AuditLine;
  };
  const decided = (row: string, call: string): Promise<number> =>
    metric(gateway, 'eko_override_outcomes_total', { product: 'ppi-levin', call, row });

  test('is unrecognized without the file, and mapped as soon as the file maps it', async () => {
    await inForce({});
    expect(await answered(eko.reply(2161))).toEqual({
      status: 502,
      code: 'UPSTREAM_UNRECOGNIZED',
      state: 'PAN_PENDING',
    });
    expect(audited()).not.toHaveProperty('overrides');

    await inForce({ outcomes: rows });
    expect(await answered(eko.reply(2161))).toEqual({ status: 200, state: 'COMPLETED' });
    expect(await answered(eko.status(471))).toEqual({
      status: 422,
      code: 'LIMIT_EXHAUSTED',
      state: 'PAN_PENDING',
    });
  });

  test('is counted by its row; the audit line names the row and the edition of the file', async () => {
    await inForce({ outcomes: rows });
    const { digest, rows: logged } = gateway.log.findLast(({ event }) => event === 'overrides changed') ?? {};
    expect(logged).toContainEqual({ at: '/outcomes/*/0', ...rows['*'][0] });
    const before = await decided('/outcomes/ppi-levin/0', 'submitPan');

    await answered(eko.reply(2161));

    expect(await decided('/outcomes/ppi-levin/0', 'submitPan')).toBe(before + 1);
    expect(audited()).toMatchObject({
      step: 'SUBMIT_PAN',
      outcome: 'COMPLETED',
      overrides: [`${String(digest)}#/outcomes/ppi-levin/0`],
    });
    await answered(eko.PROFILE);
    expect(audited()).not.toHaveProperty('overrides');
  });

  test('with the outcome "look up" is followed by a look-up, and its row is named', async () => {
    await inForce({ outcomes: rows });
    const onboarding = await stage.at('NOT_REGISTERED', 'ppi-levin');

    const reply = await stage.answered(onboarding, 'REGISTER', eko.status(472), eko.MOBILE_OTP_SENT);

    expect(verdictOf(reply)).toEqual({ status: 200, state: 'OTP_PENDING' });
    expect(audited().overrides).toEqual([expect.stringMatching(/^[0-9a-f]{8}#\/outcomes\/\*\/1$/)]);
  });
});

describe('an overrides file that changes while the gateway runs', () => {
  const path = '/v4/levin/{customer_id}/state';
  const calls = { calls: { 'ppi-levin.lookUp': { path, add: { org_id: 1 }, omit: ['user_code'] } } };
  const lookedUpAt = async (): Promise<string> => {
    const mobile = newMobile();
    onboardingOf(await stage.started('ppi-levin', mobile, eko.NOT_REGISTERED));
    return asWritten(upstream.last, mobile);
  };

  test('is applied, and logged with the calls it changes', async () => {
    await inForce(calls);

    expect(await lookedUpAt()).toBe('GET /v4/levin/M/state');
    expect(upstream.last.query.get('org_id')).toBe('1');
    expect(upstream.last.query.has('user_code')).toBe(false);
    expect(gateway.log.findLast(({ event }) => event === 'overrides changed')).toMatchObject({
      level: 'info',
      calls: ['ppi-levin.lookUp'],
    });
  });

  test('changes nothing when it has a fault or is removed, which is logged', async () => {
    await inForce(calls);
    await reread('overrides not reread', () => {
      written = '';
      writeFileSync(file, '{"calls":{"ppi-levin.lookUp":{"path":"/elsewhere"}}}');
    });

    expect(await lookedUpAt()).toBe('GET /v4/levin/M/state');
    expect(gateway.log.findLast(({ event }) => event === 'overrides not reread')).toMatchObject({
      level: 'warn',
      faults: [
        'EKO_OVERRIDES_FILE /calls/ppi-levin.lookUp/path must be a path that starts with / and contains the segment {customer_id}',
      ],
    });
    await reread('overrides not reread', () => {
      rmSync(file);
    });
    expect(await lookedUpAt()).toBe('GET /v4/levin/M/state');
    await inForce({});
    expect(await lookedUpAt()).toBe('GET /customer/payment/ppi-levin/sender/M');
  });
});

describe('an overrides file with a fault', () => {
  test('stops the start with a sentence for each fault, together with the faults of the variables', async () => {
    const faulty = join(directory, 'faulty.json');
    writeFileSync(faulty, '{"calls":{"ppi-levin.lookup":{},"dmt-fino.register":{"method":"GET"}}}');

    const { code, log } = await refusedStart({ EKO_OVERRIDES_FILE: faulty, EKO_TIMEOUT_MS: '1' });

    expect(code).toBe(1);
    expect(log.at(-1)).toMatchObject({
      event: 'configuration refused',
      faults: [
        expect.stringMatching(
          /^EKO_OVERRIDES_FILE \/calls\/ppi-levin\.lookup is not allowed here; allowed are /,
        ),
        'EKO_OVERRIDES_FILE /calls/dmt-fino.register/method must be one of POST, PUT',
        expect.stringMatching(/^EKO_TIMEOUT_MS must be/),
      ],
    });
  });
});
