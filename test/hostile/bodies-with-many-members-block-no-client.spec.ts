import { randomUUID } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { onboardingOf, problemOf } from '../support/client.js';
import { Gateway } from '../support/gateway.js';
import { AADHAAR, CONSENT, identity } from '../support/people.js';

const BODIES = 110;
const MAX_BYTES = 192 * 1024;
const MEMBERS = 14_000;
const LONGEST_WAIT_MS = 1_000;
/** Code that blocks the event loop blocks it each time, unlike a busy machine. */
const ROUNDS = 4;

let gateway: Gateway;
let path: string;

beforeAll(async () => {
  gateway = await Gateway.start({ MAX_UNFINISHED_BODIES_PER_AGENT: String(BODIES) });
  const { id } = onboardingOf(await gateway.client.start('dmt-fino', identity('136')));
  path = `/v1/dmt-fino/onboardings/${id}/biometric`;
});

afterAll(() => gateway.stop());

/** Requests /health/live repeatedly in a separate thread, and reports the longest time to an answer. */
const PROBE = `
  const { parentPort, workerData } = require('node:worker_threads');
  let over = false;
  parentPort.once('message', () => (over = true));
  (async () => {
    let [longest, answers] = [0, 0];
    while (!over) {
      const began = performance.now();
      const { status } = await fetch(workerData);
      if (status === 200) answers++;
      longest = Math.max(longest, performance.now() - began);
      if (answers === 1) parentPort.postMessage('begun');
    }
    parentPort.postMessage({ longest, answers });
  })();
`;

async function longestLivenessDelayDuring(work: () => Promise<unknown>): Promise<number> {
  const probe = new Worker(PROBE, { eval: true, workerData: `${gateway.url}/health/live` });
  const message = (): Promise<unknown> => new Promise((resolve) => probe.once('message', resolve));
  await message();
  await work();
  const measured = message();
  probe.postMessage('stop');
  const { longest, answers } = (await measured) as { longest: number; answers: number };
  await probe.terminate();
  expect(answers).toBeGreaterThan(2);
  return longest;
}

/** Sends as many bodies as one agent may, simultaneously. */
async function refuseAll(body: string): Promise<void> {
  const replies = await Promise.all(
    Array.from({ length: BODIES }, () =>
      gateway.client.send('POST', path, {
        headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID() },
        body: body.padEnd(MAX_BYTES, ' '),
      }),
    ),
  );
  for (const reply of replies) expect(problemOf(reply).code).toBe('VALIDATION_FAILED');
}

const numbered = (member: (index: number) => string): string[] =>
  Array.from({ length: MEMBERS }, (_, i) => member(i));
/** With a wrong check digit, so that nothing is sent even if the PID block is well-formed. */
const NO_AADHAAR = AADHAAR.replace(/8$/, '9');
const biometric = (pidData: string): string =>
  JSON.stringify({ aadhaarNumber: NO_AADHAAR, consent: CONSENT, pidData: pidData.slice(0, 130_000) });

test.each<[string, string]>([
  ['unknown members', `{${numbered((index) => `"m${index}":1`).join(',')}}`],
  ['members of a known member', `{"consent":{${numbered((index) => `"m${index}":1`).join(',')}}}`],
  ['elements', `{"pidData":[${numbered(() => '{}').join(',')}]}`],
  [
    'attributes of a PID block',
    biometric(`<PidData ${numbered((index) => `a${index}=""`).join(' ')}></PidData>`),
  ],
  ['elements of a PID block', biometric(`<PidData>${'<a/>'.repeat(MEMBERS)}</PidData>`)],
  ['attributes without a value', biometric(`<PidData a=">" ${'a '.repeat(60_000)}></PidData>`)],
])('110 bodies full of %s are refused, and never delay liveness by a second', async (_what, body) => {
  const waits: number[] = [];
  while (waits.length < ROUNDS && !waits.some((wait) => wait < LONGEST_WAIT_MS))
    waits.push(await longestLivenessDelayDuring(() => refuseAll(body)));

  expect(Math.min(...waits)).toBeLessThan(LONGEST_WAIT_MS);
});
