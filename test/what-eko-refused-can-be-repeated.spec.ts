import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { problemOf, verdictOf, type Reply } from './support/client.js';
import { EKYC_PENDING, MOBILE_OTP_SENT, NOT_REGISTERED, reply } from './support/eko-replies.js';
import { Gateway } from './support/gateway.js';
import { newMobile } from './support/people.js';
import { OTP_PRODUCTS, type Onboarding, type Product } from './support/resources.js';
import { Stage } from './support/stage.js';
import { bodyOf, ScriptedUpstream, text, type ScriptedAnswer } from './support/upstream.js';
import { sharedStage } from './support/set-up.js';

const { gateway, upstream, stage } = await sharedStage();

/** A step that fails without an effect, then the same key, which must send the step. */
async function refusedThenRepeated(
  product: Product,
  ...answers: ScriptedAnswer[]
): Promise<{ refused: Reply; repeated: Reply; onboarding: Onboarding; timestamps: readonly unknown[] }> {
  const onboarding = await stage.at('NOT_REGISTERED', product);
  const key = randomUUID();
  upstream.will(...answers);
  const { result: refused, requests } = await upstream.during(() =>
    stage.act(onboarding, 'REGISTER', { key }),
  );
  expect(await stage.read(onboarding)).toEqual(onboarding);
  // Eko can find this reference; the onboarding shows the reference of the call that created it.
  expect(problemOf(refused).clientRefId).toBe(bodyOf(upstream.last)['client_ref_id']);
  upstream.will(MOBILE_OTP_SENT);
  const { result: repeated } = await upstream.during(() => stage.act(onboarding, 'REGISTER', { key }));
  expect(upstream.last.method).toBe('POST');
  const timestamps = requests.map(({ headers }) => headers['secret-key-timestamp']);
  return { refused, repeated, onboarding, timestamps };
}

const signatureRefused = (typeId: number): object => ({
  status: 403,
  response_status_id: 1,
  response_type_id: typeId,
  message: 'Invalid secret-key',
});
const REFUSALS: readonly [string, ScriptedAnswer][] = [
  ['HTTP 401', text(401, '{"message":"Unauthorized"}')],
  ['HTTP 401 without a body', text(401, '', 'text/plain')],
  ['HTTP 403 with HTML', text(403, '<html>Forbidden</html>', 'text/html')],
  ...[2483, 2484, 2485, 2486, 2487].flatMap((typeId): [string, ScriptedAnswer][] => [
    [`HTTP 403 with ${typeId}`, text(403, JSON.stringify(signatureRefused(typeId)))],
    [`HTTP 200 with ${typeId}`, signatureRefused(typeId)],
  ]),
];

// Resends are limited to a tenth of a product's calls and a reserve: the refusals alternate between the products.
const TURNS = REFUSALS.map(([what, refusal], index) => {
  const product = OTP_PRODUCTS[index % OTP_PRODUCTS.length] ?? 'ppi-levin';
  return [product, what, refusal] as const;
});

describe.each(TURNS)('%s: a signature refused by %s', (product, _what, refusal) => {
  test('is repeated with a new signature once, then UPSTREAM_CREDENTIALS_REJECTED; the key stays free', async () => {
    const { refused, repeated, timestamps } = await refusedThenRepeated(product, refusal, refusal);

    expect(timestamps).toHaveLength(2);
    expect(Number(timestamps[1])).toBeGreaterThan(Number(timestamps[0]));
    expect(verdictOf(refused)).toEqual({
      status: 502,
      code: 'UPSTREAM_CREDENTIALS_REJECTED',
      state: 'NOT_REGISTERED',
    });
    expect(verdictOf(repeated)).toEqual({ status: 200, state: 'OTP_PENDING' });
  });
});

test('a step whose second signature is accepted succeeds, under the same reference', async () => {
  const onboarding = await stage.at('NOT_REGISTERED', 'dmt-fino');
  upstream.will(text(401, '{}'), EKYC_PENDING);

  const { result, requests } = await upstream.during(() => stage.act(onboarding, 'REGISTER'));

  expect(verdictOf(result)).toEqual({ status: 200, state: 'BIOMETRIC_PENDING' });
  const [first, second] = requests;
  expect(first?.text).toBe(second?.text);
  expect(first?.headers['secret-key']).not.toBe(second?.headers['secret-key']);
});

test.each([
  ['7', 7],
  ['soon', 5],
  ['99999999', 5],
])(
  'HTTP 429 with Retry-After %s is UPSTREAM_UNAVAILABLE, and the key stays free',
  async (header, seconds) => {
    const busy = text(429, '{"message":"Too Many Requests"}', 'application/json', { 'retry-after': header });

    const { refused, repeated } = await refusedThenRepeated('customer-account', busy);

    expect(verdictOf(refused)).toEqual({
      status: 503,
      code: 'UPSTREAM_UNAVAILABLE',
      state: 'NOT_REGISTERED',
    });
    expect(refused.headers.get('retry-after')).toBe(String(seconds));
    expect(problemOf(refused).retryAfterSeconds).toBe(seconds);
    expect(verdictOf(repeated)).toEqual({ status: 200, state: 'OTP_PENDING' });
  },
);

test('a refused connection is UPSTREAM_UNAVAILABLE with Retry-After, no onboarding and no reference', async () => {
  const gone = await ScriptedUpstream.start();
  const alone = await Gateway.start(gone.settings);
  const known = await new Stage(alone.client, gone).at('NOT_REGISTERED', 'dmt-fino');
  const { id } = await new Stage(alone.client, gone).at('AADHAAR_PENDING', 'ppi-digikhata');
  await gone.stop();
  try {
    const mobile = newMobile();
    const key = randomUUID();
    const refused = await alone.client.start('dmt-fino', mobile, { key });
    const again = await alone.client.start('dmt-fino', mobile, { key });
    const step = await new Stage(alone.client, gone).act(known, 'REGISTER');
    const read = await alone.client.get(`/v1/ppi-digikhata/onboardings/${id}/consent?language=en`);

    for (const reply of [refused, again]) {
      expect(verdictOf(reply)).toEqual({ status: 503, code: 'UPSTREAM_UNAVAILABLE' });
      expect(Number(reply.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(reply.headers.has('idempotency-replayed')).toBe(false);
    }
    expect(problemOf(step).onboarding).toEqual(known);
    expect(problemOf(read).code).toBe('UPSTREAM_UNAVAILABLE');
    for (const reply of [refused, again, step, read])
      expect(problemOf(reply)).not.toHaveProperty('clientRefId');
  } finally {
    await alone.kill();
  }
});

test.each([
  [400, '{"message":"Bad Request"}', 'application/json'],
  [404, 'No Mapping Rule matched', 'text/plain'],
  [405, '', 'text/plain'],
  [415, '<html></html>', 'text/html'],
])(
  'HTTP %i is UPSTREAM_REJECTED_REQUEST: the state is unchanged, and the answer is stored under the key',
  async (status, body, type) => {
    const onboarding = await stage.at('NOT_REGISTERED', 'dmt-fino');
    const key = randomUUID();
    upstream.will(text(status, body, type));
    const { result } = await upstream.during(() => stage.act(onboarding, 'REGISTER', { key }));
    const { result: replayed, requests } = await upstream.during(() =>
      stage.act(onboarding, 'REGISTER', { key }),
    );

    expect(verdictOf(result)).toEqual({
      status: 502,
      code: 'UPSTREAM_REJECTED_REQUEST',
      state: 'NOT_REGISTERED',
    });
    expect((await stage.read(onboarding)).nextAction?.action).toBe('REGISTER');
    expect(requests).toHaveLength(0);
    expect(replayed.text).toBe(result.text);
  },
);

test.each<[string, ScriptedAnswer[], { status: number; code: string }]>([
  [
    'HTTP 401 twice',
    [text(401, '{}'), text(401, '{}')],
    { status: 502, code: 'UPSTREAM_CREDENTIALS_REJECTED' },
  ],
  ['HTTP 429', [text(429, '{}')], { status: 503, code: 'UPSTREAM_UNAVAILABLE' }],
  [
    'HTTP 404',
    [text(404, 'No Mapping Rule matched', 'text/plain')],
    { status: 502, code: 'UPSTREAM_REJECTED_REQUEST' },
  ],
  ['an unknown type id', [reply(9999, {})], { status: 502, code: 'UPSTREAM_UNRECOGNIZED' }],
  ['a reply to another call', [NOT_REGISTERED], { status: 502, code: 'UPSTREAM_UNRECOGNIZED' }],
  ['a refused parameter', [reply(-1, {}, -1)], { status: 502, code: 'UPSTREAM_REJECTED_REQUEST' }],
  [
    'consent details without a text',
    [reply(2446, { consent_detail: {} })],
    { status: 502, code: 'UPSTREAM_INVALID_REPLY' },
  ],
])(
  'a consent read with the reply %s gets its problem and changes nothing',
  async (_what, answers, expected) => {
    const onboarding = await stage.at('AADHAAR_PENDING', 'ppi-digikhata');
    upstream.will(...answers);

    const { result } = await upstream.during(() =>
      gateway.client.get(`/v1/ppi-digikhata/onboardings/${onboarding.id}/consent?language=en`),
    );

    expect(verdictOf(result)).toEqual(expected);
    expect(problemOf(result).clientRefId).toBe(upstream.last.query.get('client_ref_id'));
    expect(await stage.read(onboarding)).toEqual(onboarding);
  },
);
