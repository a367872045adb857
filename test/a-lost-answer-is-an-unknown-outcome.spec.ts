import { describe, expect, test } from '@jest/globals';
import { onboardingOf, problemOf, verdictOf } from './support/client.js';
import { MOBILE_OTP_SENT, NOT_REGISTERED } from './support/eko-replies.js';
import { BODIES, newMobile, ROUTES } from './support/people.js';
import { text, type ScriptedAnswer } from './support/upstream.js';
import { sharedStage } from './support/set-up.js';

const { gateway, upstream, stage } = await sharedStage({ EKO_TIMEOUT_MS: '1000' });

const WHOLE = JSON.stringify(MOBILE_OTP_SENT);
const LOST: readonly [string, ScriptedAnswer][] = [
  ['a 502 with an HTML page', text(502, '<html>Bad Gateway</html>', 'text/html')],
  ['a 500 with JSON', text(500, '{"message":"Internal Server Error"}')],
  ['a 503 with a reply that would be valid', text(503, WHOLE)],
  ['an empty 200', text(200, '')],
  ['a 200 of blanks', text(200, '  \n')],
  ['JSON cut off in the middle', text(200, WHOLE.slice(0, WHOLE.length / 2))],
  [
    'fewer bytes than announced, then the end of the connection',
    (response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '4000' });
      response.write(WHOLE.slice(0, 40), () => response.socket?.end());
    },
  ],
  ['more than 256 KiB', text(200, `${WHOLE.slice(0, -1)},"padding":"${'x'.repeat(256 * 1024)}"}`)],
  ['JSON that calls itself HTML', text(200, WHOLE, 'text/html')],
  ['a JSON array', text(200, '[]')],
  ['a JSON string', text(200, '"Success!"')],
  ['a connection reset', (response) => response.socket?.resetAndDestroy()],
  ['a connection closed without a word', (response) => response.socket?.destroy()],
  [
    'a connection reset during the answer',
    (response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write(WHOLE.slice(0, 20), () => response.socket?.resetAndDestroy());
    },
  ],
];
/** These wait for the time-out: one test is enough for each. */
const SLOW: readonly [string, ScriptedAnswer][] = [
  [
    'fewer bytes than announced, then nothing',
    text(200, WHOLE.slice(0, 40), 'application/json', { 'content-length': '4000' }),
  ],
  ['no answer in time', () => undefined],
];

describe.each([...LOST, ...SLOW])('%s', (_what, lost) => {
  test('at a step: 504, state OUTCOME_UNKNOWN, nextAction REFRESH; a refresh reconciles it by one look-up', async () => {
    const onboarding = await stage.at('NOT_REGISTERED', 'ppi-levin');

    const reply = await stage.answered(onboarding, 'REGISTER', lost);

    expect(verdictOf(reply)).toEqual({ status: 504, code: 'OUTCOME_UNKNOWN', state: 'OUTCOME_UNKNOWN' });
    const unknown = await stage.read(onboarding);
    expect(unknown).toMatchObject({ state: 'OUTCOME_UNKNOWN', alternatives: [], version: 2 });
    expect(unknown.nextAction).toMatchObject({ action: 'REFRESH', fields: [] });
    expect(unknown.clientRefId).toBe(problemOf(reply).clientRefId);
    expect(unknown.steps.map(({ status }) => status)).toEqual([
      'active',
      'pending',
      'pending',
      'pending',
      'pending',
    ]);

    const refreshed = await stage.answered(onboarding, 'REFRESH', MOBILE_OTP_SENT);
    expect(upstream.last).toMatchObject({ method: 'GET' });
    expect(onboardingOf(refreshed)).toMatchObject({ state: 'OTP_PENDING', version: 3 });
  });
});

describe.each(LOST)('%s', (_what, lost) => {
  test('at a start: 504, and the onboarding exists with its outcome unknown', async () => {
    const mobile = newMobile();

    const reply = await stage.started('customer-account', mobile, lost);

    expect(verdictOf(reply)).toEqual({ status: 504, code: 'OUTCOME_UNKNOWN', state: 'OUTCOME_UNKNOWN' });
    const { onboarding } = problemOf(reply);
    if (!onboarding) throw new Error('the problem contains no onboarding');
    expect((await stage.read(onboarding)).nextAction?.action).toBe('REFRESH');
    expect(verdictOf(await stage.answered(onboarding, 'REFRESH', NOT_REGISTERED)).state).toBe(
      'NOT_REGISTERED',
    );
  });

  test('at a consent read: UPSTREAM_INVALID_REPLY, and the onboarding is unchanged', async () => {
    const onboarding = await stage.at('AADHAAR_PENDING', 'ppi-digikhata');
    const consent = `/v1/ppi-digikhata/onboardings/${onboarding.id}/consent`;

    upstream.will(lost, lost);
    const languages = await gateway.client.get(`${consent}/languages`);
    const words = await gateway.client.get(`${consent}?language=en`);
    upstream.expectAllUsed();

    expect(verdictOf(languages)).toEqual({ status: 502, code: 'UPSTREAM_INVALID_REPLY' });
    expect(verdictOf(words)).toEqual({ status: 502, code: 'UPSTREAM_INVALID_REPLY' });
    expect(await stage.read(onboarding)).toEqual(onboarding);
  });
});

const lost: ScriptedAnswer = (response) => response.socket?.destroy();

test('the same key reconciles a lost step by exactly one look-up, and the answer is marked as reconciled', async () => {
  const onboarding = await stage.at('NOT_REGISTERED', 'ppi-digikhata');
  const key = 'the-key-of-a-lost-registration';
  upstream.will(lost);
  expect((await stage.act(onboarding, 'REGISTER', { key })).status).toBe(504);

  upstream.will(MOBILE_OTP_SENT);
  const { result: reconciled, requests } = await upstream.during(() =>
    stage.act(onboarding, 'REGISTER', { key }),
  );
  expect(requests.map(({ method }) => method)).toEqual(['GET']);
  expect(onboardingOf(reconciled)).toMatchObject({ state: 'OTP_PENDING', reconciled: true });

  const { result: replayed, requests: none } = await upstream.during(() =>
    stage.act(onboarding, 'REGISTER', { key }),
  );
  expect(none).toHaveLength(0);
  expect(replayed.text).toBe(reconciled.text);
  expect(replayed.headers.get('idempotency-replayed')).toBe('true');
});

test('the same key after a refresh shows the result of the refresh, without another look-up', async () => {
  const onboarding = await stage.at('NOT_REGISTERED', 'ppi-levin');
  const key = 'the-key-of-a-registration-reconciled-by-refresh';
  upstream.will(lost);
  expect((await stage.act(onboarding, 'REGISTER', { key })).status).toBe(504);
  await stage.answered(onboarding, 'REFRESH', MOBILE_OTP_SENT);

  const { result, requests } = await upstream.during(() => stage.act(onboarding, 'REGISTER', { key }));

  expect(requests).toHaveLength(0);
  expect(onboardingOf(result)).toMatchObject({ state: 'OTP_PENDING', reconciled: true });
});

test('after a look-up that fails, the next call with the key makes another look-up', async () => {
  const onboarding = await stage.at('NOT_REGISTERED', 'customer-account');
  const key = 'the-key-of-a-registration-lost-twice';
  upstream.will(lost, lost);
  expect((await stage.act(onboarding, 'REGISTER', { key })).status).toBe(504);
  expect(verdictOf(await stage.act(onboarding, 'REGISTER', { key }))).toEqual({
    status: 504,
    code: 'OUTCOME_UNKNOWN',
    state: 'OUTCOME_UNKNOWN',
  });
  upstream.expectAllUsed();

  upstream.will(NOT_REGISTERED);
  const { result, requests } = await upstream.during(() => stage.act(onboarding, 'REGISTER', { key }));

  expect(requests.map(({ method }) => method)).toEqual(['GET']);
  expect(onboardingOf(result)).toMatchObject({ state: 'NOT_REGISTERED', reconciled: true });
});

test('the same key of a lost start reconciles it by one look-up', async () => {
  const mobile = newMobile();
  const key = 'the-key-of-a-lost-start';
  upstream.will(lost);
  expect((await gateway.client.start('dmt-fino', mobile, { key })).status).toBe(504);

  upstream.will(NOT_REGISTERED);
  const { result } = await upstream.during(() => gateway.client.start('dmt-fino', mobile, { key }));

  expect(onboardingOf(result)).toMatchObject({ state: 'NOT_REGISTERED', reconciled: true });
});

test('while the outcome is unknown only a refresh is allowed', async () => {
  const onboarding = await stage.at('NOT_REGISTERED', 'ppi-levin');
  await stage.answered(onboarding, 'REGISTER', lost);

  const { result, requests } = await upstream.during(() =>
    gateway.client.post(`/v1/ppi-levin/onboardings/${onboarding.id}/${ROUTES.REGISTER}`, BODIES.REGISTER),
  );

  expect(requests).toHaveLength(0);
  expect(verdictOf(result)).toEqual({ status: 409, code: 'STEP_NOT_ALLOWED', state: 'OUTCOME_UNKNOWN' });
});

test.each(['VERIFY_OTP', 'SUBMIT_AADHAAR', 'SUBMIT_PAN'] as const)(
  'a lost %s is never repeated without the client',
  async (action) => {
    const from = {
      VERIFY_OTP: 'OTP_PENDING',
      SUBMIT_AADHAAR: 'AADHAAR_PENDING',
      SUBMIT_PAN: 'PAN_PENDING',
    } as const;
    const onboarding = await stage.at(from[action], 'ppi-levin');

    upstream.will(lost);
    const { result, requests } = await upstream.during(() => stage.act(onboarding, action));

    expect(result.status).toBe(504);
    expect(requests).toHaveLength(1);
  },
);
