import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as eko from './support/eko-replies.js';
import { newMobile, type ActionName } from './support/people.js';
import { PRODUCTS, type Product } from './support/resources.js';
import type { ReachableState } from './support/stage.js';
import { until } from './support/until.js';
import { bodyOf, type SeenRequest } from './support/upstream.js';
import { ownStage } from './support/set-up.js';

const VARIANTS = new URL('../docs/overrides', import.meta.url).pathname;
const directory = mkdtempSync(join(tmpdir(), 'overrides-test-'));
const file = join(directory, 'overrides.json');

/** Variants that concern different calls are in force together: a gateway rereads its file once a second. */
const EDITIONS = [
  ['dmt-fino-below-account.json', 'ppi-digikhata-look-up-below-profile.json', 'ppi-levin-below-account.json'],
  ['ppi-digikhata-verification-with-service-code.json', 'ppi-levin-older-aadhaar-verification.json'],
] as const;
const WITHOUT_USER_CODE = 'without-user-code.json';

/** The text of a file with these variants. @throws Error if two of them concern the same call */
function editionOf(names: readonly string[]): string {
  const calls = names.flatMap((name) => {
    const variant = JSON.parse(readFileSync(join(VARIANTS, name), 'utf8')) as { readonly calls: object };
    return Object.entries(variant.calls);
  });
  if (new Set(calls.map(([call]) => call)).size < calls.length) throw new Error('two variants of one call');
  return JSON.stringify({ calls: Object.fromEntries(calls) });
}

writeFileSync(file, editionOf(EDITIONS[0]));
const { gateway, stage, upstream } = await ownStage({
  EKO_OVERRIDES_FILE: file,
  SECRET_REFRESH_SECONDS: '1',
  SANDBOX_USER_CODE: '10472151',
});
afterAll(() => {
  rmSync(directory, { recursive: true });
});

/** Resolves once the running gateway has these variants. */
async function inForce(names: readonly string[]): Promise<void> {
  const text = editionOf(names);
  if (readFileSync(file, 'utf8') === text) return;
  const changes = (): number => gateway.log.filter(({ event }) => event === 'overrides changed').length;
  const before = changes();
  writeFileSync(file, text);
  await until('the new edition', () => changes() > before || undefined);
}

/** A step and its request to Eko, where `M` is the customer's mobile. */
type Step = readonly [
  product: Product,
  from: ReachableState,
  action: ActionName,
  request: string,
  fields?: object,
];
type LookUp = readonly [product: Product, request: string];

/** contract.md, "What differs from account to account". */
const FACTS: Readonly<
  Record<string, { readonly lookUps?: readonly LookUp[]; readonly steps?: readonly Step[] }>
> = {
  'dmt-fino-below-account.json': {
    lookUps: [['dmt-fino', 'GET /customer/profile/M/dmt-fino']],
    steps: [
      ['dmt-fino', 'NOT_REGISTERED', 'REGISTER', 'POST /customer/account/M/dmt-fino'],
      ['dmt-fino', 'BIOMETRIC_PENDING', 'SUBMIT_BIOMETRIC', 'POST /customer/account/M/dmt-fino/ekyc'],
      ['dmt-fino', 'EKYC_OTP_PENDING', 'VERIFY_OTP', 'PUT /customer/account/M/dmt-fino/otp/verify'],
    ],
  },
  'ppi-digikhata-look-up-below-profile.json': {
    lookUps: [['ppi-digikhata', 'GET /customer/profile/M/ppi-digikhata']],
    steps: [['ppi-digikhata', 'NOT_REGISTERED', 'REGISTER', 'POST /customer/payment/ppi-digikhata/sender/M']],
  },
  'ppi-digikhata-verification-with-service-code.json': {
    steps: [
      [
        'ppi-digikhata',
        'OTP_PENDING',
        'VERIFY_OTP',
        'POST /customer/payment/ppi-digikhata/sender/M/otp/verify',
        { service_code: 80, intent_id: '19', otp: 123456, otp_ref_id: 'bW9iaWxl+A==' },
      ],
    ],
  },
  'ppi-levin-below-account.json': {
    steps: [
      [
        'ppi-levin',
        'OTP_PENDING',
        'VERIFY_OTP',
        'POST /customer/account/M/ppi-levin/otp/verify',
        { intent_id: '19' },
      ],
      ['ppi-levin', 'AADHAAR_PENDING', 'SUBMIT_AADHAAR', 'POST /customer/account/M/ppi-levin/aadhaar'],
      [
        'ppi-levin',
        'AADHAAR_OTP_PENDING',
        'VERIFY_OTP',
        'POST /customer/account/M/ppi-levin/otp/verify',
        { intent_id: '20' },
      ],
      ['ppi-levin', 'PAN_PENDING', 'SUBMIT_PAN', 'POST /customer/account/M/ppi-levin/pan'],
    ],
  },
  'ppi-levin-older-aadhaar-verification.json': {
    steps: [
      [
        'ppi-levin',
        'AADHAAR_OTP_PENDING',
        'VERIFY_OTP',
        'POST /customer/payment/ppi-levin/sender/M/aadhaar/otp/verify',
      ],
      ['ppi-levin', 'OTP_PENDING', 'VERIFY_OTP', 'POST /customer/payment/ppi-levin/sender/M/otp/verify'],
    ],
  },
};

const ANSWERS: Partial<Record<ActionName, object>> = {
  REGISTER: eko.MOBILE_OTP_SENT,
  SUBMIT_BIOMETRIC: eko.EKYC_OTP_SENT,
  SUBMIT_AADHAAR: eko.AADHAAR_OTP_SENT,
  SUBMIT_PAN: eko.PROFILE,
  VERIFY_OTP: eko.PROFILE,
};

const asWritten = ({ method, path }: SeenRequest, mobile: string): string =>
  `${method} ${path.replace(mobile, 'M')}`;

describe('docs/overrides', () => {
  const shipped = readdirSync(VARIANTS).filter((name) => name.endsWith('.json'));

  test('contains no variant that is not tested here', () => {
    expect(shipped.sort()).toEqual([...Object.keys(FACTS), WITHOUT_USER_CODE].sort());
    expect(EDITIONS.flat().sort()).toEqual(Object.keys(FACTS).sort());
  });
});

describe.each(EDITIONS.map((names) => [names]))('of docs/overrides %j', (names) => {
  beforeAll(() => inForce(names));

  test.each(names)('%s changes the requests to Eko', async (name) => {
    const facts = FACTS[name] ?? {};
    for (const [product, request] of facts.lookUps ?? []) {
      const mobile = newMobile();
      await stage.started(product, mobile, eko.NOT_REGISTERED);
      expect(asWritten(upstream.last, mobile)).toBe(request);
      expect(upstream.last.query.get('user_code')).toBe('10472151');
    }
    for (const [product, from, action, request, fields = {}] of facts.steps ?? []) {
      const mobile = newMobile();
      const onboarding = await stage.at(from, product, mobile);
      const reply = await stage.answered(onboarding, action, ANSWERS[action] ?? eko.MOBILE_OTP_SENT);
      expect({ action, status: reply.status }).toEqual({ action, status: 200 });
      expect(asWritten(upstream.last, mobile)).toBe(request);
      expect(bodyOf(upstream.last)).toMatchObject({ user_code: '10472151', ...fields });
    }
  });
});

describe('docs/overrides', () => {
  test('without-user-code.json: no call of any product contains it, nor do the consent reads', async () => {
    await inForce([WITHOUT_USER_CODE]);
    const before = upstream.requests.length;
    for (const product of PRODUCTS) {
      await stage.at('NOT_REGISTERED', product);
      if (product === 'dmt-fino') {
        await walk(product, [
          ['NOT_REGISTERED', 'REGISTER'],
          ['BIOMETRIC_PENDING', 'SUBMIT_BIOMETRIC'],
          ['EKYC_OTP_PENDING', 'VERIFY_OTP'],
        ]);
        continue;
      }
      await walk(product, [
        ['NOT_REGISTERED', 'REGISTER'],
        ['OTP_PENDING', 'RESEND_OTP'],
        ['OTP_PENDING', 'VERIFY_OTP'],
        ['AADHAAR_PENDING', 'SUBMIT_AADHAAR'],
        ['AADHAAR_OTP_PENDING', 'VERIFY_OTP'],
        ['PAN_PENDING', 'SUBMIT_PAN'],
      ]);
    }
    const { id } = await stage.at('AADHAAR_PENDING', 'ppi-digikhata');
    for (const path of ['consent/languages', 'consent?language=en']) {
      upstream.will(eko.reply(9999));
      await gateway.client.get(`/v1/ppi-digikhata/onboardings/${id}/${path}`);
    }
    upstream.expectAllUsed();

    const requests = upstream.requests.slice(before);
    expect(requests.length).toBeGreaterThan(60);
    expect(requests.filter((request) => request.query.has('user_code'))).toEqual([]);
    expect(requests.filter(({ text }) => text.includes('user_code'))).toEqual([]);
    for (const { query, text } of requests)
      expect(query.has('client_ref_id') || text.includes('client_ref_id')).toBe(true);
  });
});

async function walk(
  product: Product,
  steps: readonly (readonly [ReachableState, ActionName])[],
): Promise<void> {
  for (const [from, action] of steps) {
    const onboarding = await stage.at(from, product);
    await stage.answered(onboarding, action, ANSWERS[action] ?? eko.MOBILE_OTP_SENT);
  }
}
