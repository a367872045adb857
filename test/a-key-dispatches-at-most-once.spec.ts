import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { onboardingOf, verdictOf } from './support/client.js';
import * as eko from './support/eko-replies.js';
import { BODIES, newMobile, REGISTRATION } from './support/people.js';
import { bodyOf, text } from './support/upstream.js';
import { sharedStage } from './support/set-up.js';

const { gateway, upstream, stage } = await sharedStage();

describe('the same key with the same request', () => {
  test('replays the stored success byte for byte, and nothing is sent', async () => {
    const onboarding = await stage.at('NOT_REGISTERED', 'ppi-levin');
    const key = randomUUID();
    upstream.will(eko.MOBILE_OTP_SENT);
    const first = await stage.act(onboarding, 'REGISTER', { key });
    expect(first.headers.has('idempotency-replayed')).toBe(false);
    await stage.answered(onboarding, 'VERIFY_OTP', eko.AADHAAR_PENDING);

    const { result: again, requests } = await upstream.during(() =>
      stage.act(onboarding, 'REGISTER', { key }),
    );

    expect(requests).toHaveLength(0);
    expect([again.status, again.text]).toEqual([first.status, first.text]);
    expect(again.headers.get('content-type')).toBe(first.headers.get('content-type'));
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect((await stage.read(onboarding)).state).toBe('AADHAAR_PENDING');
  });

  test('replays the stored start with its 201 and Location', async () => {
    const mobile = newMobile();
    const key = randomUUID();
    upstream.will(eko.NOT_REGISTERED);
    const first = await gateway.client.start('dmt-fino', mobile, { key });

    const { result: again, requests } = await upstream.during(() =>
      gateway.client.start('dmt-fino', mobile, { key }),
    );

    expect(requests).toHaveLength(0);
    expect([again.status, again.text]).toEqual([201, first.text]);
    expect(again.headers.get('location')).toBe(first.headers.get('location'));
    expect(again.headers.get('idempotency-replayed')).toBe('true');
  });

  test.each([
    ['a wrong OTP', eko.OTP_WRONG, 422],
    ['an unrecognized answer', eko.reply(9999, {}), 502],
    ['a refused parameter', eko.reply(-1, {}, -1), 502],
    ['a refused initiator', eko.status(319), 502],
  ])(
    'replays the stored error for %s byte for byte, without another attempt',
    async (_what, answer, status) => {
      const onboarding = await stage.at('OTP_PENDING', 'ppi-digikhata');
      const key = randomUUID();
      upstream.will(answer);
      const first = await stage.act(onboarding, 'VERIFY_OTP', { key });
      expect(first.status).toBe(status);

      const { result: again, requests } = await upstream.during(() =>
        stage.act(onboarding, 'VERIFY_OTP', { key }),
      );

      expect(requests).toHaveLength(0);
      expect([again.status, again.text]).toEqual([first.status, first.text]);
      expect(again.headers.get('content-type')).toMatch(/^application\/problem\+json/);
      expect(again.headers.get('idempotency-replayed')).toBe('true');
      expect((await stage.read(onboarding)).otp?.attemptsLeft).toBe(2);
    },
  );

  test('is the same request in whichever order the members of its body are', async () => {
    const onboarding = await stage.at('NOT_REGISTERED', 'ppi-levin');
    const key = randomUUID();
    upstream.will(eko.MOBILE_OTP_SENT);
    const first = await stage.act(onboarding, 'REGISTER', { key });
    const { name, dateOfBirth, address } = REGISTRATION;

    const again = await gateway.client.post(
      `/v1/ppi-levin/onboardings/${onboarding.id}/registration`,
      { address, dateOfBirth, name },
      { key },
    );

    expect(again.text).toBe(first.text);
  });
});

describe('the same key with another request', () => {
  test('is refused: 422 IDEMPOTENCY_KEY_REUSED', async () => {
    const onboarding = await stage.at('OTP_PENDING', 'ppi-levin');
    const key = randomUUID();
    upstream.will(eko.OTP_WRONG);
    await stage.act(onboarding, 'VERIFY_OTP', { key });

    const path = `/v1/ppi-levin/onboardings/${onboarding.id}/otp/verification`;
    const { result } = await upstream.during(() => gateway.client.post(path, { otp: '654321' }, { key }));

    expect(verdictOf(result)).toEqual({ status: 422, code: 'IDEMPOTENCY_KEY_REUSED' });
  });

  test('is also refused for a start of another customer', async () => {
    const key = randomUUID();
    upstream.will(eko.NOT_REGISTERED);
    await gateway.client.start('ppi-levin', newMobile(), { key });

    const { result } = await upstream.during(() => gateway.client.start('ppi-levin', newMobile(), { key }));

    expect(verdictOf(result)).toEqual({ status: 422, code: 'IDEMPOTENCY_KEY_REUSED' });
  });

  test('is independent on another route, another onboarding and another product', async () => {
    const key = randomUUID();
    const one = await stage.at('NOT_REGISTERED', 'ppi-levin');
    const other = await stage.at('NOT_REGISTERED', 'ppi-levin');
    upstream.will(eko.MOBILE_OTP_SENT, eko.MOBILE_OTP_SENT, eko.AADHAAR_PENDING, eko.NOT_REGISTERED);

    const replies = [
      await stage.act(one, 'REGISTER', { key }),
      await stage.act(other, 'REGISTER', { key }),
      await stage.act(one, 'VERIFY_OTP', { key }),
      await gateway.client.start('dmt-fino', newMobile(), { key }),
    ];

    upstream.expectAllUsed();
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 200, 201]);
    expect(new Set(replies.map((reply) => onboardingOf(reply).clientRefId)).size).toBe(4);
  });
});

describe('a failure before anything was sent', () => {
  test.each([
    ['a field that is not valid', { ...REGISTRATION, name: '' }, 400],
    ['a customer who is too young', { ...REGISTRATION, dateOfBirth: '2024-01-01' }, 400],
  ])('(%s) is not stored: the key is free for the corrected request', async (_what, body, status) => {
    const onboarding = await stage.at('NOT_REGISTERED', 'ppi-levin');
    const key = randomUUID();
    const path = `/v1/ppi-levin/onboardings/${onboarding.id}/registration`;
    expect((await gateway.client.post(path, body, { key })).status).toBe(status);

    upstream.will(eko.MOBILE_OTP_SENT);
    expect((await gateway.client.post(path, BODIES.REGISTER, { key })).status).toBe(200);
  });

  test('(a step that is not due) is not stored either', async () => {
    const onboarding = await stage.at('NOT_REGISTERED', 'ppi-levin');
    const key = randomUUID();
    const early = await stage.act(onboarding, 'VERIFY_OTP', { key });
    expect(verdictOf(early)).toEqual({ status: 409, code: 'STEP_NOT_ALLOWED', state: 'NOT_REGISTERED' });
    await stage.answered(onboarding, 'REGISTER', eko.MOBILE_OTP_SENT);

    upstream.will(eko.AADHAAR_PENDING);
    expect(onboardingOf(await stage.act(onboarding, 'VERIFY_OTP', { key })).state).toBe('AADHAAR_PENDING');
  });
});

test('the client_ref_id is the same whenever a key is repeated', async () => {
  const onboarding = await stage.at('NOT_REGISTERED', 'ppi-levin');
  const key = randomUUID();
  upstream.will(text(429, '{}'), eko.MOBILE_OTP_SENT);
  expect((await stage.act(onboarding, 'REGISTER', { key })).status).toBe(503);
  const first = bodyOf(upstream.last)['client_ref_id'];
  expect((await stage.act(onboarding, 'REGISTER', { key })).status).toBe(200);

  expect(first).toMatch(/^[A-Za-z0-9]{20}$/);
  expect(bodyOf(upstream.last)['client_ref_id']).toBe(first);
});

test.each([
  ['none', undefined],
  ['an empty one', ''],
  ['one of 256 characters', 'k'.repeat(256)],
  ['one with a blank', 'two words'],
])('a POST with %s for its Idempotency-Key is refused', async (_what, key) => {
  const headers = {
    'content-type': 'application/json',
    ...(key !== undefined && { 'idempotency-key': key }),
  };
  const init = { headers, body: JSON.stringify({ mobile: newMobile() }) };

  const { result } = await upstream.during(() =>
    gateway.client.send('POST', '/v1/ppi-levin/onboardings', init),
  );

  expect(verdictOf(result)).toEqual({ status: 400, code: 'IDEMPOTENCY_KEY_MISSING' });
});

test('a key of 255 visible characters of every kind is accepted', async () => {
  const key = Array.from({ length: 255 }, (_one, index) => String.fromCharCode(0x21 + (index % 94))).join('');
  upstream.will(eko.NOT_REGISTERED);

  expect((await gateway.client.start('ppi-levin', newMobile(), { key })).status).toBe(201);
});

test('of many calls with one key exactly one is dispatched', async () => {
  const onboarding = await stage.at('NOT_REGISTERED', 'dmt-fino');
  const key = randomUUID();
  upstream.will(eko.EKYC_PENDING);

  const { result: replies, requests } = await upstream.during(() =>
    Promise.all(Array.from({ length: 25 }, () => stage.act(onboarding, 'REGISTER', { key }))),
  );

  expect(requests).toHaveLength(1);
  for (const reply of replies) {
    expect(reply.status === 200 || verdictOf(reply).code === 'STEP_IN_PROGRESS').toBe(true);
  }
  expect(new Set(replies.filter(({ status }) => status === 200).map((reply) => reply.text)).size).toBe(1);
});
