import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { onboardingOf, problemOf, type Client, type Reply } from '../support/client.js';
import { Gateway } from '../support/gateway.js';
import { newMobile, REGISTRATION } from '../support/people.js';
import { SandboxProcess } from '../support/sandbox-process.js';
import { sharedRedis } from '../support/shared-redis.js';
import { bearing, KeySetFile, SigningKey } from '../security/issuer.js';
import { eventually } from '../support/until.js';
import { RedisServer } from '../store/redis-servers.js';

const PROCESSES = 4;
const GUESSES = 1_000;
const REQUESTS_PER_MINUTE = 1_200;
const OTP_SENDS_PER_HOUR = 5;

let redis: RedisServer;
let sandbox: SandboxProcess;
let keySet: KeySetFile;
let key: SigningKey;
let gateways: readonly Gateway[];

beforeAll(async () => {
  redis = await RedisServer.start();
  sandbox = await SandboxProcess.start();
  key = await SigningKey.make('first');
  keySet = new KeySetFile(key);
  const settings = {
    ...sharedRedis(redis.url),
    ...sandbox.settings,
    ...keySet.settings,
    RATE_LIMIT_PER_MINUTE: String(REQUESTS_PER_MINUTE),
    OTP_MAX_SENDS_PER_HOUR: String(OTP_SENDS_PER_HOUR),
  };
  gateways = await Promise.all(Array.from({ length: PROCESSES }, () => Gateway.start(settings)));
}, 120_000);

afterAll(async () => {
  await Promise.all(gateways.map((gateway) => gateway.stop()));
  await sandbox.stop();
  await redis.stop();
  keySet.remove();
});

/** The clients of the processes in turn. */
function client(turn: number): Client {
  const gateway = gateways[turn % PROCESSES];
  if (!gateway) throw new Error('no gateway');
  return gateway.client;
}

async function as(agent: string): Promise<{ authorization: string }> {
  return bearing(await key.token(agent));
}

/** The address of an onboarding with a pending mobile OTP. */
async function awaitingOtp(mobile: string, headers: Record<string, string>): Promise<string> {
  const { id } = onboardingOf(await client(0).start('ppi-levin', mobile, { headers }));
  const address = `/v1/ppi-levin/onboardings/${id}`;
  const reply = await client(0).post(`${address}/registration`, REGISTRATION, { headers });
  expect(onboardingOf(reply).state).toBe('OTP_PENDING');
  return address;
}

function codesOf(replies: readonly Reply[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const reply of replies) {
    const code = reply.status < 400 ? String(reply.status) : problemOf(reply).code;
    counts[code] = (counts[code] ?? 0) + 1;
  }
  return counts;
}

describe(`over ${PROCESSES} processes on one Redis`, () => {
  it('at most three of 1,000 simultaneous guesses of one OTP reach Eko, and the OTP is used up', async () => {
    const mobile = newMobile();
    const headers = await as('20810201');
    const address = await awaitingOtp(mobile, headers);
    const right = await sandbox.otp(mobile);
    const guesses = Array.from({ length: GUESSES }, (_, index) => String(100_000 + index)).filter(
      (one) => one !== right,
    );
    const replies = await Promise.all(
      guesses.map((otp, turn) => client(turn).post(`${address}/otp/verification`, { otp }, { headers })),
    );
    const verifications = async (): Promise<number> =>
      (await sandbox.callsFor(mobile)).filter(({ step }) => step === 'verifyOtp').length;
    expect(await verifications()).toBeLessThanOrEqual(3);
    // All others: a step is running, the OTP is used up, or the gateway is overloaded.
    const { OTP_INCORRECT = 0, ...others } = codesOf(replies);
    expect(OTP_INCORRECT).toBe(await verifications());
    const expected = ['STEP_IN_PROGRESS', 'OTP_ATTEMPTS_EXHAUSTED', 'OVERLOADED', 'STORE_UNAVAILABLE'];
    expect(expected).toEqual(expect.arrayContaining(Object.keys(others)));
    for (let turn = 0; turn < 5; turn++) {
      const otp = String(200_000 + turn);
      await client(turn).post(`${address}/otp/verification`, { otp }, { headers });
    }
    expect(await verifications()).toBe(3);
    const late = await client(1).post(`${address}/otp/verification`, { otp: right }, { headers });
    expect(problemOf(late).code).toBe('OTP_ATTEMPTS_EXHAUSTED');
  }, 120_000);

  it("an agent's requests are counted together", async () => {
    const headers = await as('20810202');
    const replies: Reply[] = [];
    // In waves: a read that cannot be counted in time is served.
    while (replies.length < REQUESTS_PER_MINUTE + 100) {
      const wave = Array.from({ length: 50 }, (_, turn) => client(turn).get('/v1/products', headers));
      replies.push(...(await Promise.all(wave)));
    }
    expect(codesOf(replies)).toEqual({ '200': REQUESTS_PER_MINUTE, RATE_LIMITED: 100 });
  }, 120_000);

  it('the OTPs of a customer are limited over all processes', async () => {
    const mobile = newMobile();
    const headers = await as('20810203');
    const address = await awaitingOtp(mobile, headers);
    const codes: string[] = [];
    for (let turn = 0; turn < 12; turn++) {
      const reply = await client(turn).post(`${address}/otp`, {}, { headers });
      codes.push(reply.status < 400 ? 'sent' : problemOf(reply).code);
    }
    expect(codes.filter((code) => code === 'sent')).toHaveLength(OTP_SENDS_PER_HOUR - 1);
    expect(new Set(codes)).toEqual(new Set(['sent', 'OTP_SENDS_EXHAUSTED']));
  });

  it('while Redis does not answer, no step is taken, and the gateways recover by themselves', async () => {
    const mobile = newMobile();
    const headers = await as('20810204');
    redis.freeze();
    try {
      const refused = await client(0).start('ppi-levin', mobile, { headers });
      expect(problemOf(refused)).toMatchObject({ status: 503, code: 'STORE_UNAVAILABLE' });
      expect(refused.headers.get('retry-after')).toBe('1');
      expect((await client(1).get('/v1/products', headers)).status).toBe(200);
    } finally {
      redis.thaw();
    }
    await eventually('a start to be served', async () => {
      const reply = await client(0).start('ppi-levin', mobile, { headers });
      return reply.status < 300;
    });
  });

  it('no key in Redis contains a mobile number, a token or a credential', async () => {
    const mobile = newMobile();
    const headers = await as('20810205');
    await awaitingOtp(mobile, headers);
    const otp = await sandbox.otp(mobile);
    const names = (await redis.ask('KEYS', '*')) as string[];
    expect(names.some((name) => name.startsWith('gateway:limit:otp-customer:'))).toBe(true);
    const contents = await Promise.all(
      names.map(async (name) => {
        const type = await redis.ask('TYPE', name);
        return JSON.stringify(await redis.ask(type === 'hash' ? 'HGETALL' : 'GET', name));
      }),
    );
    const everything = [...names, ...contents].join('\n');
    expect(everything.length).toBeGreaterThan(1_000);
    for (const value of [
      mobile,
      REGISTRATION.name,
      REGISTRATION.address.line,
      headers.authorization.slice(7),
    ])
      expect(everything).not.toContain(value);
    expect(everything).not.toMatch(new RegExp(`(?<![\\w-])${otp}(?![\\w-])`));
  });
});
