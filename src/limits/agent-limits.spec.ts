import { describe, expect, it } from '@jest/globals';
import { Identifiers } from '../store/identifiers.js';
import { CountersInMemory, MAX_COUNTERS } from '../store/limit-counters.js';
import { AgentLimits } from './agent-limits.js';
import { OtpBudget } from './otp-budget.js';

const LIMITS = {
  requestsPerMinute: 2,
  startsPerHour: 2,
  otpSendsPerAgentPerHour: 2,
  authFailuresPerMinute: 2,
};
const identifiers = new Identifiers(Buffer.alloc(32));

/** Counters on a clock that the test sets, and the names of the counters in use. */
class Clock {
  ms = 0;
  readonly names = new Set<string>();
  private readonly counters = new CountersInMemory(MAX_COUNTERS, () => this.ms);
  readonly client = {
    rlflxIncr: (args: readonly string[]) => {
      this.names.add(args[0]?.replace(/:[^:]*$/, '') ?? '');
      return this.counters.rlflxIncr(args);
    },
  };
  readonly reservedKeys = (): readonly string[] => [];
  readonly close = (): void => undefined;
}

describe('the limits of an agent', () => {
  it('count requests for a minute and starts for an hour, separately', async () => {
    const limits = new AgentLimits(new Clock(), identifiers, { limits: { ...LIMITS, startsPerHour: 1 } });
    expect(await limits.request('A')).toEqual({ granted: true, count: 1, left: 1, resetSeconds: 60 });
    expect(await limits.start('A')).toEqual({ granted: true, count: 1, left: 0, resetSeconds: 3_600 });
    expect(await limits.start('A')).toMatchObject({ granted: false });
    expect(await limits.request('A')).toMatchObject({ granted: true, count: 2 });
    expect(await limits.start('B')).toMatchObject({ granted: true });
  });

  it('take back a start that created no onboarding, only for that agent', async () => {
    const limits = new AgentLimits(new Clock(), identifiers, { limits: { ...LIMITS, startsPerHour: 1 } });
    await limits.start('A');
    await limits.start('B');
    await limits.giveBackStart('A');
    expect(await limits.start('A')).toMatchObject({ granted: true });
    expect(await limits.start('B')).toMatchObject({ granted: false });
  });

  it('have keys that every version of the gateway uses and that Redis rules can allow', async () => {
    const clock = new Clock();
    const limits = new AgentLimits(clock, identifiers, { limits: LIMITS });
    const otp = { maxAttempts: 3, resendCooldownMs: 0, maxSendsPerHour: 2 };
    await limits.request('A');
    await limits.start('A');
    await new OtpBudget(clock, identifiers, { limits: LIMITS, otp }).take({
      agent: 'A',
      mobile: '9876543210',
      customerPresent: false,
    });
    expect([...clock.names]).toEqual([
      'gateway:limit:requests',
      'gateway:limit:starts',
      'gateway:limit:otp-agent',
      'gateway:limit:otp-pair',
      'gateway:limit:otp-customer',
    ]);
  });
});
