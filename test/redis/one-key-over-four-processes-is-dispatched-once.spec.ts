import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { onboardingOf } from '../support/client.js';
import { Gateway } from '../support/gateway.js';
import { REGISTRATION } from '../support/people.js';
import { SandboxProcess } from '../support/sandbox-process.js';
import { sharedRedis } from '../support/shared-redis.js';
import { RedisServer } from '../store/redis-servers.js';

const PROCESSES = 4;
const CALLS = 200;
const MOBILE = '9811111111';

describe('one Idempotency-Key, used at once by 200 calls over 4 processes on one Redis', () => {
  let redis: RedisServer;
  let sandbox: SandboxProcess;
  let gateways: readonly Gateway[];

  beforeAll(async () => {
    redis = await RedisServer.start();
    sandbox = await SandboxProcess.start();
    const shared = { ...sharedRedis(redis.url), ...sandbox.settings };
    gateways = await Promise.all(Array.from({ length: PROCESSES }, () => Gateway.start(shared)));
  }, 120_000);

  afterAll(async () => {
    await Promise.all(gateways.map((gateway) => gateway.stop()));
    await sandbox.stop();
    await redis.stop();
  });

  it('is dispatched once; every other call gets the same answer or 409', async () => {
    const [first] = gateways;
    if (!first) throw new Error('no gateway');
    const path = `/v1/customer-account/onboardings`;
    const { id } = onboardingOf(await first.client.post(path, { mobile: MOBILE }));
    const key = randomUUID();
    const calls = Array.from({ length: CALLS }, (_, index) => {
      const gateway = gateways[index % PROCESSES] ?? first;
      return gateway.client.post(`${path}/${id}/registration`, REGISTRATION, { key });
    });
    const replies = await Promise.all(calls);
    const answers = replies.filter(({ status }) => status === 200);
    const waiting = replies.filter(({ status }) => status === 409);
    const replayed = answers.filter(({ headers }) => headers.get('idempotency-replayed') === 'true');

    expect(answers.length + waiting.length).toBe(CALLS);
    expect(answers.length - replayed.length).toBe(1);
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(waiting.every(({ headers }) => headers.has('retry-after'))).toBe(true);
    const dispatched = (await sandbox.callsFor(MOBILE)).filter(({ step }) => step === 'register');
    expect(dispatched).toHaveLength(1);
  });
});
