import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { CountersInMemory } from '../../store/limit-counters.js';
import {
  AADHAAR_PENDING,
  MOBILE_OTP_SENT,
  NOT_REGISTERED,
  OTP_WRONG,
} from '../../../test/support/eko-replies.js';
import { Bench } from './testing/bench.js';
import type { Scripted } from './testing/scripted-eko.js';

const OTHER_CUSTOMER = { mobile: '9123456789' };

let bench: Bench;
afterEach(() => bench.close());

/** The counters of the limits cannot be reached, for one addition. */
function countersFailOnce(): void {
  jest.spyOn(CountersInMemory.prototype, 'add').mockRejectedValueOnce(new Error('no counters'));
}

describe('a start of an onboarding that exists', () => {
  it('is made when its agent has no starts left, and its OTP is counted', async () => {
    bench = await Bench.open({ ONBOARDING_STARTS_PER_HOUR: '1', OTP_MAX_SENDS_PER_HOUR: '2' });
    const client = bench.client();
    bench.eko.will(MOBILE_OTP_SENT, MOBILE_OTP_SENT);
    await client.start();
    expect((await client.start()).status).toBe(200);
    expect((await client.start()).code).toBe('OTP_SENDS_EXHAUSTED');
    expect((await bench.client(OTHER_CUSTOMER).start()).code).toBe('RATE_LIMITED');
  });

  it('uses up the OTP that it makes Eko send, and no start', async () => {
    bench = await Bench.open({ ONBOARDING_STARTS_PER_HOUR: '2', OTP_MAX_SENDS_PER_HOUR: '2' });
    const client = bench.client();
    bench.eko.will(MOBILE_OTP_SENT, MOBILE_OTP_SENT, NOT_REGISTERED);
    await client.start();
    expect((await client.start()).status).toBe(200);
    expect((await bench.client({ product: 'customer-account' }).start()).code).toBe('OTP_SENDS_EXHAUSTED');
    expect((await bench.client(OTHER_CUSTOMER).start()).status).toBe(201);
  });

  it.each<[string, Scripted, number]>([
    ['is made when its agent has verified an OTP of the customer', AADHAAR_PENDING, 200],
    ['is refused when its agent has verified none', OTP_WRONG, 429],
  ])(
    "by the customer's own agent, after other agents have used up the OTPs, %s",
    async (_what, reply, status) => {
      bench = await Bench.open({ OTP_MAX_SENDS_PER_HOUR: '2' });
      const client = bench.client();
      bench.eko.will(MOBILE_OTP_SENT, reply);
      await client.start();
      await client.verify('123456');
      for (let send = 0; send < 7; send++) {
        const other = bench.client({ agent: `3000${String(send)}` });
        bench.eko.will(MOBILE_OTP_SENT);
        expect((await other.start()).status).toBe(201);
      }
      bench.eko.will(MOBILE_OTP_SENT);
      expect((await client.start()).status).toBe(status);
      expect(bench.eko.forget()).toBe(status === 200 ? 0 : 1);
    },
  );

  it('is counted by no limit when it makes Eko send no OTP: it is also made without counters', async () => {
    bench = await Bench.open();
    const client = bench.client({ product: 'dmt-fino' });
    bench.eko.will(NOT_REGISTERED, NOT_REGISTERED);
    await client.start();
    countersFailOnce();
    expect((await client.start()).status).toBe(200);
  });
});

describe('a start', () => {
  it('that is answered from the record uses up neither an OTP nor a start', async () => {
    bench = await Bench.open({ ONBOARDING_STARTS_PER_HOUR: '2', OTP_MAX_SENDS_PER_HOUR: '2' });
    const client = bench.client();
    bench.eko.will(MOBILE_OTP_SENT, MOBILE_OTP_SENT, NOT_REGISTERED);
    await client.start({ key: 'k' });
    for (let times = 0; times < 3; times++) expect((await client.start({ key: 'k' })).replayed).toBe(true);
    expect((await client.start()).status).toBe(200);
    expect((await bench.client(OTHER_CUSTOMER).start()).status).toBe(201);
  });

  it('that could not be counted sends nothing, and gives back nothing that others took', async () => {
    bench = await Bench.open({ ONBOARDING_STARTS_PER_HOUR: '1' });
    bench.eko.will(NOT_REGISTERED);
    await bench.client().start();
    countersFailOnce();
    const other = bench.client(OTHER_CUSTOMER);
    expect((await other.start()).code).toBe('STORE_UNAVAILABLE');
    expect((await other.start()).code).toBe('RATE_LIMITED');
  });

  it('whose counters fail before its claim is answered is refused, and leaves no rejection that ends the process', async () => {
    bench = await Bench.open();
    const client = bench.client();
    countersFailOnce();
    const begin = bench.store.begin.bind(bench.store);
    jest.spyOn(bench.store, 'begin').mockImplementationOnce(async (claim) => {
      await new Promise(setImmediate);
      return begin(claim);
    });
    // jest gives its tests a copy of the process, whose events never occur.
    const real = process.getBuiltinModule('node:process');
    const unhandled = jest.fn();
    real.on('unhandledRejection', unhandled);
    try {
      expect((await client.start()).code).toBe('STORE_UNAVAILABLE');
    } finally {
      real.off('unhandledRejection', unhandled);
    }
    expect(unhandled).not.toHaveBeenCalled();
  });
});
