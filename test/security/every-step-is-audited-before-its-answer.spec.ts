import { mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { onboardingOf, problemOf, type Client, type Reply } from '../support/client.js';
import { Gateway, refusedStart } from '../support/gateway.js';
import { AADHAAR, BODIES, CONSENT, newMobile, ROUTES, type ActionName } from '../support/people.js';
import type { Product } from '../support/resources.js';
import { NOT_REGISTERED } from '../support/eko-replies.js';
import { until } from '../support/until.js';
import { ScriptedUpstream } from '../support/upstream.js';

type Line = Readonly<Record<string, unknown>>;

const directory = mkdtempSync(join(tmpdir(), 'audit-test-'));
const AUDIT_FILE = join(directory, 'audit.jsonl');

let gateway: Gateway;

beforeAll(async () => {
  gateway = await Gateway.start({ AUDIT_FILE });
});

afterAll(async () => {
  await gateway.kill();
  rmSync(directory, { recursive: true, force: true });
});

function audited(file = AUDIT_FILE): readonly Line[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  expect(lines.pop()).toBe('');
  return lines.map((line) => JSON.parse(line) as Line);
}

/** The lines about one onboarding without their times, after asserting that these are in order. */
function about(onboarding: string): readonly Line[] {
  const lines = audited().filter((line) => line['onboarding'] === onboarding);
  const times = lines.map(({ time }) => String(time));
  for (const time of times) expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  expect([...times].sort()).toEqual(times);
  return lines.map(({ time: _time, ...line }) => line);
}

async function take(
  client: Client,
  product: Product,
  id: string,
  action: ActionName,
  otp?: string,
): Promise<Reply> {
  const body = otp === undefined ? BODIES[action] : { otp };
  return client.post(`/v1/${product}/onboardings/${id}/${ROUTES[action]}`, body);
}

describe('the audit stream', () => {
  it('records a whole journey, each step before its answer', async () => {
    const { client } = gateway;
    const mobile = newMobile();
    const replies: Reply[] = [await client.start('dmt-fino', mobile)];
    const { id } = onboardingOf(replies[0] as Reply);
    const step = async (action: ActionName, otp?: string): Promise<void> => {
      const reply = await take(client, 'dmt-fino', id, action, otp);
      replies.push(reply);
      expect(audited().at(-1)).toMatchObject({ requestId: reply.headers.get('x-request-id') });
    };
    await step('REGISTER');
    await step('SUBMIT_BIOMETRIC');
    const otp = await client.otp('dmt-fino', mobile);
    await step('VERIFY_OTP', otp === '000000' ? '111111' : '000000');
    await step('VERIFY_OTP', otp);
    await step('REGISTER');

    const common = { stream: 'audit', agent: '20810200', onboarding: id, product: 'dmt-fino' };
    const line = (index: number, rest: object): object => {
      const reply = replies[index] as Reply;
      const { clientRefId } = reply.body as { clientRefId?: string };
      const ids = {
        requestId: reply.headers.get('x-request-id'),
        ...(clientRefId !== undefined && { clientRefId }),
      };
      return { ...common, event: 'step', ...ids, ...rest };
    };
    const consent = {
      ...common,
      event: 'consent',
      step: 'SUBMIT_BIOMETRIC',
      noticeVersion: CONSENT.noticeVersion,
      language: CONSENT.language,
      purpose: 'Aadhaar biometric authentication to onboard the customer',
      identity: `XXXXXXXX${AADHAAR.slice(-4)}`,
      requestId: (replies[2] as Reply).headers.get('x-request-id'),
    };
    expect(about(id)).toEqual([
      line(0, { step: 'START', outcome: 'NOT_REGISTERED', after: 'NOT_REGISTERED' }),
      line(1, {
        step: 'REGISTER',
        outcome: 'BIOMETRIC_PENDING',
        before: 'NOT_REGISTERED',
        after: 'BIOMETRIC_PENDING',
      }),
      consent,
      line(2, {
        step: 'SUBMIT_BIOMETRIC',
        outcome: 'EKYC_OTP_PENDING',
        before: 'BIOMETRIC_PENDING',
        after: 'EKYC_OTP_PENDING',
      }),
      line(3, {
        step: 'VERIFY_OTP',
        outcome: 'OTP_INCORRECT',
        before: 'EKYC_OTP_PENDING',
        after: 'EKYC_OTP_PENDING',
      }),
      line(4, { step: 'VERIFY_OTP', outcome: 'COMPLETED', before: 'EKYC_OTP_PENDING', after: 'COMPLETED' }),
      line(5, { step: 'REGISTER', outcome: 'STEP_NOT_ALLOWED', before: 'COMPLETED', after: 'COMPLETED' }),
    ]);
  });

  it('records a replayed answer, and a step on an onboarding that does not exist', async () => {
    const { client } = gateway;
    const key = 'the-same-key';
    const mobile = newMobile();
    const { id } = onboardingOf(await client.start('dmt-fino', mobile, { key }));
    await client.start('dmt-fino', mobile, { key });
    expect(about(id).map(({ step, outcome, replayed }) => ({ step, outcome, replayed }))).toEqual([
      { step: 'START', outcome: 'NOT_REGISTERED', replayed: undefined },
      { step: 'START', outcome: 'NOT_REGISTERED', replayed: true },
    ]);
    const reply = await take(client, 'dmt-fino', '9876543210', 'REGISTER');
    expect(problemOf(reply).code).toBe('ONBOARDING_NOT_FOUND');
    expect(audited().at(-1)).toMatchObject({ onboarding: 'none', outcome: 'ONBOARDING_NOT_FOUND' });
  });

  it('continues in a new file when its file is renamed', async () => {
    const before = audited().length;
    const moved = join(directory, 'audit-1.jsonl');
    renameSync(AUDIT_FILE, moved);
    let made = 0;
    const isNew = (): boolean => {
      try {
        return readFileSync(AUDIT_FILE, 'utf8') !== '';
      } catch {
        return false;
      }
    };
    await until('a new file', async () => {
      if (isNew()) return true;
      made += 1;
      expect((await gateway.client.start('dmt-fino', newMobile())).status).toBe(201);
      return undefined;
    });
    expect(audited(moved).length + audited().length).toBe(before + made);
  });
});

describe('consent', () => {
  it.each([
    ['missing', {}],
    ['not given', { consent: { ...CONSENT, given: false } }],
  ])('that is %s stops the step, and no consent is recorded', async (_what, consent) => {
    const { client } = gateway;
    const { id } = onboardingOf(await client.start('dmt-fino', newMobile()));
    await take(client, 'dmt-fino', id, 'REGISTER');
    const { pidData } = BODIES.SUBMIT_BIOMETRIC;
    const body = { aadhaarNumber: AADHAAR, pidData, ...consent };
    const reply = await client.post(`/v1/dmt-fino/onboardings/${id}/biometric`, body);
    expect(problemOf(reply)).toMatchObject({ status: 422, code: 'CONSENT_REQUIRED' });
    expect(about(id).filter(({ event }) => event === 'consent')).toEqual([]);
    expect(about(id).at(-1)).toMatchObject({ step: 'SUBMIT_BIOMETRIC', outcome: 'CONSENT_REQUIRED' });
  });
});

describe('an audit stream that cannot be written', () => {
  it('stops every step before anything is sent, and is logged', async () => {
    const upstream = await ScriptedUpstream.start();
    const full = await Gateway.start({ ...upstream.settings, AUDIT_FILE: '/dev/full' });
    upstream.will(NOT_REGISTERED);
    const attempt = await full.client.start('dmt-fino', newMobile());
    expect(problemOf(attempt)).toMatchObject({ status: 503, code: 'STORE_UNAVAILABLE' });
    // After the first failure the gateway knows that nothing can be recorded, and refuses every step.
    const refused = await full.client.start('dmt-fino', newMobile());
    expect(problemOf(refused)).toMatchObject({ status: 503, code: 'STORE_UNAVAILABLE' });
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(upstream.requests).toHaveLength(1);
    expect(full.log.some(({ event }) => event === 'audit stream cannot be written')).toBe(true);
    expect((await full.client.get('/v1/products')).status).toBe(200);
    await full.kill();
    await upstream.stop();
  });

  it('stops the start when it cannot be opened', async () => {
    const { code, output } = await refusedStart({ AUDIT_FILE: '/proc/audit.jsonl' });
    expect(code).toBe(1);
    expect(output).toContain('AUDIT_FILE must name a file that can be written');
  });
});
