import { describe, expect, it } from '@jest/globals';
import { Identifiers } from '../store/identifiers.js';
import { CountersInMemory, MAX_COUNTERS, type LimitCounters } from '../store/limit-counters.js';
import { LimitsUnavailable } from './limiter.js';
import { OtpBudget } from './otp-budget.js';

const MOBILE = '9876543210';
const LIMIT = 5;
const RESERVE = 2;
const CEILING = 4 * LIMIT;

function budget(otpSendsPerAgentPerHour = 1_000, now?: () => number): OtpBudget {
  return budgetOf(new CountersInMemory(MAX_COUNTERS, now), otpSendsPerAgentPerHour);
}

function budgetOf(counters: LimitCounters, otpSendsPerAgentPerHour = 1_000): OtpBudget {
  const limits = {
    requestsPerMinute: 1,
    startsPerHour: 1,
    otpSendsPerAgentPerHour,
    authFailuresPerMinute: 1,
  };
  const otp = { maxAttempts: 3, resendCooldownMs: 0, maxSendsPerHour: LIMIT };
  return new OtpBudget(counters, new Identifiers(Buffer.alloc(32)), { limits, otp });
}

/** How many of `tries` sends by the agent are granted. */
async function sends(
  from: OtpBudget,
  agent: string,
  tries: number,
  { mobile = MOBILE, customerPresent = false } = {},
): Promise<number> {
  let granted = 0;
  for (let tried = 0; tried < tries; tried++) {
    if ((await from.take({ agent, mobile, customerPresent })) === undefined) granted += 1;
  }
  return granted;
}

describe('the budget of OTPs', () => {
  it('lets one agent send a customer OTPs up to the limit, and returns how long to wait', async () => {
    const otps = budget();
    expect(await sends(otps, 'A', 20)).toBe(LIMIT);
    expect(await otps.take({ agent: 'A', mobile: MOBILE, customerPresent: true })).toBe(3_600);
  });

  it('does not count a refused send: after one is given back, one more is granted', async () => {
    const otps = budget();
    await sends(otps, 'A', 20);
    await otps.giveBack(otps.countersOf({ agent: 'A', mobile: MOBILE, customerPresent: false }));
    expect(await sends(otps, 'A', 20)).toBe(1);
  });

  it('keeps a reserve for every other agent, up to a bound for all agents together', async () => {
    const otps = budget();
    expect(await sends(otps, 'A', 20)).toBe(LIMIT);
    const crowd: number[] = [];
    for (let agent = 0; agent < 20; agent++) crowd.push(await sends(otps, `crowd${agent}`, 5));
    expect(crowd.slice(0, 7)).toEqual(Array<number>(7).fill(RESERVE));
    expect(crowd.reduce((sum, one) => sum + one, LIMIT)).toBe(CEILING);
  });

  it('is never used up by other agents for an agent whose customer is present', async () => {
    const otps = budget();
    for (let agent = 0; agent < 30; agent++) await sends(otps, `crowd${agent}`, 5);
    expect(await sends(otps, 'A', 5)).toBe(0);
    expect(await sends(otps, 'A', 20, { customerPresent: true })).toBe(LIMIT);
  });

  it('belongs to one customer, and does not affect another', async () => {
    const otps = budget();
    await sends(otps, 'A', 20);
    expect(await sends(otps, 'A', 20, { mobile: '9876543211' })).toBe(LIMIT);
  });

  it('limits the sends of an agent to all customers together', async () => {
    const otps = budget(3);
    expect(await sends(otps, 'A', 2)).toBe(2);
    expect(await sends(otps, 'A', 2, { mobile: '9876543211' })).toBe(1);
    expect(await sends(otps, 'B', 1)).toBe(1);
  });

  it('takes back unused sends', async () => {
    const otps = budget();
    const send = { agent: 'A', mobile: MOBILE, customerPresent: false };
    for (let times = 0; times < 20; times++) {
      expect(await otps.take(send)).toBeUndefined();
      await otps.giveBack(otps.countersOf(send));
    }
    expect(await sends(otps, 'A', 20)).toBe(LIMIT);
  });

  it('counts an OTP that Eko sent unrequested', async () => {
    const otps = budget();
    const send = { agent: 'A', mobile: MOBILE, customerPresent: false };
    await otps.count(send);
    expect(await sends(otps, 'A', 20)).toBe(LIMIT - 1);
  });

  it('counts it also when none is left for other agents, so that the agent cannot send one more', async () => {
    const otps = budget();
    for (let agent = 0; agent < 30; agent++) await sends(otps, `crowd${agent}`, 5);
    const send = { agent: 'A', mobile: MOBILE, customerPresent: false };
    for (let times = 0; times < LIMIT; times++) await otps.count(send);
    expect(await sends(otps, 'A', 1, { customerPresent: true })).toBe(0);
  });

  it('does not fail a step when such an OTP cannot be counted', async () => {
    const counters = new CountersInMemory();
    counters.add = () => Promise.reject(new Error('connection lost'));
    const send = { agent: 'A', mobile: MOBILE, customerPresent: false };
    await expect(budgetOf(counters).count(send)).resolves.toBeUndefined();
    await expect(budgetOf(counters).take(send)).rejects.toThrow(LimitsUnavailable);
  });

  it('does not reveal when another agent sent: the wait is always the same', async () => {
    let now = 0;
    const otps = budget(1_000, () => now);
    for (let agent = 0; agent < 30; agent++) await sends(otps, `crowd${agent}`, 5);
    const send = { agent: 'A', mobile: MOBILE, customerPresent: false };
    const waits: (number | undefined)[] = [];
    for (const minute of [0, 1, 30, 59]) {
      now = minute * 60_000;
      waits.push(await otps.take(send));
    }
    expect(waits).toEqual([3_600, 3_600, 3_600, 3_600]);
  });

  it('does not count a send against the agent when the limit of the customer refuses it', async () => {
    const otps = budget(LIMIT + 1);
    expect(await sends(otps, 'A', 20)).toBe(LIMIT);
    expect(await sends(otps, 'A', 20, { mobile: '9876543211' })).toBe(1);
  });

  it('does not count a send that the limit of the agent refuses', async () => {
    const otps = budget(3);
    const send = { agent: 'A', mobile: MOBILE, customerPresent: false };
    expect(await sends(otps, 'A', 20)).toBe(3);
    await otps.giveBack(otps.countersOf(send));
    expect(await sends(otps, 'A', 20)).toBe(1);
    // Of the five for this customer three are used, and not the refused ones.
    expect(await sends(otps, 'B', 20)).toBe(2);
  });

  it('does not count a send beyond the ceiling against the agent, the pair or the customer', async () => {
    const otps = budget(LIMIT);
    await sends(otps, 'A', LIMIT);
    for (let agent = 0; agent < 20; agent++) await sends(otps, `crowd${agent}`, 5);
    expect(await sends(otps, 'B', 20)).toBe(0);
    await otps.giveBack(otps.countersOf({ agent: 'A', mobile: MOBILE, customerPresent: false }));
    // One place is free below the ceiling, however many were refused.
    expect(await sends(otps, 'B', 20)).toBe(1);
    expect(await sends(otps, 'C', 20)).toBe(0);
    expect(await sends(otps, 'B', 20, { customerPresent: true })).toBe(LIMIT - 1);
    expect(await sends(otps, 'C', 20, { mobile: '9876543211' })).toBe(LIMIT);
  });

  it('returns how long to wait: until the window of the exhausted limit ends, or an hour', async () => {
    let now = 0;
    const otps = budget(3, () => now);
    const send = { agent: 'A', mobile: MOBILE, customerPresent: false };
    await sends(otps, 'A', 3);
    now = 1_800_000;
    expect(await otps.take(send)).toBe(1_800);
    now = 3_600_000;
    expect(await otps.take(send)).toBeUndefined();
  });

  it('gives back to every counter from which it took', async () => {
    const send = { agent: 'A', mobile: MOBILE, customerPresent: false };
    const otps = budget(LIMIT);
    await sends(otps, 'A', LIMIT);
    for (let times = 0; times < LIMIT; times++) await otps.giveBack(otps.countersOf(send));
    expect(await sends(otps, 'A', 20)).toBe(LIMIT);
  });

  it('counts an OTP that Eko sent unrequested against agent, pair and customer, even beyond a limit', async () => {
    const otps = budget(LIMIT);
    const send = { agent: 'A', mobile: MOBILE, customerPresent: false };
    for (let times = 0; times < LIMIT; times++) await otps.count(send);
    expect(await sends(otps, 'A', 20, { mobile: '9876543211' })).toBe(0);
    expect(await sends(otps, 'B', 20)).toBe(RESERVE);
    const failing = budget(LIMIT, () => {
      throw new Error('the store is away');
    });
    await expect(failing.count(send)).resolves.toBeUndefined();
  });
});
