import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { onboardingOf, problemOf, verdictOf } from './support/client.js';
import * as eko from './support/eko-replies.js';
import { Gateway } from './support/gateway.js';
import { newMobile } from './support/people.js';
import { eventually } from './support/until.js';
import { sharedStage } from './support/set-up.js';

const { gateway, upstream, stage } = await sharedStage();

test.each([
  ['the same key', true],
  ['another key', false],
])('%s has to wait: 409 STEP_IN_PROGRESS with Retry-After', async (_what, same) => {
  const onboarding = await stage.at('NOT_REGISTERED', 'ppi-levin');
  const key = randomUUID();
  const arrived = upstream.willHold(eko.MOBILE_OTP_SENT);
  const running = stage.act(onboarding, 'REGISTER', { key });
  const release = await arrived;

  const { result, requests } = await upstream.during(() =>
    stage.act(onboarding, 'REGISTER', { key: same ? key : randomUUID() }),
  );

  expect(requests).toHaveLength(0);
  expect(verdictOf(result)).toMatchObject({ status: 409, code: 'STEP_IN_PROGRESS' });
  expect(Number(result.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(problemOf(result).retryAfterSeconds).toBe(Number(result.headers.get('retry-after')));
  release();
  expect(onboardingOf(await running).state).toBe('OTP_PENDING');
});

test('another step, a refresh and a start of the same onboarding wait', async () => {
  const mobile = newMobile();
  const onboarding = onboardingOf(await stage.started('ppi-levin', mobile, eko.NOT_REGISTERED));
  const arrived = upstream.willHold(eko.MOBILE_OTP_SENT);
  const running = stage.act(onboarding, 'REGISTER');
  const release = await arrived;

  const { result: replies, requests } = await upstream.during(async () => [
    await stage.act(onboarding, 'REFRESH'),
    await stage.act(onboarding, 'VERIFY_OTP'),
    await gateway.client.start('ppi-levin', mobile),
  ]);

  expect(requests).toHaveLength(0);
  const codes = replies.map((reply) => verdictOf(reply).code);
  expect(codes).toEqual(['STEP_IN_PROGRESS', 'STEP_IN_PROGRESS', 'STEP_IN_PROGRESS']);
  release();
  expect((await running).status).toBe(200);
});

test('a read does not wait, and neither does another customer', async () => {
  const onboarding = await stage.at('NOT_REGISTERED', 'ppi-levin');
  const arrived = upstream.willHold(eko.MOBILE_OTP_SENT);
  const running = stage.act(onboarding, 'REGISTER');
  const release = await arrived;

  expect((await stage.read(onboarding)).state).toBe('NOT_REGISTERED');
  expect((await stage.started('ppi-levin', newMobile(), eko.NOT_REGISTERED)).status).toBe(201);

  release();
  expect((await running).status).toBe(200);
});

test('a key that had to wait can be used afterwards', async () => {
  const onboarding = await stage.at('NOT_REGISTERED', 'dmt-fino');
  const arrived = upstream.willHold(eko.EKYC_PENDING);
  const running = stage.act(onboarding, 'REGISTER');
  const release = await arrived;
  const key = randomUUID();
  expect(verdictOf(await stage.act(onboarding, 'SUBMIT_BIOMETRIC', { key })).code).toBe('STEP_IN_PROGRESS');
  release();
  await running;

  upstream.will(eko.EKYC_OTP_SENT);
  expect(onboardingOf(await stage.act(onboarding, 'SUBMIT_BIOMETRIC', { key })).state).toBe(
    'EKYC_OTP_PENDING',
  );
});

test('the record of a running step does not expire, however short the retention', async () => {
  const hasty = await Gateway.start({ ...upstream.settings, IDEMPOTENCY_TTL_SECONDS: '1' });
  const [key, mobile] = [randomUUID(), newMobile()];
  const arrived = upstream.willHold(eko.NOT_REGISTERED);
  const running = hasty.client.start('ppi-levin', mobile, { key });
  const release = await arrived;
  const [laterKey, later] = [randomUUID(), newMobile()];
  upstream.will(eko.NOT_REGISTERED);
  await hasty.client.start('ppi-levin', later, { key: laterKey });
  upstream.will(eko.NOT_REGISTERED);
  await eventually('the record of a step that began later to expire', async () => {
    const repeated = await hasty.client.start('ppi-levin', later, { key: laterKey });
    return repeated.status < 300 && repeated.headers.get('idempotency-replayed') === null;
  });

  const { result: again, requests } = await upstream.during(() =>
    hasty.client.start('ppi-levin', mobile, { key }),
  );

  expect(requests).toHaveLength(0);
  expect(verdictOf(again)).toMatchObject({ status: 409, code: 'STEP_IN_PROGRESS' });
  release();
  expect((await running).status).toBe(201);
  await hasty.kill();
});
