import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { AuditTrail } from '../../audit/audit-trail.js';
import { CountersInMemory } from '../../store/limit-counters.js';
import { MOBILE_OTP_SENT, NOT_REGISTERED } from '../../../test/support/eko-replies.js';
import { Bench } from './testing/bench.js';
import type { BenchClient } from './testing/bench-client.js';
import { clientBefore, STEPS, take } from './testing/steps.js';

let bench: Bench;
beforeEach(async () => {
  bench = await Bench.open();
});
afterEach(async () => {
  jest.restoreAllMocks();
  await bench.close();
});

function breakCounters(): void {
  jest.spyOn(CountersInMemory.prototype, 'add').mockRejectedValue(new Error('the counters do not answer'));
}

const COUNTED = STEPS.filter(
  ({ name }) => name === 'START' || name === 'RESEND_OTP' || name === 'SUBMIT_AADHAAR',
);

describe.each(COUNTED)('$name, while the counters of the limits cannot be reached,', (step) => {
  it('is not sent, and the same key works when they can be', async () => {
    const client = await clientBefore(bench, step);
    breakCounters();
    expect(await take(step, client, { key: 'k' })).toMatchObject({
      status: 503,
      code: 'STORE_UNAVAILABLE',
      headers: { 'Retry-After': '1' },
    });
    jest.restoreAllMocks();
    bench.eko.will(step.reply);
    const seen = await take(step, client, { key: 'k' });
    expect(seen).toMatchObject({ replayed: false, onboarding: { state: step.after } });
  });
});

it('a fault of the gateway itself is not answered as STORE_UNAVAILABLE, and sends nothing', async () => {
  const client = bench.client();
  jest.spyOn(AuditTrail.prototype, 'ready').mockRejectedValue(new TypeError('a fault'));
  await expect(client.start()).rejects.toThrow(TypeError);
  expect(bench.eko.requests).toEqual([]);
});

it('a refusal for the limit of OTPs gives back no start that the step did not take', async () => {
  bench = await bench.reopen({ ONBOARDING_STARTS_PER_HOUR: '1', OTP_MAX_SENDS_PER_AGENT_PER_HOUR: '1' });
  const client = bench.client({ product: 'ppi-digikhata' });
  bench.eko.will(MOBILE_OTP_SENT);
  await client.start();
  expect((await client.act('RESEND_OTP', {})).code).toBe('OTP_SENDS_EXHAUSTED');
  const next = bench.client({ product: 'dmt-fino', mobile: '9123456789' });
  expect((await next.start()).code).toBe('RATE_LIMITED');
  await bench.pass(3_600_000);
  bench.eko.will(NOT_REGISTERED);
  expect((await next.start()).status).toBe(201);
});

describe('of two starts and two OTPs that an agent has left', () => {
  beforeEach(async () => {
    bench = await bench.reopen({ ONBOARDING_STARTS_PER_HOUR: '2', OTP_MAX_SENDS_PER_AGENT_PER_HOUR: '2' });
    bench.eko.will(MOBILE_OTP_SENT, MOBILE_OTP_SENT, NOT_REGISTERED);
  });

  /** One start is used, and both OTPs. */
  async function expectOneStartLeft(client: BenchClient): Promise<void> {
    expect((await client.act('RESEND_OTP', {})).code).toBe('OTP_SENDS_EXHAUSTED');
    const others = ['9123456789', '9123456780'].map((mobile) =>
      bench.client({ product: 'dmt-fino', mobile }),
    );
    expect((await others[0]?.start())?.status).toBe(201);
    expect((await others[1]?.start())?.code).toBe('RATE_LIMITED');
  }

  it('a start on a known onboarding uses up one OTP, and no start', async () => {
    const client = bench.client({ product: 'ppi-digikhata' });
    await client.start();
    expect((await client.start()).status).toBe(200);
    await expectOneStartLeft(client);
  });

  it('a replayed start uses up neither', async () => {
    const client = bench.client({ product: 'ppi-digikhata' });
    await client.start({ key: 'k' });
    expect((await client.start({ key: 'k' })).replayed).toBe(true);
    expect((await client.act('RESEND_OTP', {})).status).toBe(200);
    await expectOneStartLeft(client);
  });
});
