import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { verdictOf, type Reply } from '../support/client.js';
import type { ActionName } from '../support/people.js';
import { PRODUCTS, type Onboarding, type Product } from '../support/resources.js';
import type { ReachableState } from '../support/stage.js';
import { text, type ScriptedAnswer } from '../support/upstream.js';
import { sharedStage } from '../support/set-up.js';

/** Part of every text of the replies, so that the test recognizes it in answers. */
const CANARY = 'EkoSaysThis';
const RUNS = 250;

/** The steps, each in a state in which it is allowed. */
const OF_OTP_PRODUCTS: readonly (readonly [ReachableState, ActionName])[] = [
  ['NOT_REGISTERED', 'REFRESH'],
  ['NOT_REGISTERED', 'REGISTER'],
  ['OTP_PENDING', 'VERIFY_OTP'],
  ['AADHAAR_PENDING', 'SUBMIT_AADHAAR'],
  ['AADHAAR_OTP_PENDING', 'VERIFY_OTP'],
  ['PAN_PENDING', 'SUBMIT_PAN'],
];
const OF_DMT_FINO: readonly (readonly [ReachableState, ActionName])[] = [
  ['NOT_REGISTERED', 'REFRESH'],
  ['NOT_REGISTERED', 'REGISTER'],
  ['BIOMETRIC_PENDING', 'SUBMIT_BIOMETRIC'],
  ['EKYC_OTP_PENDING', 'VERIFY_OTP'],
];
/** The 5xx that api.md documents for replies of Eko. */
const DOCUMENTED: Readonly<Record<number, readonly string[]>> = {
  502: ['UPSTREAM_UNRECOGNIZED', 'UPSTREAM_REJECTED_REQUEST', 'UPSTREAM_CREDENTIALS_REJECTED'],
  503: ['AADHAAR_SERVICE_UNAVAILABLE'],
  504: ['OUTCOME_UNKNOWN'],
};

const step = fc
  .constantFrom<Product>(...PRODUCTS)
  .chain((product) =>
    fc
      .constantFrom(...(product === 'dmt-fino' ? OF_DMT_FINO : OF_OTP_PRODUCTS))
      .map(([from, action]) => [product, from, action] as const),
  );

const NUMBERS = [
  ...[-1, 0, 1, 17, 36, 97, 132, 301, 302, 303, 314, 319, 327, 346, 347, 461, 463, 500, 585, 945, 1237, 1297],
  ...[300, 308, 309, 1388, 2129, 2131, 2132, 2134, 2135, 2136, 2138, 2147, 2444, 2446, 9999],
];
const words = fc.string({ maxLength: 12 }).map((rest) => `${CANARY}${rest}`);
const id = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...NUMBERS) },
  { weight: 3, arbitrary: fc.constantFrom(...NUMBERS).map(String) },
  fc.oneof(
    fc.constant(''),
    fc.constant(null),
    fc.double(),
    fc.boolean(),
    words,
    fc.constant({}),
    fc.constant([]),
  ),
);
/** Expected and unexpected values of a field. */
const value = fc.oneof(
  words,
  fc.constantFrom(
    '19',
    '20',
    19,
    20,
    true,
    false,
    'SUCCESS',
    '',
    null,
    1e400,
    '2.20834002375E9',
    'OTP expired',
  ),
  fc.constantFrom(CANARY.repeat(2000), '__proto__', '\u0000\ud800', `<b>${CANARY}</b>`),
  fc.jsonValue({ maxDepth: 3 }).map((json) => [CANARY, json]),
  fc.record(
    { toString: words, name: words, mobile: words, chart: fc.constant([{ data: null }]) },
    { requiredKeys: [] },
  ),
);
const NAMES = [
  ...[
    'otp_ref_id',
    'kyc_request_id',
    'intent_id',
    'description',
    'customer_profile',
    'wallet_token',
    'wallet_id',
  ],
  ...[
    'kyc_verified',
    'kyc_status',
    'verified',
    'state',
    'customer_id',
    'available_limit',
    'name',
    'mobile_hint',
  ],
  ...['__proto__', 'constructor', 'toString'],
];
const fields = fc.dictionary(fc.constantFrom(...NAMES), value, { maxKeys: 6 });
const parameters = fc.dictionary(
  fc.constantFrom(
    'name',
    'dob',
    'aadhar',
    'otp',
    'piddata',
    'pan_number',
    'user_code',
    CANARY,
    '__proto__',
    '9876543210',
  ),
  value,
  { maxKeys: 4 },
);
const reply = fc.record(
  {
    response_type_id: id,
    response_status_id: id,
    status: id,
    message: fc.oneof(words, value),
    data: fc.oneof({ weight: 5, arbitrary: fields }, value),
    invalid_params: fc.oneof({ weight: 3, arbitrary: parameters }, value),
    invalid_parameters: parameters,
  },
  { requiredKeys: [] },
);
const answer: fc.Arbitrary<ScriptedAnswer> = fc.oneof(
  { weight: 12, arbitrary: reply },
  fc.jsonValue().map((json) => text(200, JSON.stringify(json))),
  fc.string().map((junk) => text(200, `${CANARY}${junk}`)),
  fc.constantFrom(400, 404, 405, 415, 500, 502, 503).map((status) => text(status, CANARY, 'text/html')),
);

const { gateway, upstream, stage } = await sharedStage();

test(`none of ${RUNS} replies causes an undocumented 5xx, loses the onboarding or shows a text of Eko's`, async () => {
  await fc.assert(
    fc.asyncProperty(step, answer, answer, answer, async ([product, from, action], ...answers) => {
      const onboarding = await stage.at(from, product);
      // The second is for a follow-up look-up or a new signature, the third for a look-up after that.
      upstream.will(...answers);
      const reply = await stage.act(onboarding, action);
      upstream.discard();

      expectDocumented(reply);
      const read = await gateway.client.get(`/v1/${product}/onboardings/${onboarding.id}`);
      expect(verdictOf(read).status).toBe(200);
      // The customer's name is shown as Eko sends it; no other text of Eko is.
      expect(reply.text.replaceAll(/"name":"(\\.|[^"\\])*"/g, '')).not.toContain(CANARY);
      expect(read.text.replaceAll(/"name":"(\\.|[^"\\])*"/g, '')).not.toContain(CANARY);
      expect((read.body as Onboarding).state).toBe(verdictOf(reply).state);
    }),
    { numRuns: RUNS, endOnFailure: true },
  );
}, 180_000);

function expectDocumented(reply: Reply): void {
  const { status, code } = verdictOf(reply);
  if (status < 500) return;
  expect(DOCUMENTED[status]).toContain(code);
}
