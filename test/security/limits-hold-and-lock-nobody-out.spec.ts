import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { onboardingOf, problemOf, type Client, type Reply } from '../support/client.js';
import { Gateway, type Settings } from '../support/gateway.js';
import { newMobile, REGISTRATION } from '../support/people.js';
import type { OutboxMessage } from '../support/resources.js';
import { bearing, KeySetFile, SigningKey } from './issuer.js';

const OWNER = '20810201';
const STRANGER = '20810999';

let keySet: KeySetFile;
let key: SigningKey;
let gateway: Gateway | undefined;

beforeAll(async () => {
  key = await SigningKey.make('first');
  keySet = new KeySetFile(key);
});

afterEach(async () => {
  await gateway?.stop();
  gateway = undefined;
});

afterAll(() => {
  keySet.remove();
});

async function started(settings: Settings): Promise<Client> {
  gateway = await Gateway.start({ ...keySet.settings, ...settings });
  return gateway.client;
}

async function as(agent: string): Promise<{ authorization: string }> {
  return bearing(await key.token(agent));
}

async function sendsTo(client: Client, mobile: string): Promise<number> {
  const { body } = await client.get('/sandbox/outbox');
  const { messages } = body as { messages: readonly OutboxMessage[] };
  return messages.filter((message) => message.mobile === mobile).length;
}

describe('requests of an agent', () => {
  it('are counted down in the answers, and turned away with the time to wait', async () => {
    const client = await started({ RATE_LIMIT_PER_MINUTE: '3' });
    const headers = await as(OWNER);
    for (const left of [2, 1, 0]) {
      const reply = await client.get('/v1/products', headers);
      expect(reply.status).toBe(200);
      expect(reply.headers.get('ratelimit-policy')).toBe('"requests";q=3;w=60');
      expect(reply.headers.get('ratelimit')).toMatch(
        new RegExp(`^"requests";r=${left};t=([1-9]|[1-5]\\d|60)$`),
      );
    }
    const refused = await client.get('/v1/products', headers);
    const { code, status, retryAfterSeconds } = problemOf(refused);
    expect({ code, status }).toEqual({ code: 'RATE_LIMITED', status: 429 });
    expect(refused.headers.get('retry-after')).toBe(String(retryAfterSeconds));
    expect(refused.headers.get('ratelimit')).toMatch(/^"requests";r=0;t=\d+$/);
    expect(retryAfterSeconds).toBeGreaterThan(0);
    expect(retryAfterSeconds).toBeLessThanOrEqual(60);
    const other = await client.get('/v1/products', await as(STRANGER));
    expect(other.status).toBe(200);
    const anotherToken = await key.token(OWNER, { claims: { jti: 'another' } });
    expect((await client.get('/v1/products', bearing(anotherToken))).status).toBe(429);
  });

  it('are counted exactly, however many come at once', async () => {
    const client = await started({ RATE_LIMIT_PER_MINUTE: '20' });
    const headers = await as(OWNER);
    const replies = await Promise.all(Array.from({ length: 60 }, () => client.get('/v1/products', headers)));
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(20);
    expect(replies.filter(({ status }) => status === 429)).toHaveLength(40);
  });
});

describe('onboardings started by an agent', () => {
  it('are limited, while those it has go on', async () => {
    const client = await started({ ONBOARDING_STARTS_PER_HOUR: '2' });
    const headers = await as(OWNER);
    const [first, second, third] = [newMobile(), newMobile(), newMobile()];
    expect((await client.start('ppi-levin', first, { headers })).status).toBe(201);
    expect((await client.start('dmt-fino', second, { headers })).status).toBe(201);
    const refused = problemOf(await client.start('ppi-levin', third, { headers }));
    expect(refused).toMatchObject({ code: 'RATE_LIMITED', status: 429 });
    expect(refused.retryAfterSeconds).toBeGreaterThan(0);
    const { id } = onboardingOf(await client.start('ppi-levin', first, { headers }));
    const registered = await client.post(`/v1/ppi-levin/onboardings/${id}/registration`, REGISTRATION, {
      headers,
    });
    expect(onboardingOf(registered).state).toBe('OTP_PENDING');
    expect((await client.start('ppi-levin', third, { headers: await as(STRANGER) })).status).toBe(201);
  });
});

describe('OTPs sent to a customer', () => {
  const LIMIT = 5;
  const SETTINGS = { OTP_MAX_SENDS_PER_HOUR: String(LIMIT) };

  /** An onboarding of a new customer, who is sent his first OTP by it. */
  async function registered(client: Client, product: string, mobile: string, agent: string): Promise<string> {
    const headers = await as(agent);
    const { id } = onboardingOf(await client.start(product, mobile, { headers }));
    const reply = await client.post(`/v1/${product}/onboardings/${id}/registration`, REGISTRATION, {
      headers,
    });
    expect(onboardingOf(reply).state).toBe('OTP_PENDING');
    return `/v1/${product}/onboardings/${id}`;
  }

  async function resend(client: Client, address: string, agent: string): Promise<Reply> {
    return client.post(`${address}/otp`, {}, { headers: await as(agent) });
  }

  it('are as many as the limit, over all products of an agent', async () => {
    const client = await started(SETTINGS);
    const mobile = newMobile();
    const levin = await registered(client, 'ppi-levin', mobile, OWNER);
    const digikhata = await registered(client, 'ppi-digikhata', mobile, OWNER);
    for (const address of [levin, digikhata, levin]) {
      expect((await resend(client, address, OWNER)).status).toBe(200);
    }
    for (const address of [levin, digikhata]) {
      const refused = problemOf(await resend(client, address, OWNER));
      expect(refused).toMatchObject({ code: 'OTP_SENDS_EXHAUSTED', status: 429 });
      expect(refused.retryAfterSeconds).toBeGreaterThan(0);
      expect(refused.onboarding?.state).toBe('OTP_PENDING');
    }
    expect(await sendsTo(client, mobile)).toBe(LIMIT);
  });

  it('are as many as the limit over several agents', async () => {
    const client = await started(SETTINGS);
    const mobile = newMobile();
    const mine = await registered(client, 'ppi-levin', mobile, OWNER);
    expect((await resend(client, mine, OWNER)).status).toBe(200);
    expect((await resend(client, mine, OWNER)).status).toBe(200);
    const headers = await as(STRANGER);
    const { id } = onboardingOf(await client.start('ppi-levin', mobile, { headers }));
    const theirs = `/v1/ppi-levin/onboardings/${id}`;
    expect((await resend(client, theirs, STRANGER)).status).toBe(200);
    expect(problemOf(await resend(client, mine, OWNER)).code).toBe('OTP_SENDS_EXHAUSTED');
    expect(problemOf(await resend(client, theirs, STRANGER)).code).toBe('OTP_SENDS_EXHAUSTED');
    expect(await sendsTo(client, mobile)).toBe(LIMIT);
  });

  it('by strangers take none of those with which another agent reaches him', async () => {
    const client = await started(SETTINGS);
    const mobile = newMobile();
    const theirs = await registered(client, 'ppi-levin', mobile, STRANGER);
    const sent: number[] = [];
    for (let tries = 0; tries < 20; tries++) sent.push((await resend(client, theirs, STRANGER)).status);
    expect(sent.filter((status) => status === 200)).toHaveLength(LIMIT - 1);
    // The customer's own agent begins only now: the look-up sends one OTP, and a second one can be asked for.
    const headers = await as(OWNER);
    const begun = onboardingOf(await client.start('ppi-levin', mobile, { headers }));
    expect(begun.state).toBe('OTP_PENDING');
    const mine = `/v1/ppi-levin/onboardings/${begun.id}`;
    expect((await resend(client, mine, OWNER)).status).toBe(200);
    const otp = await client.otp('ppi-levin', mobile);
    const verified = await client.post(`${mine}/otp/verification`, { otp }, { headers });
    expect(onboardingOf(verified).state).toBe('AADHAAR_PENDING');
  });

  it('are not used up by an agent that is refused', async () => {
    const client = await started({ ...SETTINGS, OTP_MAX_SENDS_PER_AGENT_PER_HOUR: '1' });
    const mobile = newMobile();
    const theirs = await registered(client, 'ppi-levin', mobile, STRANGER);
    for (let tries = 0; tries < 10; tries++) {
      expect(problemOf(await resend(client, theirs, STRANGER)).code).toBe('OTP_SENDS_EXHAUSTED');
    }
    expect(await sendsTo(client, mobile)).toBe(1);
    const headers = await as(OWNER);
    expect(onboardingOf(await client.start('ppi-levin', mobile, { headers })).state).toBe('OTP_PENDING');
  });

  it('are not used up by look-ups that send none', async () => {
    const client = await started({ OTP_MAX_SENDS_PER_HOUR: '1' });
    const mobile = newMobile();
    const headers = await as(OWNER);
    const { id } = onboardingOf(await client.start('ppi-levin', mobile, { headers }));
    for (let times = 0; times < 5; times++) {
      const reply = await client.post(`/v1/ppi-levin/onboardings/${id}/refresh`, {}, { headers });
      expect(onboardingOf(reply).state).toBe('NOT_REGISTERED');
    }
    const reply = await client.post(`/v1/ppi-levin/onboardings/${id}/registration`, REGISTRATION, {
      headers,
    });
    expect(onboardingOf(reply).state).toBe('OTP_PENDING');
  });
});
