import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { onboardingOf, problemOf, verdictOf, type Reply } from './support/client.js';
import * as eko from './support/eko-replies.js';
import { newMobile, type ActionName } from './support/people.js';
import type { Onboarding } from './support/resources.js';
import { ownStage } from './support/set-up.js';

const directory = mkdtempSync(join(tmpdir(), 'erasure-'));
const AUDIT_FILE = join(directory, 'audit.jsonl');
const NOT_FOUND = { status: 404, code: 'ONBOARDING_NOT_FOUND' };

const { gateway, stage, upstream } = await ownStage({ AUDIT_FILE });
afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

const pathOf = ({ product, id }: Onboarding): string => `/v1/${product}/onboardings/${id}`;
const erase = (onboarding: Onboarding, headers = {}): Promise<Reply> =>
  gateway.client.delete(pathOf(onboarding), headers);
const audited = (onboarding: Onboarding): readonly object[] =>
  readFileSync(AUDIT_FILE, 'utf8')
    .split('\n')
    .filter((line) => line.includes(onboarding.id))
    .map((line) => JSON.parse(line) as object);

describe('an onboarding that is erased', () => {
  test('answers 204 without a body, and no later call finds it', async () => {
    const onboarding = await stage.at('AADHAAR_OTP_PENDING', 'ppi-digikhata');

    const { result: erased, requests } = await upstream.during(() => erase(onboarding));
    expect([erased.status, erased.text, requests.length]).toEqual([204, '', 0]);
    expect(erased.headers.get('x-request-id')).not.toBeNull();

    const path = pathOf(onboarding);
    const replies = [
      await gateway.client.get(path),
      await gateway.client.get(`${path}/consent/languages`),
      await erase(onboarding),
    ];
    for (const action of ['REFRESH', 'VERIFY_OTP', 'RESEND_OTP', 'SUBMIT_AADHAAR', 'SUBMIT_PAN'] as const)
      replies.push((await upstream.during(() => stage.act(onboarding, action))).result);
    expect(replies.map(verdictOf)).toEqual(replies.map(() => NOT_FOUND));
  });

  test('begins new with a later start: the same id, and nothing from before', async () => {
    const mobile = newMobile();
    const onboarding = await stage.at('OTP_PENDING', 'ppi-levin', mobile);
    await stage.answered(onboarding, 'VERIFY_OTP', eko.PROFILE);
    await erase(onboarding);

    const anew = await stage.started('ppi-levin', mobile, eko.NOT_REGISTERED);

    expect(anew.status).toBe(201);
    expect(onboardingOf(anew)).toMatchObject({ id: onboarding.id, version: 1, state: 'NOT_REGISTERED' });
    expect(onboardingOf(anew).customer).toEqual({ mobile: `******${mobile.slice(-4)}` });
  });

  test('dispatches no key that was used on it, before and after another start', async () => {
    const [mobile, startKey] = [newMobile(), randomUUID()];
    upstream.will(eko.NOT_REGISTERED);
    const begun = onboardingOf(await gateway.client.start('ppi-levin', mobile, { key: startKey }));
    const steps: readonly (readonly [ActionName, object])[] = [
      ['REGISTER', eko.MOBILE_OTP_SENT],
      ['VERIFY_OTP', eko.OTP_WRONG],
      ['VERIFY_OTP', eko.PAN_REQUIRED],
      ['SUBMIT_PAN', eko.reply(9999, {})],
    ];
    const used: (readonly [ActionName, string])[] = [];
    for (const [action, answer] of steps) {
      const key = randomUUID();
      upstream.will(answer);
      await stage.act(begun, action, { key });
      used.push([action, key]);
    }
    await erase(begun);

    const repeat = async (): Promise<readonly Reply[]> => [
      await gateway.client.start('ppi-levin', mobile, { key: startKey }),
      ...(await Promise.all(used.map(([action, key]) => stage.act(begun, action, { key })))),
    ];
    const { result: repeated } = await upstream.during(repeat);
    expect(repeated.map(verdictOf)).toEqual(repeated.map(() => NOT_FOUND));
    await stage.started('ppi-levin', mobile, eko.NOT_REGISTERED);
    const { result: later } = await upstream.during(repeat);
    expect(later.map(verdictOf)).toEqual(later.map(() => NOT_FOUND));
  });

  test('may have an unknown outcome, which its key then does not reconcile', async () => {
    const onboarding = await stage.at('NOT_REGISTERED', 'ppi-digikhata');
    const key = randomUUID();
    upstream.will((response) => response.socket?.destroy());
    expect((await stage.act(onboarding, 'REGISTER', { key })).status).toBe(504);

    expect((await erase(onboarding)).status).toBe(204);

    const { result } = await upstream.during(() => stage.act(onboarding, 'REGISTER', { key }));
    expect(verdictOf(result)).toEqual(NOT_FOUND);
  });

  test('ignores an Idempotency-Key', async () => {
    const [first, second] = [
      await stage.at('OTP_PENDING', 'ppi-levin'),
      await stage.at('OTP_PENDING', 'ppi-levin'),
    ];
    const headers = { 'idempotency-key': 'the-same' };
    expect([(await erase(first, headers)).status, (await erase(second, headers)).status]).toEqual([204, 204]);
  });

  test('is in the audit stream with its agent, and so are refused erasures', async () => {
    const onboarding = await stage.at('OTP_PENDING', 'ppi-levin');
    const erased = await erase(onboarding, { 'x-request-id': 'erasing-1' });
    await erase(onboarding, { 'x-request-id': 'erasing-2' });

    expect(erased.status).toBe(204);
    const subject = { agent: '20810200', onboarding: onboarding.id, product: 'ppi-levin', step: 'ERASE' };
    const line = { stream: 'audit', event: 'step', time: expect.any(String), ...subject };
    expect(audited(onboarding).slice(-2)).toEqual([
      { ...line, outcome: 'ERASED', before: 'OTP_PENDING', after: 'ERASED', requestId: 'erasing-1' },
      { ...line, outcome: 'ONBOARDING_NOT_FOUND', requestId: 'erasing-2' },
    ]);
    const metrics = await (await fetch(gateway.metricsUrl)).text();
    expect(metrics).toMatch(
      /onboarding_transitions_total\{product="ppi-levin",from="OTP_PENDING",to="ERASED"\} \d/,
    );
  });
});

test('while a step runs an erasure is STEP_IN_PROGRESS, and the step is not disturbed', async () => {
  const onboarding = await stage.at('NOT_REGISTERED', 'ppi-levin');
  const arrived = upstream.willHold(eko.MOBILE_OTP_SENT);
  const registering = stage.act(onboarding, 'REGISTER');
  const answer = await arrived;

  const refused = await erase(onboarding);
  expect(verdictOf(refused)).toEqual({ status: 409, code: 'STEP_IN_PROGRESS' });
  expect(problemOf(refused).retryAfterSeconds).toBe(1);
  expect(refused.headers.get('retry-after')).toBe('1');

  answer();
  expect(onboardingOf(await registering)).toMatchObject({ state: 'OTP_PENDING' });
  expect((await erase(onboarding)).status).toBe(204);
});
