import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { MOBILE_OTP_SENT, NOT_REGISTERED } from '../../../test/support/eko-replies.js';
import { Bench } from './testing/bench.js';
import type { Scripted } from './testing/scripted-eko.js';
import { clientBefore, STEPS, take } from './testing/steps.js';

let bench: Bench;
beforeEach(async () => {
  bench = await Bench.open();
});
afterEach(() => bench.close());

const NOT_FOUND = { code: 'ONBOARDING_NOT_FOUND' };
const EXISTING = STEPS.filter(({ from }) => from);

describe.each(EXISTING)('an onboarding after $name', (step) => {
  it('is not found after it was erased, and its keys send nothing', async () => {
    const client = await clientBefore(bench, step);
    bench.eko.will(step.reply);
    await take(step, client, { key: 'k' });
    await client.erase();
    await expect(client.read()).rejects.toMatchObject(NOT_FOUND);
    expect(await take(step, client, { key: 'k' })).toMatchObject(NOT_FOUND);
    expect(await take(step, client)).toMatchObject(NOT_FOUND);
    const erasures = await bench.metric('onboarding_transitions_total', { from: step.after, to: 'ERASED' });
    expect(erasures).toBe(1);
  });

  it('is erased with a line in the audit stream', async () => {
    const client = await clientBefore(bench, step);
    bench.eko.will(step.reply);
    await take(step, client);
    await client.erase();
    expect(bench.audit.lines.at(-1)).toEqual({
      stream: 'audit',
      time: new Date().toISOString(),
      event: 'step',
      agent: '20810200',
      onboarding: client.id,
      product: step.product,
      step: 'ERASE',
      outcome: 'ERASED',
      before: step.after,
      after: 'ERASED',
      requestId: 'erasure',
    });
  });
});

describe('an erasure', () => {
  it('of an erased onboarding is refused as not found, and that is recorded', async () => {
    const client = bench.client();
    bench.eko.will(NOT_REGISTERED);
    await client.start();
    await client.erase();
    await expect(client.erase()).rejects.toMatchObject(NOT_FOUND);
    const line = bench.audit.lines.at(-1);
    expect(line).toMatchObject({ step: 'ERASE', outcome: 'ONBOARDING_NOT_FOUND' });
    expect(line).not.toHaveProperty('before');
  });

  it.each([
    ['another agent', { agent: '20810201' }],
    ['another product', { product: 'customer-account' }],
  ])('by %s is refused as not found', async (_who, names) => {
    const client = bench.client();
    bench.eko.will(NOT_REGISTERED);
    const { onboarding } = await client.start();
    const other = bench.client(names);
    other.id = client.id;
    await expect(other.erase()).rejects.toMatchObject(NOT_FOUND);
    expect(await client.read()).toEqual(onboarding);
  });

  it('is refused while a step is running', async () => {
    const client = bench.client();
    let answer: (scripted: Scripted) => void = () => undefined;
    bench.eko.will(NOT_REGISTERED, new Promise<Scripted>((resolve) => (answer = resolve)));
    await client.start();
    const running = client.refresh();
    await bench.pass(1);
    await expect(client.erase()).rejects.toMatchObject({
      code: 'STEP_IN_PROGRESS',
      details: { retryAfterSeconds: 1 },
    });
    answer(NOT_REGISTERED);
    expect((await running).status).toBe(200);
    await client.erase();
  });

  it('is refused while the audit stream cannot be written', async () => {
    const client = bench.client();
    bench.eko.will(NOT_REGISTERED);
    const { onboarding } = await client.start();
    bench.audit.refuses = () => true;
    expect((await client.verify('123456')).code).toBe('STORE_UNAVAILABLE');
    await expect(client.erase()).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
      details: { retryAfterSeconds: 1 },
    });
    bench.audit.refuses = () => false;
    await bench.recordable();
    expect(await client.read()).toEqual(onboarding);
  });

  it('that could not be recorded is answered as STORE_UNAVAILABLE', async () => {
    const client = bench.client();
    bench.eko.will(NOT_REGISTERED);
    await client.start();
    bench.audit.refuses = () => true;
    await expect(client.erase()).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    bench.audit.refuses = () => false;
    await bench.recordable();
    await expect(client.read()).rejects.toMatchObject(NOT_FOUND);
    expect(bench.audit.lines).toContainEqual(expect.objectContaining({ outcome: 'ERASED' }));
  });

  it('that the store refused is not done', async () => {
    const client = bench.client();
    bench.eko.will(NOT_REGISTERED);
    const { onboarding } = await client.start();
    bench.store.failing.add('erase');
    await expect(client.erase()).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    bench.store.failing.clear();
    expect(await client.read()).toEqual(onboarding);
  });

  it('of an onboarding with an unknown outcome ends the count of its age', async () => {
    const client = bench.client();
    bench.eko.will('lost');
    await client.start();
    await bench.pass(60_000);
    expect(await bench.metric('onboarding_unknown_oldest_seconds')).toBe(60);
    await client.erase();
    expect(await bench.metric('onboarding_unknown_oldest_seconds')).toBe(0);
    expect(await bench.metric('onboarding_reconciled_total')).toBe(0);
  });

  it('allows a new start for the customer', async () => {
    const client = bench.client();
    bench.eko.will(NOT_REGISTERED, MOBILE_OTP_SENT);
    await client.start();
    await client.erase();
    const anew = await client.start();
    expect(anew).toMatchObject({ status: 201, onboarding: { version: 1, state: 'OTP_PENDING' } });
  });

  it('of an onboarding that another gateway has erased meanwhile is refused as not found', async () => {
    const client = bench.client();
    bench.eko.will(NOT_REGISTERED);
    await client.start();
    jest.spyOn(bench.store, 'erase').mockResolvedValue('missing');
    await expect(client.erase()).rejects.toMatchObject(NOT_FOUND);
    expect(bench.audit.lines.at(-1)).toMatchObject({ step: 'ERASE', outcome: 'ONBOARDING_NOT_FOUND' });
  });
});
