import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  AADHAAR_OTP_SENT,
  AADHAAR_PENDING,
  MOBILE_OTP_SENT,
  PAN_REQUIRED,
  PROFILE,
  reply,
  WALLET_OPENED,
} from '../../../test/support/eko-replies.js';
import { BODIES } from '../../../test/support/people.js';
import { Identifiers } from '../../store/identifiers.js';
import { Bench, SECRET } from './testing/bench.js';

let bench: Bench;
beforeEach(async () => {
  bench = await Bench.open();
});
afterEach(() => bench.close());

const references = (): unknown[] => bench.eko.requests.map(({ fields }) => fields['client_ref_id']);

describe('the references of calls', () => {
  /** A change of these words would give the running look-ups of another release other references. */
  it('are derived from the key and the same words in every release', async () => {
    const client = bench.client();
    bench.eko.will(MOBILE_OTP_SENT, 'lost', 'lost', 'not sent', WALLET_OPENED, PROFILE);
    await client.start({ key: 'start' });
    for (let times = 0; times < 4; times++) await client.verify('123456', { key: 'k' });
    const identifiers = new Identifiers(Buffer.from(SECRET, 'base64'));
    const onboardingId = client.id;
    expect(onboardingId).toBe(identifiers.onboardingId('20810200', 'ppi-levin', '9876543210'));
    const start = { agent: '20810200', route: 'POST /v1/ppi-levin/onboardings', onboardingId, key: 'start' };
    const route = 'POST /v1/ppi-levin/onboardings/:id/otp/verification';
    const verification = { agent: '20810200', route, onboardingId, key: 'k' };
    expect(references()).toEqual([
      identifiers.clientRefId(start, 'step'),
      identifiers.clientRefId(verification, 'step'),
      identifiers.clientRefId(verification, 'settle 1'),
      identifiers.clientRefId(verification, 'settle 3'),
      identifiers.clientRefId(verification, 'settle 3 follow-up'),
    ]);
  });

  it('of a start whose process died is the one that Eko may have received', async () => {
    const client = bench.client();
    bench.store.failing.add('conclude');
    bench.eko.will(MOBILE_OTP_SENT);
    await client.start({ key: 'k' });
    bench.store.failing.clear();
    await bench.pass(15_000);
    bench.eko.will('not sent');
    await client.start({ key: 'k' });
    bench.eko.will('lost');
    const lost = await client.start({ key: 'k' });
    expect(lost.problem['clientRefId']).toBe(references().at(-1));
  });
});

it('a start that makes no call is recorded with the state and the reference of the onboarding', async () => {
  bench = await bench.reopen({ OTP_RESEND_COOLDOWN_SECONDS: '30' });
  const client = bench.client();
  bench.eko.will(MOBILE_OTP_SENT);
  await client.start();
  await client.start();
  const states = { outcome: 'OTP_PENDING', before: 'OTP_PENDING', after: 'OTP_PENDING' };
  expect(bench.audit.lines.at(-1)).toMatchObject({ step: 'START', ...states, clientRefId: references()[0] });
});

describe('a row of the overrides file that decided', () => {
  it('is named in the audit line, for the call and for the look-up that followed it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'overrides-'));
    const file = join(folder, 'overrides.json');
    const outcomes = {
      'ppi-levin': [
        { calls: ['verifyMobileOtp'], typeId: 7001, outcome: { lookUp: true } },
        { calls: ['lookUp'], typeId: 7002, outcome: { state: 'COMPLETED' } },
      ],
    };
    await writeFile(file, JSON.stringify({ outcomes }));
    bench = await bench.reopen({ EKO_OVERRIDES_FILE: file });
    const client = bench.client();
    bench.eko.will(MOBILE_OTP_SENT, reply(7001), reply(7002), reply(7002));
    await client.start();
    expect(bench.audit.lines.at(-1)).not.toHaveProperty('overrides');
    expect((await client.verify('123456')).onboarding?.state).toBe('COMPLETED');
    const row = (index: number): unknown =>
      expect.stringMatching(`^[0-9a-f]{8}#/outcomes/ppi-levin/${index}$`);
    expect(bench.audit.lines.at(-1)?.['overrides']).toEqual([row(0), row(1)]);
    await client.refresh();
    expect(bench.audit.lines.at(-1)?.['overrides']).toEqual([row(1)]);
    await rm(folder, { recursive: true });
  });
});

describe('a wallet session that has expired', () => {
  const SECONDS = 60;
  const session = (): object => {
    const claims = JSON.stringify({ exp: Math.floor(Date.now() / 1000) + SECONDS });
    return { wallet_token: `e30.${Buffer.from(claims).toString('base64url')}.c2ln`, wallet_id: 'wlt_1' };
  };

  it('is forgotten by a look-up alone: no other reply makes a step go without a token', async () => {
    const client = bench.client();
    bench.eko.will({ ...AADHAAR_PENDING, data: session() }, AADHAAR_OTP_SENT, PAN_REQUIRED);
    await client.start();
    await client.act('SUBMIT_AADHAAR', BODIES.SUBMIT_AADHAAR);
    await bench.pass(SECONDS * 1_000);
    const verified = await client.verify('123456');
    expect(verified.onboarding).toMatchObject({ state: 'PAN_PENDING', nextAction: { action: 'REFRESH' } });
    expect((await client.act('SUBMIT_PAN', BODIES.SUBMIT_PAN)).code).toBe('WALLET_SESSION_EXPIRED');
    bench.eko.will(PAN_REQUIRED, PROFILE);
    expect((await client.refresh()).onboarding?.nextAction?.action).toBe('SUBMIT_PAN');
    expect((await client.act('SUBMIT_PAN', BODIES.SUBMIT_PAN)).onboarding?.state).toBe('COMPLETED');
  });
});
