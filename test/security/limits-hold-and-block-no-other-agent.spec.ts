import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { onboardingOf, problemOf, type Client, type Reply } from '../support/client.js';
import { Gateway, type Settings } from '../support/gateway.js';
import { newMobile, REGISTRATION } from '../support/people.js';
import type { OutboxMessage } from '../support/resources.js';
import { bearing, KeySetFile, SigningKey } from './issuer.js';

const FEW = {
  RATE_LIMIT_PER_MINUTE: '20',
  ONBOARDING_STARTS_PER_HOUR: '2',
  OTP_MAX_SENDS_PER_HOUR: '5',
  OTP_MAX_SENDS_PER_AGENT_PER_HOUR: '1',
};

let keySet: KeySetFile;
let key: SigningKey;
const gateways = new Map<string, Gateway>();

beforeAll(async () => {
  key = await SigningKey.make('first');
  keySet = new KeySetFile(key);
});

afterAll(async () => {
  await Promise.all([...gateways.values()].map((gateway) => gateway.kill()));
  keySet.remove();
});

/** The client of a gateway with these settings, which several tests share; each test uses other agents. */
async function clientWith(settings: Settings): Promise<Client> {
  const name = JSON.stringify(settings);
  const gateway = gateways.get(name) ?? (await Gateway.start({ ...keySet.settings, ...settings }));
  gateways.set(name, gateway);
  return gateway.client;
}

let agents = 0;
function newAgent(): string {
  agents += 1;
  return String(20810200 + agents);
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
  it('are counted down in the answers, and refused with Retry-After', async () => {
    const [owner, untrusted] = [newAgent(), newAgent()];
    const client = await clientWith(FEW);
    const headers = await as(owner);
    for (let left = 19; left >= 0; left--) {
      const reply = await client.get('/v1/products', headers);
      expect(reply.status).toBe(200);
      expect(reply.headers.get('ratelimit-policy')).toBe('"requests";q=20;w=60');
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
    const other = await client.get('/v1/products', await as(untrusted));
    expect(other.status).toBe(200);
    const anotherToken = await key.token(owner, { claims: { jti: 'another' } });
    expect((await client.get('/v1/products', bearing(anotherToken))).status).toBe(429);
  });

  it('are counted exactly, however many are simultaneous', async () => {
    const owner = newAgent();
    const client = await clientWith(FEW);
    const headers = await as(owner);
    const replies = await Promise.all(Array.from({ length: 60 }, () => client.get('/v1/products', headers)));
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(20);
    expect(replies.filter(({ status }) => status === 429)).toHaveLength(40);
  });
});

describe('onboardings started by an agent', () => {
  it('are limited, while its existing onboardings continue', async () => {
    const [owner, untrusted] = [newAgent(), newAgent()];
    const client = await clientWith(FEW);
    const headers = await as(owner);
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
    expect((await client.start('ppi-levin', third, { headers: await as(untrusted) })).status).toBe(201);
  });
});

describe('OTPs sent to a customer', () => {
  const LIMIT = 5;
  const SETTINGS = { OTP_MAX_SENDS_PER_HOUR: String(LIMIT) };

  /** An onboarding of a new customer, to whom it sends the first OTP. */
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

  it('are limited over all products of an agent', async () => {
    const owner = newAgent();
    const client = await clientWith(SETTINGS);
    const mobile = newMobile();
    const levin = await registered(client, 'ppi-levin', mobile, owner);
    const digikhata = await registered(client, 'ppi-digikhata', mobile, owner);
    for (const address of [levin, digikhata, levin]) {
      expect((await resend(client, address, owner)).status).toBe(200);
    }
    for (const address of [levin, digikhata]) {
      const refused = problemOf(await resend(client, address, owner));
      expect(refused).toMatchObject({ code: 'OTP_SENDS_EXHAUSTED', status: 429 });
      expect(refused.retryAfterSeconds).toBeGreaterThan(0);
      expect(refused.onboarding?.state).toBe('OTP_PENDING');
    }
    expect(await sendsTo(client, mobile)).toBe(LIMIT);
  });

  it('are limited over several agents', async () => {
    const [owner, untrusted] = [newAgent(), newAgent()];
    const client = await clientWith(SETTINGS);
    const mobile = newMobile();
    const mine = await registered(client, 'ppi-levin', mobile, owner);
    expect((await resend(client, mine, owner)).status).toBe(200);
    expect((await resend(client, mine, owner)).status).toBe(200);
    const headers = await as(untrusted);
    const { id } = onboardingOf(await client.start('ppi-levin', mobile, { headers }));
    const theirs = `/v1/ppi-levin/onboardings/${id}`;
    expect((await resend(client, theirs, untrusted)).status).toBe(200);
    expect(problemOf(await resend(client, mine, owner)).code).toBe('OTP_SENDS_EXHAUSTED');
    expect(problemOf(await resend(client, theirs, untrusted)).code).toBe('OTP_SENDS_EXHAUSTED');
    expect(await sendsTo(client, mobile)).toBe(LIMIT);
  });

  it('by other agents do not reduce the share of the customer’s agent', async () => {
    const [owner, untrusted] = [newAgent(), newAgent()];
    const client = await clientWith(SETTINGS);
    const mobile = newMobile();
    const theirs = await registered(client, 'ppi-levin', mobile, untrusted);
    const sent: number[] = [];
    for (let tries = 0; tries < 20; tries++) sent.push((await resend(client, theirs, untrusted)).status);
    expect(sent.filter((status) => status === 200)).toHaveLength(LIMIT - 1);
    // The customer's agent begins only now: its look-up sends one OTP, and it can request a second one.
    const headers = await as(owner);
    const begun = onboardingOf(await client.start('ppi-levin', mobile, { headers }));
    expect(begun.state).toBe('OTP_PENDING');
    const mine = `/v1/ppi-levin/onboardings/${begun.id}`;
    expect((await resend(client, mine, owner)).status).toBe(200);
    const otp = await client.otp('ppi-levin', mobile);
    const verified = await client.post(`${mine}/otp/verification`, { otp }, { headers });
    expect(onboardingOf(verified).state).toBe('AADHAAR_PENDING');
  });

  it('are not used up by refused requests', async () => {
    const [owner, untrusted] = [newAgent(), newAgent()];
    const client = await clientWith(FEW);
    const mobile = newMobile();
    const theirs = await registered(client, 'ppi-levin', mobile, untrusted);
    for (let tries = 0; tries < 10; tries++) {
      expect(problemOf(await resend(client, theirs, untrusted)).code).toBe('OTP_SENDS_EXHAUSTED');
    }
    expect(await sendsTo(client, mobile)).toBe(1);
    const headers = await as(owner);
    expect(onboardingOf(await client.start('ppi-levin', mobile, { headers })).state).toBe('OTP_PENDING');
  });

  it('are not used up by look-ups that send no OTP', async () => {
    const owner = newAgent();
    const client = await clientWith(FEW);
    const mobile = newMobile();
    const headers = await as(owner);
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
