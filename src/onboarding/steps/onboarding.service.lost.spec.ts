import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  AADHAAR_PENDING,
  MOBILE_OTP_SENT,
  PROFILE,
  reply,
  status,
  WALLET_OPENED,
} from '../../../test/support/eko-replies.js';
import { Bench } from './testing/bench.js';
import { HttpReply, type Scripted } from './testing/scripted-eko.js';
import { clientBefore, STEPS, take } from './testing/steps.js';

const UNKNOWN = { status: 504, code: 'OUTCOME_UNKNOWN', onboarding: { state: 'OUTCOME_UNKNOWN' } };

let bench: Bench;
beforeEach(async () => {
  bench = await Bench.open();
});
afterEach(() => bench.close());

/** The methods of the requests to Eko, without the first `from`. */
const methods = (from: number): string[] => bench.eko.requests.slice(from).map(({ method }) => method);

describe.each(STEPS)('a lost reply to $name', (step) => {
  it.each<[string, Scripted]>([
    ['cancelled', 'lost'],
    ['a server error', new HttpReply(502, '<html>')],
    ['not JSON', new HttpReply(200, 'OK', { 'content-type': 'text/html' })],
    ['empty', new HttpReply(204)],
  ])(
    '(%s) makes the outcome unknown: the step is not repeated, and one look-up reconciles it',
    async (_what, how) => {
      const client = await clientBefore(bench, step);
      const from = bench.eko.requests.length;
      bench.eko.will(how);
      const lost = await take(step, client, { key: 'k' });
      expect(lost).toMatchObject({ ...UNKNOWN, replayed: false });
      expect((await client.read()).state).toBe('OUTCOME_UNKNOWN');
      const logged = bench.log.length;
      bench.eko.will(PROFILE);
      const reconciled = await take(step, client, { key: 'k' });
      // A look-up needs no consent, so that none is recorded for it.
      expect(bench.log.slice(logged)).toEqual([expect.stringContaining('eko GET'), 'audit step']);
      expect(reconciled).toMatchObject({
        status: 200,
        replayed: false,
        onboarding: { state: 'COMPLETED', reconciled: true },
      });
      expect(methods(from).slice(1)).toEqual(['GET']);
      const [sent, lookedUp] = bench.eko.requests.slice(from).map(({ fields }) => fields['client_ref_id']);
      expect(lost.problem['clientRefId']).toBe(sent);
      expect(reconciled.onboarding?.clientRefId).toBe(lookedUp);
      expect(lookedUp).not.toBe(sent);
      expect(await take(step, client, { key: 'k' })).toEqual({ ...reconciled, replayed: true });
      expect((await client.read()).reconciled).toBeUndefined();
    },
  );

  it('is looked up with a new reference each time, until a look-up is recognized', async () => {
    const client = await clientBefore(bench, step);
    const from = bench.eko.requests.length;
    bench.eko.will('lost', 'lost', reply(9999), new HttpReply(400), status(36), PROFILE);
    expect(await take(step, client, { key: 'k' })).toMatchObject(UNKNOWN);
    expect(await take(step, client, { key: 'k' })).toMatchObject(UNKNOWN);
    for (const code of ['UPSTREAM_UNRECOGNIZED', 'UPSTREAM_REJECTED_REQUEST', 'LIMIT_EXHAUSTED'])
      expect(await take(step, client, { key: 'k' })).toMatchObject({ code, replayed: false });
    const reconciled = await take(step, client, { key: 'k' });
    expect(reconciled.onboarding).toMatchObject({ state: 'COMPLETED', reconciled: true });
    const references = bench.eko.requests.slice(from).map(({ fields }) => fields['client_ref_id']);
    expect(new Set(references).size).toBe(6);
  });

  it('that a refresh has reconciled needs no other look-up: the key gets the current onboarding', async () => {
    const client = await clientBefore(bench, step);
    bench.eko.will('lost', PROFILE);
    await take(step, client, { key: 'k' });
    const refreshed = await client.refresh();
    expect(refreshed).toMatchObject({ status: 200, onboarding: { state: 'COMPLETED' } });
    expect(refreshed.onboarding?.reconciled).toBeUndefined();
    const reconciled = await take(step, client, { key: 'k' });
    expect(reconciled.onboarding).toEqual({ ...refreshed.onboarding, reconciled: true });
    expect(await take(step, client, { key: 'k' })).toEqual({ ...reconciled, replayed: true });
  });

  it('whose look-up is not sent leaves the outcome unknown, and the key is not free', async () => {
    const client = await clientBefore(bench, step);
    const from = bench.eko.requests.length;
    bench.eko.will('lost', 'not sent', PROFILE);
    await take(step, client, { key: 'k' });
    expect(await take(step, client, { key: 'k' })).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
    expect((await client.read()).state).toBe('OUTCOME_UNKNOWN');
    expect((await take(step, client, { key: 'k' })).onboarding?.state).toBe('COMPLETED');
    expect(methods(from).slice(1)).toEqual(['GET']);
  });
});

describe('an unclear reply is followed by one look-up', () => {
  it.each<[string, Scripted, object, 'step' | 'follow-up']>([
    [
      'whose state is taken',
      AADHAAR_PENDING,
      { status: 200, onboarding: { state: 'AADHAAR_PENDING' } },
      'follow-up',
    ],
    ['whose refusal is answered', status(36), { code: 'LIMIT_EXHAUSTED' }, 'follow-up'],
    [
      'and not by a second one',
      WALLET_OPENED,
      { code: 'UPSTREAM_UNRECOGNIZED', onboarding: { state: 'OTP_PENDING' } },
      'follow-up',
    ],
    ['which makes the outcome unknown when its reply is lost', 'lost', UNKNOWN, 'follow-up'],
    ['which makes the outcome unknown when it is not sent', 'not sent', UNKNOWN, 'step'],
    [
      'which makes the outcome unknown when Eko refuses it with 429',
      new HttpReply(429),
      UNKNOWN,
      'follow-up',
    ],
    [
      'which makes the outcome unknown when Eko refuses it with 400',
      new HttpReply(400),
      UNKNOWN,
      'follow-up',
    ],
  ])('%s', async (_what, followUp, expected, quoted) => {
    const client = bench.client();
    bench.eko.will(MOBILE_OTP_SENT, WALLET_OPENED, followUp);
    await client.start();
    const seen = await client.verify('123456');
    expect(seen).toMatchObject(expected);
    const [, step, second] = bench.eko.requests.map(({ fields }) => fields['client_ref_id']);
    const reference = quoted === 'step' ? step : second;
    expect(seen.onboarding?.clientRefId).toBe(reference);
    if (seen.status >= 300) expect(seen.problem['clientRefId']).toBe(reference);
    expect(step).not.toBe(second);
  });

  it('which uses up no attempt and is not counted as a verification', async () => {
    const client = bench.client();
    bench.eko.will(MOBILE_OTP_SENT, WALLET_OPENED, MOBILE_OTP_SENT);
    await client.start();
    const seen = await client.verify('123456');
    expect(seen.onboarding).toMatchObject({ state: 'OTP_PENDING', otp: { attemptsLeft: 2 } });
    expect(await bench.metric('onboarding_otp_verifications_total')).toBe(0);
  });

  it('which requests no new OTP: the attempts of the pending OTP stay', async () => {
    const client = bench.client({ product: 'ppi-digikhata' });
    bench.eko.will(MOBILE_OTP_SENT, reply(2131, {}, 302), status(17), MOBILE_OTP_SENT, MOBILE_OTP_SENT);
    await client.start();
    await client.verify('123456');
    expect((await client.act('RESEND_OTP', {})).onboarding?.otp?.attemptsLeft).toBe(2);
    expect((await client.act('RESEND_OTP', {})).onboarding?.otp?.attemptsLeft).toBe(3);
  });
});
