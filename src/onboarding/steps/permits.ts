import { Injectable } from '@nestjs/common';
import { AuditTrail } from '../../audit/audit-trail.js';
import { AuditUnavailable } from '../../audit/audit-writer.js';
import { AgentLimits } from '../../limits/agent-limits.js';
import { LimitsUnavailable } from '../../limits/limiter.js';
import { OtpBudget, type OtpSend } from '../../limits/otp-budget.js';
import type { Refusal } from '../journey/next-action.js';
import type { Onboarding } from '../journey/onboarding.js';
import type { StepResult } from './result.js';
import type { DueCall, Step } from './step.js';

/**
 * Decides whether a call may be made: the limits, the audit stream and the consent record must all allow it before
 * the first byte is sent to Eko. If one of them is unavailable, nothing is sent.
 */
@Injectable()
export class Permits {
  constructor(
    private readonly limits: AgentLimits,
    private readonly otps: OtpBudget,
    private readonly trail: AuditTrail,
  ) {}

  /**
   * Takes the call's share of the limits and records the consent for it.
   * @returns undefined when the call may be made; after a refusal nothing stays taken
   */
  async take(step: Step, due: DueCall): Promise<Refusal | undefined> {
    try {
      await this.trail.ready(step.deadline);
      const refusal = await this.overLimit(due);
      if (refusal) return refusal;
    } catch (error) {
      return unavailable(error);
    }
    try {
      await this.recordConsent(step, due);
      return undefined;
    } catch (error) {
      await this.giveBack(due, { start: due.creates, send: due.call.sendsOtp });
      return unavailable(error);
    }
  }

  /** Gives back what was taken and not used, and counts an OTP that Eko sent unexpectedly. */
  async release(due: DueCall, { onboarding, record }: StepResult): Promise<void> {
    const { sendsOtp } = due.call;
    const sent = onboarding.otpSends.at(-1) !== due.onboarding.otpSends.at(-1);
    const unexpected = sent && !sendsOtp;
    await Promise.all([
      this.giveBack(due, { start: due.creates && record === 'forgotten', send: sendsOtp && !sent }),
      unexpected && this.otps.count(sendOf(due.onboarding)),
    ]);
  }

  private async overLimit({ creates, call, onboarding }: DueCall): Promise<Refusal | undefined> {
    const start = creates ? await this.limits.start(onboarding.agent) : undefined;
    if (start?.granted === false) return { code: 'RATE_LIMITED', retryAfterSeconds: start.resetSeconds };
    const retryAfterSeconds = call.sendsOtp ? await this.otps.take(sendOf(onboarding)) : undefined;
    if (retryAfterSeconds === undefined) return undefined;
    if (creates) await this.limits.giveBackStart(onboarding.agent);
    return { code: 'OTP_SENDS_EXHAUSTED', retryAfterSeconds };
  }

  private async recordConsent(
    { scope, product, action, requestId, deadline }: Step,
    { consent }: DueCall,
  ): Promise<void> {
    if (!consent) return;
    const { agent, onboardingId: onboarding } = scope;
    const { language, noticeVersion, purpose, aadhaarNumber } = consent;
    const subject = { agent, onboarding, product: product.name, step: action, requestId };
    await this.trail.consent({ ...subject, language, noticeVersion, purpose, aadhaarNumber }, deadline);
  }

  private async giveBack(
    { onboarding }: DueCall,
    unused: { readonly start: boolean; readonly send: boolean },
  ): Promise<void> {
    await Promise.all([
      unused.send && this.otps.giveBack(sendOf(onboarding)),
      unused.start && this.limits.giveBackStart(onboarding.agent),
    ]);
  }
}

function sendOf({ agent, mobile, customerPresent }: Onboarding): OtpSend {
  return { agent, mobile, customerPresent: customerPresent === true };
}

function unavailable(error: unknown): Refusal {
  if (!(error instanceof LimitsUnavailable) && !(error instanceof AuditUnavailable)) throw error;
  return { code: 'STORE_UNAVAILABLE' };
}
