import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { onboardingOf, problemOf, type Reply } from '../support/client.js';
import { Gateway } from '../support/gateway.js';
import { newMobile } from '../support/people.js';
import { Pipe } from '../support/pipe.js';
import { SandboxProcess } from '../support/sandbox-process.js';
import { eventually } from '../support/until.js';
import { metric } from '../resilience/metric.js';

const PRODUCT = 'dmt-fino';
/** The gateway waits a second for the pipe; the rest is for a busy machine. */
const FIRST_REFUSAL_MS = 2_000;
const KNOWN_REFUSAL_MS = 700;

let sandbox: SandboxProcess;
let pipe: Pipe;
let gateway: Gateway;

beforeAll(async () => {
  sandbox = await SandboxProcess.start();
});
afterAll(() => sandbox.stop());
afterEach(async () => {
  expect(await gateway.stop()).toBe(0);
  pipe.remove();
});

function start(mobile: string, key?: string, headers = {}): Promise<Reply> {
  return gateway.client.start(PRODUCT, mobile, { ...(key !== undefined && { key }), headers });
}

async function expectRefusedBefore(milliseconds: number, refused: Promise<Reply>): Promise<void> {
  const begun = performance.now();
  expect(problemOf(await refused)).toMatchObject({ status: 503, code: 'STORE_UNAVAILABLE' });
  expect(performance.now() - begun).toBeLessThan(milliseconds);
}

async function readiness(): Promise<{ status: number; audit: unknown; store: unknown }> {
  const { status, body } = await gateway.client.get('/health/ready');
  const { audit, store } = (body as { details: Record<string, { status: string }> }).details;
  return { status, audit: audit?.status, store: store?.status };
}

/** The lines about one customer's onboarding that were read from the pipe. */
function outcomes(id: string): readonly unknown[] {
  return pipe.text
    .split('\n')
    .filter((line) => line.startsWith('{"stream":"audit"') && line.includes(id))
    .map((line) => (JSON.parse(line) as { outcome: unknown }).outcome);
}

const READY = { status: 200, audit: 'up', store: 'up' };
const NOT_READY = { status: 503, audit: 'down', store: 'up' };

async function untilReadinessIs(state: typeof READY): Promise<void> {
  await eventually(JSON.stringify(state), async () => {
    return JSON.stringify(await readiness()) === JSON.stringify(state);
  });
}

describe.each([
  ['stderr', () => ({ AUDIT_FILE: 'stderr' })],
  ['a named pipe', () => ({ AUDIT_FILE: pipe.path })],
])('when the audit stream is %s and its reader', (where, settings) => {
  beforeEach(async () => {
    pipe = new Pipe();
    pipe.open();
    const streams = where === 'stderr' ? { stderr: pipe } : {};
    gateway = await Gateway.start({ ...sandbox.settings, ...settings() }, streams);
  });

  it('stops reading, steps are refused before anything is sent until it continues', async () => {
    expect(await readiness()).toEqual(READY);
    pipe.fill();
    const [first, second] = [newMobile(), newMobile()];
    await expectRefusedBefore(FIRST_REFUSAL_MS, start(first, 'first'));
    expect(await readiness()).toEqual(NOT_READY);
    expect(await metric(gateway, 'audit_up')).toBe(0);
    expect(await metric(gateway, 'audit_unwritten_lines')).toBeGreaterThan(0);
    await expectRefusedBefore(KNOWN_REFUSAL_MS, start(second, 'second'));
    expect(await sandbox.callsFor(second)).toEqual([]);
    expect((await gateway.client.get('/v1/products')).status).toBe(200);

    pipe.read();
    await untilReadinessIs(READY);
    expect(await metric(gateway, 'audit_up')).toBe(1);
    const replayed = await start(first, 'first');
    expect(replayed.headers.get('idempotency-replayed')).toBe('true');
    const { id } = onboardingOf(replayed);
    const { id: other } = onboardingOf(await start(second, 'second'));
    await eventually('the lines', () => Promise.resolve(outcomes(other).length === 2));
    expect(outcomes(id)).toEqual(['NOT_REGISTERED', 'NOT_REGISTERED']);
    expect(outcomes(other)).toEqual(['STORE_UNAVAILABLE', 'NOT_REGISTERED']);
    expect(await metric(gateway, 'audit_unwritten_lines')).toBe(0);
  });

  it('stops reading, a client with a short Request-Timeout is answered in time', async () => {
    pipe.fill();
    const headers = { 'request-timeout': '0.3' };
    await expectRefusedBefore(250 + KNOWN_REFUSAL_MS, start(newMobile(), 'impatient', headers));
  });

  it('closes the pipe, the process runs on and steps are refused until there is another reader', async () => {
    pipe.close();
    const [first, second] = [newMobile(), newMobile()];
    await expectRefusedBefore(FIRST_REFUSAL_MS, start(first, 'first'));
    await expectRefusedBefore(KNOWN_REFUSAL_MS, start(second, 'second'));
    expect(await sandbox.callsFor(second)).toEqual([]);
    expect(await readiness()).toEqual(NOT_READY);

    pipe.open();
    pipe.read();
    await untilReadinessIs(READY);
    const { id } = onboardingOf(await start(first, 'first'));
    await eventually('the lines', () => Promise.resolve(outcomes(id).length === 2));
    expect(outcomes(id)).toEqual(['NOT_REGISTERED', 'NOT_REGISTERED']);
  });

  it('stops reading until the end, SIGTERM ends the process in order and the number of lost lines is logged', async () => {
    pipe.fill();
    await expectRefusedBefore(FIRST_REFUSAL_MS, start(newMobile()));
    gateway.signal('SIGTERM');
    expect(await gateway.exited()).toBe(0);
    expect(gateway.log).toContainEqual(expect.objectContaining({ event: 'audit lines lost', lines: 1 }));
  });
});

it('the start waits for the reader of a named pipe', async () => {
  pipe = new Pipe();
  gateway = await Gateway.start({ ...sandbox.settings, AUDIT_FILE: pipe.path });
  await untilReadinessIs(NOT_READY);
  await expectRefusedBefore(KNOWN_REFUSAL_MS, start(newMobile()));
  pipe.open();
  await untilReadinessIs(READY);
  expect((await start(newMobile())).status).toBe(201);
});
