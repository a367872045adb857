import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { problemOf, verdictOf, type Reply } from './support/client.js';
import { PROFILE } from './support/eko-replies.js';
import { newMobile, type ActionName } from './support/people.js';
import { PRODUCTS, type Product } from './support/resources.js';
import type { ReachableState } from './support/stage.js';
import { sharedStage } from './support/set-up.js';

/** A reply that integrators received from Eko, and its meaning by api.md and contract.md. */
interface Seen {
  readonly product: Product | 'any';
  readonly call: keyof typeof STEP_OF_CALL | 'lookUp' | 'consentLanguages';
  readonly reply: Readonly<Record<string, unknown>>;
  readonly expect: {
    readonly http?: number;
    readonly code?: string;
    readonly state?: string;
    readonly fields?: readonly string[];
    readonly lookUp?: true;
    readonly shows?: string;
  };
}
type Case = [name: string, product: Product, from: ReachableState, action: ActionName, seen: Seen];

const SEEN = JSON.parse(
  readFileSync(new URL('./fixtures/eko-replies-seen.json', import.meta.url), 'utf8'),
) as readonly Seen[];

/** The state in which each call is made, and the action that makes it. */
const STEP_OF_CALL = {
  register: [['NOT_REGISTERED', 'REGISTER']],
  verify: [
    ['OTP_PENDING', 'VERIFY_OTP'],
    ['AADHAAR_OTP_PENDING', 'VERIFY_OTP'],
    ['EKYC_OTP_PENDING', 'VERIFY_OTP'],
  ],
  aadhaar: [['AADHAAR_PENDING', 'SUBMIT_AADHAAR']],
  biometric: [['BIOMETRIC_PENDING', 'SUBMIT_BIOMETRIC']],
  pan: [['PAN_PENDING', 'SUBMIT_PAN']],
} as const satisfies Record<string, readonly (readonly [ReachableState, ActionName])[]>;

const productsOf = ({ product }: Seen): readonly Product[] => (product === 'any' ? PRODUCTS : [product]);
const has = (product: Product, state: ReachableState): boolean =>
  state === 'NOT_REGISTERED' ||
  (product === 'dmt-fino') === ['BIOMETRIC_PENDING', 'EKYC_OTP_PENDING'].includes(state);
/** Replies about another customer are treated differently in production. */
const OWN = SEEN.filter(({ expect: { shows } }) => shows === undefined);

const STEPS: readonly Case[] = OWN.flatMap((seen) =>
  productsOf(seen).flatMap((product) => {
    if (seen.call === 'lookUp' || seen.call === 'consentLanguages') return [];
    return STEP_OF_CALL[seen.call]
      .filter(([from]) => has(product, from))
      .map(([from, action]): Case => [
        `${product} ${action} in ${from}: ${idsOf(seen)}`,
        product,
        from,
        action,
        seen,
      ]);
  }),
);
const LOOK_UPS = OWN.filter(({ call }) => call === 'lookUp').flatMap((seen) =>
  productsOf(seen).map((product): [string, Product, Seen] => [`${product}: ${idsOf(seen)}`, product, seen]),
);

const { gateway, upstream, stage } = await sharedStage();

test('these tests use the whole fixture', () => {
  expect(SEEN).toHaveLength(22);
  const read = new Set([...STEPS.map((one) => one[4]), ...LOOK_UPS.map((one) => one[2])]);
  expect(OWN.filter((seen) => !read.has(seen)).map(({ call }) => call)).toEqual(['consentLanguages']);
});

describe('a step with a reply that integrators received:', () => {
  test.each(STEPS)('%s', async (_name, product, from, action, { reply, expect: expected }) => {
    const onboarding = await stage.at(from, product);

    const answered = await stage.answered(onboarding, action, reply, ...(expected.lookUp ? [PROFILE] : []));

    expectMatch(answered, expected, from);
    // The onboarding can be continued after every reply.
    expect(['COMPLETED', verdictOf(answered).state]).toContain((await stage.read(onboarding)).state);
  });
});

describe('a start with a reply that integrators received:', () => {
  test.each(LOOK_UPS)('%s', async (_name, product, { reply, expect: expected }) => {
    const mobile = newMobile();

    const started = await stage.started(product, mobile, reply);

    expectMatch(started, expected, undefined);
  });
});

test('ppi-digikhata reads the consent languages from the member that Eko’s app reads first', async () => {
  const seen = OWN.find(({ call }) => call === 'consentLanguages');
  const { id } = await stage.at('AADHAAR_PENDING', 'ppi-digikhata');
  upstream.will(seen?.reply ?? {});

  const languages = await gateway.client.get(`/v1/ppi-digikhata/onboardings/${id}/consent/languages`);

  expect(languages.status).toBe(seen?.expect.http);
  expect(languages.body).toEqual({ languages: [{ language: 'en', name: 'English' }] });
});

function expectMatch(reply: Reply, expected: Seen['expect'], from: string | undefined): void {
  const { status, code, state } = verdictOf(reply);
  if (expected.lookUp) expect({ status, state }).toEqual({ status: 200, state: 'COMPLETED' });
  if (expected.http !== undefined) expect(status).toBe(expected.http);
  expect(code).toBe(expected.code);
  const unchanged = expected.state === 'unchanged' || (expected.state === undefined && !expected.lookUp);
  if (from !== undefined || expected.state !== undefined)
    expect(unchanged ? from : (expected.state ?? 'COMPLETED')).toBe(state);
  if (status >= 400)
    expect(problemOf(reply).errors?.map(({ field }) => field)).toEqual(expected.fields ?? named(code));
  expect(reply.text).not.toMatch(
    /Already registered|does not exist|Otp is wrong|too long|over 18|UIDAI|No key/,
  );
}

/** The fields of a code if the fixture names none: an OTP that Eko names is also named to the client. */
function named(code: string | undefined): readonly string[] | undefined {
  return code === 'OTP_INCORRECT' ? ['otp'] : undefined;
}

function idsOf({ reply }: Seen): string {
  const { response_type_id: typeId, response_status_id: statusId, status } = reply;
  const parameters = Object.keys(reply['invalid_params'] ?? {});
  return `${[typeId, statusId, status].map((id) => JSON.stringify(id ?? 'none')).join('/')} ${parameters.join(', ')}`;
}
