import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { onboardingOf, problemOf } from './support/client.js';
import { Gateway } from './support/gateway.js';
import { BODIES, newMobile } from './support/people.js';
import { textOf } from './support/sources.js';

const TRACE = new URL('../dist/trace.js', import.meta.url).pathname;
const directory = mkdtempSync(join(tmpdir(), 'trace-test-'));

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function run(command: string, args: readonly string[], input = ''): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'pipe' });
    let [out, err] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
    child.once('error', reject);
    child.once('close', (code) => {
      resolve({ code, out, err });
    });
    // A command may stop reading early.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}

const trace = (args: readonly string[], input = ''): Promise<Ended> =>
  run(process.execPath, [TRACE, ...args], input);

/** The output of a gateway during a dmt-fino journey with mistakes, and the answers. */
let walked: {
  readonly output: string;
  readonly file: string;
  readonly id: string;
  readonly other: string;
  readonly startRequest: string;
  readonly refusedRequest: string;
  readonly clientRefId: string;
};

beforeAll(async () => {
  const gateway = await Gateway.start({ AUDIT_FILE: 'stderr' });
  const { client } = gateway;
  const mobile = newMobile();
  const started = await client.start('dmt-fino', mobile, { key: 'start' });
  const { id } = onboardingOf(started);
  const { id: other } = onboardingOf(await client.start('ppi-levin', newMobile()));
  await client.start('dmt-fino', mobile, { key: 'start' });
  const step = (route: string, body: object) => client.post(`/v1/dmt-fino/onboardings/${id}/${route}`, body);
  await step('registration', BODIES.REGISTER);
  await step('biometric', BODIES.SUBMIT_BIOMETRIC);
  const otp = await client.otp('dmt-fino', mobile);
  const refused = await step('otp/verification', { otp: otp === '000000' ? '111111' : '000000' });
  problemOf(refused);
  const done = onboardingOf(await step('otp/verification', { otp }));
  await client.post('/v1/dmt-fino/onboardings/onb_none/registration', BODIES.REGISTER, {
    headers: { 'x-request-id': 'names-nothing' },
  });
  await gateway.stop();
  const file = join(directory, 'audit.jsonl');
  writeFileSync(file, gateway.output);
  walked = {
    output: gateway.output,
    file,
    id,
    other,
    startRequest: started.headers.get('x-request-id') ?? '',
    refusedRequest: refused.headers.get('x-request-id') ?? '',
    clientRefId: done.clientRefId,
  };
});

afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

/** The sentences, without times, marks and references. */
function sentences(out: string): readonly string[] {
  return out
    .split('\n')
    .filter((line) => /^[* ] \d{4}/.test(line))
    .map((line) => line.slice(28));
}

describe('the command trace', () => {
  it('describes a whole journey in sentences, by the id of the onboarding', async () => {
    const { code, out, err } = await trace([walked.id], walked.output);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out.split('\n')[0]).toBe(`Onboarding ${walked.id}, dmt-fino, agent 20810200. Times are UTC.`);
    expect(sentences(out)).toEqual([
      'Start: done. State: NOT_REGISTERED, Eko does not know the customer; the registration comes next.',
      'Start: the same request once more; it got the stored answer, NOT_REGISTERED, and nothing was done.',
      'Registration: done. State: NOT_REGISTERED -> BIOMETRIC_PENDING, the fingerprint comes next.',
      'Consent given (Fingerprint): notice 2026-01 in "en", Aadhaar biometric authentication to onboard the customer, Aadhaar XXXXXXXX7058.',
      'Fingerprint: done. State: BIOMETRIC_PENDING -> EKYC_OTP_PENDING, the fingerprint was accepted and an OTP was sent; its verification comes next.',
      'OTP verification: OTP_INCORRECT. The OTP is incorrect. The state stayed EKYC_OTP_PENDING.',
      'OTP verification: done. State: EKYC_OTP_PENDING -> COMPLETED, the onboarding is complete.',
    ]);
    expect(out).toMatch(/\nState after these lines: COMPLETED, the onboarding is complete\.\n$/);
    expect(out).not.toContain(walked.other);
  });

  it('finds the journey by a requestId or a clientRefId, and marks the lines that contain it', async () => {
    const whole = sentences((await trace([walked.id], walked.output)).out);
    for (const reference of [walked.startRequest, walked.refusedRequest, walked.clientRefId]) {
      const { code, out } = await trace([reference], walked.output);
      expect(code).toBe(0);
      expect(sentences(out)).toEqual(whole);
      const marked = out.split('\n').filter((line, index, all) => all[index - 1]?.startsWith('* ') && line);
      expect(marked.length).toBeGreaterThan(0);
      for (const line of marked) expect(line).toContain(reference);
    }
  });

  it('reads files, and lines with the name of a pod as a prefix', async () => {
    const fromFile = await trace([walked.refusedRequest, walked.file]);
    const prefixed = walked.output.replaceAll(/^/gm, '[pod/gateway-0/gateway] ');
    const fromPipe = await trace([walked.refusedRequest], prefixed);
    expect(fromFile).toEqual(fromPipe);
    expect(fromFile.code).toBe(0);
  });

  it('orders the lines of several replicas by time, and reports a missing line', async () => {
    const audit = walked.output.split('\n').filter((line) => line.includes(walked.id));
    const [first, second] = [join(directory, 'first.jsonl'), join(directory, 'second.jsonl')];
    writeFileSync(first, audit.filter((_, index) => index % 2 === 1).join('\n'));
    writeFileSync(second, audit.filter((_, index) => index % 2 === 0).join('\n'));
    const both = await trace([walked.id, first, second]);
    expect(both.out).toBe((await trace([walked.id], walked.output)).out);
    const [start = '', , , , fingerprint = ''] = audit;
    const some = await trace([walked.id], `${start}\n${fingerprint}`);
    expect(some.out).toContain(
      'The state was NOT_REGISTERED and is BIOMETRIC_PENDING here. A line between is missing',
    );
    expect(both.out).not.toContain('A line between is missing');
  });

  it('reports a consent without an outcome', async () => {
    const lines = walked.output.split('\n');
    const until = lines.findIndex((line) => line.includes('"event":"consent"'));
    const { out } = await trace([walked.id], lines.slice(0, until + 1).join('\n'));
    expect(out).toContain('No line records the outcome of this');
  });

  it('names the rows of the overrides file that matched', async () => {
    const line = walked.output.split('\n').find((one) => one.includes('"outcome":"COMPLETED"')) ?? '';
    const overridden = line.replace('"requestId"', '"overrides":["1a2b3c4d#/outcomes/*/0",7],"requestId"');
    const { out } = await trace([walked.id], overridden);
    expect(out).toContain('the onboarding is complete. Decided by the override 1a2b3c4d#/outcomes/*/0.\n');
  });

  it('describes a step on no onboarding by itself', async () => {
    const { code, out } = await trace(['names-nothing'], walked.output);
    expect(code).toBe(0);
    expect(sentences(out)).toEqual(['Registration: ONBOARDING_NOT_FOUND. Onboarding not found.']);
  });
});

describe('the command explains in one sentence', () => {
  const cases: readonly [string, readonly string[], string, number, RegExp][] = [
    ['no reference', [], '', 2, /^Usage: node dist\/trace\.js /],
    ['an invalid reference', ['no such thing'], '', 2, /^The reference must be a clientRefId/],
    ['a file that is not there', ['onb_x', '/nowhere/audit.jsonl'], '', 2, /cannot be read \(ENOENT\)/],
    ['a directory', ['onb_x', directory], '', 2, /cannot be read \(EISDIR\)/],
    ['no audit lines', ['onb_x'], '{"level":"info","event":"request"}\n', 1, /^No audit line was found/],
    ['a compressed file', ['onb_x'], gzipSync('{"stream":"audit"}').toString('latin1'), 1, /^No audit line/],
  ];
  it.each(cases)('%s', async (_what, args, input, code, sentence) => {
    const ended = await trace(args, input);
    expect({ code: ended.code, out: ended.out }).toEqual({ code, out: '' });
    expect(ended.err).toMatch(sentence);
    expect(ended.err).not.toMatch(/\n\s+at /);
  });

  it('an unknown reference, and that it takes no mobile number', async () => {
    const unknown = await trace(['onb_unknown'], walked.output);
    expect(unknown.code).toBe(1);
    expect(unknown.err).toMatch(
      /^None of the \d+ audit lines contains onb_unknown\. Pass the audit streams of all/,
    );
    const mobile = await trace(['9876543210'], walked.output);
    expect(mobile.err).toMatch(/No audit line holds a mobile number/);
  });

  it('terminal controls, an unfinished line and a line that is not an object do no harm', async () => {
    const forged = JSON.stringify({ stream: 'audit', event: 'step', onboarding: 'onb_x', step: '\u001b[2J' });
    const input = [
      `null "audit"`,
      '{"stream":"audit"',
      forged,
      `{"stream":"audit","a":"${'x'.repeat(70_000)}`,
    ];
    const { code, out } = await trace(['onb_x'], input.join('\n'));
    expect(code).toBe(0);
    expect(out).not.toContain('\u001b');
  });

  it('it ends without an error when its output is not read to the end', async () => {
    const lines = Array.from({ length: 5_000 }, (_, index) =>
      JSON.stringify({
        stream: 'audit',
        event: 'step',
        onboarding: 'onb_x',
        step: 'START',
        requestId: String(index),
      }),
    );
    const many = join(directory, 'many.jsonl');
    writeFileSync(many, lines.join('\n'));
    const piped = `"${process.execPath}" "${TRACE}" onb_x "${many}" | head -2; echo "\${PIPESTATUS[0]}"`;
    const { out, err } = await run('bash', ['-c', piped]);
    expect(out.trimEnd().split('\n').at(-1)).toBe('0');
    expect(err).toBe('');
  });
});

describe('the first command of the runbook', () => {
  it('omits audit lines and successful requests', async () => {
    const [, filter = ''] = /^kubectl logs .*--prefix \| (grep .*)$/m.exec(textOf('docs/runbook.md')) ?? [];
    const warning = '{"level":"warn","event":"upstream unrecognized"}';
    const input = `${walked.output}${warning}\n`.replaceAll(/^(?=.)/gm, '[pod/gateway-0/gateway] ');
    expect(input).toContain('"stream":"audit"');
    const { out } = await run('bash', ['-c', filter], input);
    expect(out).toContain(warning);
    expect(out).not.toContain('"stream":"audit"');
    expect(out).not.toContain('"level":"info"');
  });
});
