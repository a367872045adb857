import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  AADHAAR_OTP_SENT,
  AADHAAR_PENDING,
  EKYC_OTP_SENT,
  EKYC_PENDING,
  MOBILE_OTP_SENT,
  NOT_REGISTERED,
  OTP_WRONG,
} from '../../../test/support/eko-replies.js';
import { AADHAAR, BODIES } from '../../../test/support/people.js';
import { Bench } from './testing/bench.js';
import type { BenchClient, Seen } from './testing/bench-client.js';
import { clientBefore, STEPS, take, type Step } from './testing/steps.js';

const UNRECORDED = { status: 503, code: 'STORE_UNAVAILABLE', headers: { 'Retry-After': '1' } };
const CONSENTED = STEPS.filter(({ name }) => name === 'SUBMIT_AADHAAR' || name === 'SUBMIT_BIOMETRIC');

let bench: Bench;
beforeEach(async () => {
  bench = await Bench.open();
});
afterEach(() => bench.close());

/** Makes every write of the audit stream fail, and one request that notices it. */
async function breakStream(): Promise<void> {
  bench.audit.refuses = () => true;
  expect(await bench.client({ mobile: '9000000000' }).refresh()).toMatchObject(UNRECORDED);
}

/** For every step, a client whose onboarding is in the state before the step. */
async function clientsBefore(): Promise<(readonly [Step, BenchClient])[]> {
  const clients: (readonly [Step, BenchClient])[] = [];
  for (const [index, step] of STEPS.entries())
    clients.push([step, await clientBefore(bench, step, `980000000${String(index)}`)]);
  return clients;
}

async function repairStream(): Promise<void> {
  bench.audit.refuses = () => false;
  await bench.recordable();
}

describe.each(STEPS)('$name', (step) => {
  it('is recorded in one line, after the reply and before the answer', async () => {
    const client = await clientBefore(bench, step);
    const from = bench.log.length;
    bench.eko.will(step.reply);
    const seen = await take(step, client);
    const { name, product, before, after } = step;
    expect(seen.onboarding?.state).toBe(after);
    expect(bench.log.slice(from).filter((what) => !what.includes('consent'))).toEqual([
      expect.stringContaining('eko '),
      'audit step',
    ]);
    expect(bench.audit.lines.at(-1)).toEqual({
      stream: 'audit',
      time: new Date().toISOString(),
      event: 'step',
      agent: '20810200',
      onboarding: client.id,
      product,
      step: name,
      outcome: after,
      ...(before && { before }),
      after,
      clientRefId: bench.eko.requests.at(-1)?.fields['client_ref_id'],
      requestId: expect.stringMatching(/^request-/),
    });
  });

  it('is recorded as refused when nothing was sent, with the unchanged state', async () => {
    const client = await clientBefore(bench, step);
    bench.eko.will('not sent');
    expect((await take(step, client)).code).toBe('UPSTREAM_UNAVAILABLE');
    const { before } = step;
    const line = bench.audit.lines.at(-1);
    expect(line).toMatchObject({ event: 'step', step: step.name, outcome: 'UPSTREAM_UNAVAILABLE' });
    expect([line?.['before'], line?.['after']]).toEqual([before, before]);
    expect(line?.['clientRefId']).toBeUndefined();
  });
});

describe('an audit stream that cannot be written', () => {
  it('stops every step before it is sent, and the same keys work when the stream works', async () => {
    // If a limit were not given back, the next request would be refused.
    bench = await bench.reopen({
      OTP_MAX_SENDS_PER_HOUR: '2',
      ONBOARDING_STARTS_PER_HOUR: String(STEPS.length),
    });
    const clients = await clientsBefore();
    await breakStream();
    for (const [step, client] of clients)
      expect([step.name, await take(step, client, { key: 'k' })]).toMatchObject([step.name, UNRECORDED]);
    await repairStream();
    for (const [step, client] of clients) {
      bench.eko.will(step.reply);
      const seen = await take(step, client, { key: 'k' });
      const { name, after: state } = step;
      expect([name, seen]).toMatchObject([name, { replayed: false, onboarding: { state } }]);
    }
  });

  it('withholds the answers, and the same keys get them when the stream works', async () => {
    const clients = await clientsBefore();
    let answer: () => void = () => undefined;
    const answered = new Promise<void>((resolve) => (answer = resolve));
    const running: Promise<Seen>[] = [];
    for (const [step, client] of clients) {
      const sent = bench.eko.requests.length;
      bench.eko.will(answered.then(() => step.reply));
      running.push(take(step, client, { key: 'k' }));
      while (bench.eko.requests.length === sent) await bench.pass(1);
    }
    bench.audit.refuses = () => true;
    answer();
    for (const seen of await Promise.all(running)) expect(seen).toMatchObject(UNRECORDED);
    await repairStream();
    for (const [step, client] of clients) {
      const seen = await take(step, client, { key: 'k' });
      expect(seen).toMatchObject({ replayed: true, onboarding: { state: step.after } });
      const lines = bench.audit.lines.filter((line) => line['onboarding'] === client.id);
      expect(lines.slice(-2)).toMatchObject([
        { step: step.name, outcome: step.after },
        { step: step.name, outcome: step.after, replayed: true },
      ]);
      expect(lines.at(-1)).not.toHaveProperty('before');
    }
  });
});

describe.each(CONSENTED)('the consent of $name', (step) => {
  it('is on the disk before the first byte is sent', async () => {
    const client = await clientBefore(bench, step);
    const from = bench.log.length;
    bench.eko.will(step.reply);
    await take(step, client);
    expect(bench.log.slice(from)).toEqual([
      'audit consent, durable',
      expect.stringContaining('eko P'),
      'audit step',
    ]);
  });

  it('states who consented to what, with only the last four digits of the number', async () => {
    const client = await clientBefore(bench, step);
    bench.eko.will(step.reply);
    await take(step, client);
    const [consent, done] = bench.audit.lines.slice(-2);
    expect(consent).toEqual({
      stream: 'audit',
      time: new Date().toISOString(),
      event: 'consent',
      agent: '20810200',
      onboarding: client.id,
      product: step.product,
      step: step.name,
      noticeVersion: '2026-01',
      language: 'en',
      purpose: expect.stringMatching(
        step.name === 'SUBMIT_AADHAAR' ? /^Aadhaar OTP authentication/ : /^Aadhaar biometric authentication/,
      ),
      identity: 'XXXXXXXX7058',
      requestId: done?.['requestId'],
    });
    expect(JSON.stringify(bench.audit.lines)).not.toContain(AADHAAR.slice(0, 8));
  });

  it('stops the step before it is sent if it cannot be recorded, and the limits are given back', async () => {
    bench = await bench.reopen({ OTP_MAX_SENDS_PER_HOUR: '1' });
    const client = await clientBefore(bench, step);
    bench.audit.refuses = ({ event }) => event === 'consent';
    expect(await take(step, client, { key: 'k' })).toMatchObject(UNRECORDED);
    await repairStream();
    const from = bench.log.length;
    bench.eko.will(step.reply);
    expect((await take(step, client, { key: 'k' })).onboarding?.state).toBe(step.after);
    expect(bench.log.slice(from).at(0)).toBe('audit consent, durable');
  });
});

describe('a step that needs no consent', () => {
  it.each(STEPS.filter((step) => !CONSENTED.includes(step)))('has no consent record: $name', async (step) => {
    const client = await clientBefore(bench, step);
    bench.eko.will(step.reply);
    await take(step, client);
    expect(bench.log.filter((what) => what.includes('consent'))).toEqual([]);
  });
});

describe('a refusal', () => {
  it('is recorded with the unchanged state of the onboarding', async () => {
    const client = bench.client();
    bench.eko.will(NOT_REGISTERED);
    await client.start();
    expect((await client.verify('123456')).code).toBe('STEP_NOT_ALLOWED');
    expect(bench.audit.lines.at(-1)).toMatchObject({
      step: 'VERIFY_OTP',
      outcome: 'STEP_NOT_ALLOWED',
      before: 'NOT_REGISTERED',
      after: 'NOT_REGISTERED',
    });
  });

  it('of an address without a valid id is recorded without the text of the client', async () => {
    const client = bench.client();
    client.id = 'onb_ 9876543210';
    expect((await client.refresh()).code).toBe('ONBOARDING_NOT_FOUND');
    expect(bench.audit.lines.at(-1)).toMatchObject({ onboarding: 'none', outcome: 'ONBOARDING_NOT_FOUND' });
    expect(JSON.stringify(bench.audit.lines)).not.toContain('9876543210');
  });

  it('by Eko is recorded with the reference of the call', async () => {
    const client = bench.client();
    bench.eko.will(MOBILE_OTP_SENT, OTP_WRONG);
    await client.start();
    await client.verify('123456');
    expect(bench.audit.lines.at(-1)).toMatchObject({
      outcome: 'OTP_INCORRECT',
      before: 'OTP_PENDING',
      after: 'OTP_PENDING',
      clientRefId: bench.eko.requests.at(-1)?.fields['client_ref_id'],
    });
  });
});

it('no line of a whole journey contains an OTP, a number or a name', async () => {
  const wallet = bench.client({ mobile: '9111111111' });
  bench.eko.will(AADHAAR_PENDING, AADHAAR_OTP_SENT);
  await wallet.start();
  await wallet.act('SUBMIT_AADHAAR', BODIES.SUBMIT_AADHAAR);
  const transfer = bench.client({ mobile: '9111111111', product: 'dmt-fino' });
  bench.eko.will(EKYC_PENDING, EKYC_OTP_SENT);
  await transfer.start();
  await transfer.act('SUBMIT_BIOMETRIC', BODIES.SUBMIT_BIOMETRIC);
  const text = JSON.stringify(bench.audit.lines);
  for (const secret of ['9111111111', AADHAAR, 'PidData']) expect(text).not.toContain(secret);
});
