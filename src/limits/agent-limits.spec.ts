import { describe, expect, it } from '@jest/globals';
import { Identifiers } from '../store/identifiers.js';
import { CountersInMemory, type Added, type Counter } from '../store/limit-counters.js';
import { AgentLimits } from './agent-limits.js';
import { OtpBudget } from './otp-budget.js';

const LIMITS = {
  requestsPerMinute: 2,
  startsPerHour: 2,
  otpSendsPerAgentPerHour: 2,
  authFailuresPerMinute: 2,
};
const identifiers = new Identifiers(Buffer.alloc(32));

/** Counters that note the names of those in use. */
class NotedCounters extends CountersInMemory {
  readonly names = new Set<string>();

  override add(counters: readonly Counter[]): Promise<Added> {
    for (const { key } of counters) this.names.add(key.replace(/:[^:]*$/, ''));
    return super.add(counters);
  }
}

describe('the limits of an agent', () => {
  it('count requests for a minute and starts for an hour, separately', async () => {
    const limits = new AgentLimits(new CountersInMemory(), identifiers, {
      limits: { ...LIMITS, startsPerHour: 1 },
    });
    expect(await limits.request('A')).toEqual({ granted: true, count: 1, left: 1, resetSeconds: 60 });
    expect(await limits.start('A')).toEqual({ refusedBy: undefined, count: 1, msLeft: 3_600_000 });
    expect(await limits.start('A')).toMatchObject({ refusedBy: 0 });
    expect(await limits.request('A')).toMatchObject({ granted: true, count: 2 });
    expect(await limits.start('B')).toMatchObject({ refusedBy: undefined });
  });

  it('take back a start that created no onboarding, only for that agent', async () => {
    const limits = new AgentLimits(new CountersInMemory(), identifiers, {
      limits: { ...LIMITS, startsPerHour: 1 },
    });
    await limits.start('A');
    await limits.start('B');
    await limits.giveBackStart('A');
    expect(await limits.start('A')).toMatchObject({ refusedBy: undefined });
    expect(await limits.start('B')).toMatchObject({ refusedBy: 0 });
  });

  it('have keys that every version of the gateway uses and that Redis rules can allow', async () => {
    const counters = new NotedCounters();
    const limits = new AgentLimits(counters, identifiers, { limits: LIMITS });
    const otp = { maxAttempts: 3, resendCooldownMs: 0, maxSendsPerHour: 2 };
    await limits.request('A');
    await limits.start('A');
    await new OtpBudget(counters, identifiers, { limits: LIMITS, otp }).take({
      agent: 'A',
      mobile: '9876543210',
      customerPresent: false,
    });
    expect([...counters.names]).toEqual([
      'gateway:limit:requests',
      'gateway:limit:starts',
      'gateway:limit:otp-agent',
      'gateway:limit:otp-pair',
      'gateway:limit:otp-customer',
    ]);
  });
});
