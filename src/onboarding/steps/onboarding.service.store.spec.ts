import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  AADHAAR_PENDING,
  MOBILE_OTP_SENT,
  NOT_REGISTERED,
  PROFILE,
} from '../../../test/support/eko-replies.js';
import { BODIES } from '../../../test/support/people.js';
import { Bench } from './testing/bench.js';

const DAY_MS = 86_400_000;
const UNAVAILABLE = { status: 503, code: 'STORE_UNAVAILABLE', headers: { 'Retry-After': '1' } };

let bench: Bench;
beforeEach(async () => {
  bench = await Bench.open();
});
afterEach(() => bench.close());

describe('stored data', () => {
  it('of a key is kept for a day', async () => {
    const client = bench.client();
    bench.eko.will(NOT_REGISTERED, MOBILE_OTP_SENT, MOBILE_OTP_SENT);
    await client.start();
    await client.act('REGISTER', BODIES.REGISTER, { key: 'k' });
    bench.freeze(DAY_MS - 10);
    expect((await client.act('REGISTER', BODIES.REGISTER, { key: 'k' })).replayed).toBe(true);
    bench.freeze(10);
    expect((await client.act('REGISTER', BODIES.REGISTER, { key: 'k' })).code).toBe('STEP_NOT_ALLOWED');
    expect((await client.refresh()).status).toBe(200);
  });

  it('of a lost reply is kept for a day: until then its key sends no step', async () => {
    const client = bench.client();
    bench.eko.will(NOT_REGISTERED, 'lost', NOT_REGISTERED);
    await client.start();
    await client.act('REGISTER', BODIES.REGISTER, { key: 'k' });
    bench.freeze(DAY_MS - 10);
    const reconciled = await client.act('REGISTER', BODIES.REGISTER, { key: 'k' });
    expect(reconciled.onboarding).toMatchObject({ state: 'NOT_REGISTERED', reconciled: true });
    expect(bench.eko.requests.map(({ method }) => method)).toEqual(['GET', 'POST', 'GET']);
  });

  it('of an onboarding is kept for a week after its last change; then a start creates a new one', async () => {
    const client = bench.client();
    bench.eko.will(MOBILE_OTP_SENT, AADHAAR_PENDING, PROFILE);
    await client.start();
    bench.freeze(6 * DAY_MS);
    await client.verify('123456');
    bench.freeze(7 * DAY_MS - 10);
    expect((await client.read()).state).toBe('AADHAAR_PENDING');
    bench.freeze(10);
    await expect(client.read()).rejects.toMatchObject({ code: 'ONBOARDING_NOT_FOUND' });
    expect((await client.refresh()).code).toBe('ONBOARDING_NOT_FOUND');
    expect(await client.start()).toMatchObject({ status: 201, onboarding: { version: 1 } });
  });

  it('is sealed: the store contains neither customer nor answer in plain text', async () => {
    const client = bench.client();
    bench.eko.will(PROFILE);
    await client.start();
    const stored = await bench.store.read(client.id);
    expect(stored?.sealed).toMatch(/^test\.[\w-]+$/);
  });
});

describe('a gateway without the sealing key of an onboarding', () => {
  it('sends nothing, and a gateway with the key can take the step', async () => {
    const client = bench.client();
    bench.eko.will(MOBILE_OTP_SENT);
    await client.start({ key: 'start' });
    bench.sealWith('other');
    expect(await client.verify('123456', { key: 'k' })).toMatchObject(UNAVAILABLE);
    expect(await client.start({ key: 'start' })).toMatchObject(UNAVAILABLE);
    await expect(client.read()).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    bench.sealWith('test');
    bench.eko.will(AADHAAR_PENDING);
    expect(await client.verify('123456', { key: 'k' })).toMatchObject({
      replayed: false,
      onboarding: { state: 'AADHAAR_PENDING' },
    });
    expect((await client.start({ key: 'start' })).replayed).toBe(true);
  });
});

describe('a store that is not available', () => {
  it('is not asked for an id that no onboarding can have', async () => {
    const client = bench.client();
    client.id = 'onb_*';
    bench.store.failing.add('begin').add('read').add('erase');
    const unknown = { code: 'ONBOARDING_NOT_FOUND' };
    expect(await client.verify('123456')).toMatchObject(unknown);
    await expect(client.read()).rejects.toMatchObject(unknown);
    await expect(client.erase()).rejects.toMatchObject(unknown);
  });

  it('is answered to a reader as STORE_UNAVAILABLE', async () => {
    const client = bench.client();
    bench.eko.will(NOT_REGISTERED);
    const { onboarding } = await client.start();
    bench.store.failing.add('read');
    await expect(client.read()).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
      details: { retryAfterSeconds: 1 },
    });
    bench.store.failing.clear();
    expect(await client.read()).toEqual(onboarding);
  });
});
