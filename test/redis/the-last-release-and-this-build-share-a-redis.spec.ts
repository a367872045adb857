import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { onboardingOf, verdictOf, type Client } from '../support/client.js';
import { OTP_WRONG } from '../support/eko-replies.js';
import { Gateway, type Settings } from '../support/gateway.js';
import { LastRelease } from '../support/last-release.js';
import { newMobile, REGISTRATION } from '../support/people.js';
import { sharedRedis } from '../support/shared-redis.js';
import { until } from '../support/until.js';
import { http, RawUpstream, type RawRequest } from '../resilience/raw-upstream.js';
import { RedisServer } from '../store/redis-servers.js';
import { RetryingLoad, StatefulEko } from './retrying-load.js';

const CUSTOMERS = 80;
const CUSTOMERS_PER_SECOND = 20;
const MAX_ATTEMPTS = 3;
const OTP = { otp: '123456' };

type Version = 'the last release' | 'this build';
const BOTH_WAYS: readonly (readonly [Version, Version])[] = [
  ['the last release', 'this build'],
  ['this build', 'the last release'],
];

const stops: (() => unknown)[] = [];
let upstream: RawUpstream;
let release: LastRelease;
let eko: StatefulEko;
let settings: Settings;
let running: Readonly<Record<Version, Gateway>>;
/** The customer whose registration Eko does not answer. */
const unanswered = new Set<string>();

async function started(version: Version): Promise<Gateway> {
  const gateway = await Gateway.start(settings, version === 'this build' ? {} : { main: release.main });
  stops.push(() => gateway.stop());
  return gateway;
}

const client = (version: Version): Client => running[version].client;

beforeAll(async () => {
  release = await LastRelease.compiled();
  stops.push(() => {
    release.remove();
  });
  const redis = await RedisServer.start();
  stops.push(() => redis.stop());
  upstream = await RawUpstream.start();
  stops.push(() => upstream.stop());
  eko = new StatefulEko();
  upstream.behaviour = {
    onRequest: (socket, request) => {
      if (unanswered.has(mobileOf(request)) && request.method === 'POST')
        eko.registered.add(mobileOf(request));
      else if (isVerification(request)) socket.write(http(200, OTP_WRONG));
      else eko.behaviour.onRequest?.(socket, request);
    },
  };
  settings = {
    ...upstream.settings(),
    ...sharedRedis(redis.url),
    EKO_TIMEOUT_MS: '1500',
    OTP_MAX_ATTEMPTS: String(MAX_ATTEMPTS),
  };
  const [older, newer] = await Promise.all([started('the last release'), started('this build')]);
  running = { 'the last release': older, 'this build': newer };
}, 120_000);

beforeEach(() => {
  upstream.requests.length = 0;
});

afterAll(async () => {
  for (const stop of stops.reverse()) await stop();
});

const mobileOf = ({ path }: Pick<RawRequest, 'path'>): string => /\d{10}/.exec(path)?.[0] ?? '';
const isVerification = ({ path }: Pick<RawRequest, 'path'>): boolean => path.includes('verify');
const about = (mobile: string, method: string): RawRequest[] =>
  upstream.requests.filter((request) => request.method === method && mobileOf(request) === mobile);

/** A customer whose start and registration were made by one version or by two. */
async function registered(
  startedBy: Version,
  registeredBy: Version,
): Promise<{ mobile: string; path: string; key: string }> {
  const [mobile, key] = [newMobile(), randomUUID()];
  const { id } = onboardingOf(await client(startedBy).start('ppi-levin', mobile, { key }));
  const path = `/v1/ppi-levin/onboardings/${id}`;
  const reply = await client(registeredBy).post(`${path}/registration`, REGISTRATION);
  expect(verdictOf(reply)).toEqual({ status: 200, state: 'OTP_PENDING' });
  return { mobile, path, key };
}

test('the other process is the last release', async () => {
  // Erasure is newer than that release.
  const path = '/v1/ppi-levin/onboardings/onb_000000000000000000000000';
  expect((await client('the last release').delete(path)).status).toBe(405);
  expect((await client('this build').delete(path)).status).toBe(404);
});

test('customers are served by both versions in turn with the same answers, and nothing is sent twice, even if a process is killed', async () => {
  const clients = [client('the last release'), client('this build')];
  const load = new RetryingLoad(clients, eko, CUSTOMERS_PER_SECOND);
  const served = load.run();
  await Promise.all(BOTH_WAYS.map(([first, second]) => killedAndContinued(first, second)));
  await until('the customers', () => (load.done >= CUSTOMERS ? true : undefined));
  load.stop();
  await served;
  expect(load.wrong).toEqual([]);
  expect(load.acknowledged).toHaveLength(2 * load.done);

  const sent = upstream.requests.length;
  for (const { path, body, key, text } of load.acknowledged) {
    const replayed = await Promise.all(clients.map((one) => one.post(path, body, { key })));
    expect(replayed.map((reply) => reply.text)).toEqual([text, text]);
  }
  expect(upstream.requests.length).toBe(sent);
  for (const method of ['GET', 'POST']) expect(new Set(upstream.sends(method))).toEqual(new Set([1]));
  expect(upstream.sends('POST')).toHaveLength(load.done + BOTH_WAYS.length);
}, 120_000);

test('one key that both receive simultaneously is dispatched once', async () => {
  const mobiles = await Promise.all(
    Array.from({ length: 20 }, async () => {
      const [mobile, key] = [newMobile(), randomUUID()];
      const { id } = onboardingOf(await client('this build').start('ppi-levin', mobile));
      const path = `/v1/ppi-levin/onboardings/${id}/registration`;
      const replies = await Promise.all(
        BOTH_WAYS.map(([version]) => client(version).post(path, REGISTRATION, { key })),
      );
      for (const { status } of replies) expect([200, 409]).toContain(status);
      return mobile;
    }),
  );
  for (const mobile of mobiles) expect(about(mobile, 'POST')).toHaveLength(1);
});

test.each(BOTH_WAYS)('what %s began is reconciled and continued by %s', async (first, second) => {
  const { mobile, path } = await registered(first, second);
  const [one, other] = [await client(first).get(path), await client(second).get(path)];
  const { id, state, steps, customer, clientRefId, version, updatedAt } = onboardingOf(one);
  expect(state).toBe('OTP_PENDING');
  expect(onboardingOf(other)).toMatchObject({ id, state, steps, customer, clientRefId, version, updatedAt });
  expect(about(mobile, 'POST')).toHaveLength(1);
});

/** A step that one version began before it was killed is looked up by the other, and not sent again. */
async function killedAndContinued(first: Version, second: Version): Promise<void> {
  const mobile = newMobile();
  const dying = await started(first);
  const { id } = onboardingOf(await dying.client.start('ppi-levin', mobile));
  const path = `/v1/ppi-levin/onboardings/${id}/registration`;
  const key = randomUUID();
  unanswered.add(mobile);
  const lost = dying.client.post(path, REGISTRATION, { key }).catch(() => 'lost');
  await until('the registration', () => about(mobile, 'POST')[0]);
  dying.signal('SIGKILL');
  expect(await lost).toBe('lost');
  const reply = await until('its claim to end', async () => {
    const answer = await client(second).post(path, REGISTRATION, { key });
    return answer.status === 409 ? undefined : answer;
  });
  expect(verdictOf(reply)).toEqual({ status: 200, state: 'OTP_PENDING' });
  expect(about(mobile, 'POST')).toHaveLength(1);
}

describe('the differences that docs/store.md lists:', () => {
  test('the last release counts an OTP of this build as used up, and continues with a new one', async () => {
    const { mobile, path } = await registered('the last release', 'this build');
    const verify = (): ReturnType<Client['post']> =>
      client('the last release').post(`${path}/otp/verification`, OTP);
    expect(verdictOf(await verify())).toMatchObject({ status: 429, code: 'OTP_ATTEMPTS_EXHAUSTED' });
    expect(about(mobile, 'POST')).toHaveLength(1);
    expect((await client('the last release').post(`${path}/otp`, {})).status).toBe(200);
    expect(verdictOf(await verify())).toMatchObject({ code: 'OTP_INCORRECT' });
  });

  test('this build counts the attempts at an OTP of the last release from zero', async () => {
    const { path } = await registered('this build', 'the last release');
    const codes: unknown[] = [];
    for (const version of ['the last release', 'this build'] as const) {
      for (let tried = 0; tried <= MAX_ATTEMPTS; tried += 1)
        codes.push(verdictOf(await client(version).post(`${path}/otp/verification`, OTP)).code);
    }
    const each = [...Array.from({ length: MAX_ATTEMPTS }, () => 'OTP_INCORRECT'), 'OTP_ATTEMPTS_EXHAUSTED'];
    expect(codes).toEqual([...each, ...each]);
    expect(upstream.requests.filter(isVerification)).toHaveLength(2 * MAX_ATTEMPTS);
  });

  test('the last release answers a key of an erased onboarding with IDEMPOTENCY_KEY_REUSED', async () => {
    const { mobile, path, key } = await registered('this build', 'this build');
    expect((await client('this build').delete(path)).status).toBe(204);
    const sent = upstream.requests.length;
    const answers = BOTH_WAYS.map(([version]) => client(version).start('ppi-levin', mobile, { key }));
    expect((await Promise.all(answers)).map((answer) => verdictOf(answer))).toEqual([
      { status: 422, code: 'IDEMPOTENCY_KEY_REUSED' },
      { status: 404, code: 'ONBOARDING_NOT_FOUND' },
    ]);
    expect(upstream.requests.length).toBe(sent);
  });

  test('an erasure keeps the answers from before the last release took a step on the onboarding', async () => {
    const { mobile, path, key } = await registered('this build', 'the last release');
    expect((await client('this build').delete(path)).status).toBe(204);
    const sent = upstream.requests.length;
    expect((await client('this build').get(path)).status).toBe(404);
    expect((await client('this build').start('ppi-levin', mobile, { key })).status).toBe(201);
    expect(upstream.requests.length).toBe(sent);
  });
});
