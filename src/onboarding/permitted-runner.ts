import { Injectable } from '@nestjs/common';
import { AuditTrail } from '../audit/audit-trail.js';
import { AuditUnavailable } from '../audit/audit-writer.js';
import { AgentLimits } from '../limits/agent-limits.js';
import { LimitsUnavailable } from '../limits/limiter.js';
import { OtpBudget, type OtpSend } from '../limits/otp-budget.js';
import type { Refusal } from './due.js';
import type { Onboarding } from './onboarding.js';
import type { Consent } from './product.js';
import type { Action } from './state.js';
import { StepRunner, type StepCall, type StepResult } from './step-runner.js';

/** A dispatch that is due, and who wants it. */
export interface DueDispatch<Input> {
  readonly step: StepCall<Input>;
  readonly action: Action | 'START';
  /** Whether it makes an onboarding that was not there. */
  readonly creates: boolean;
  readonly requestId: string;
}

/** What Aadhaar data is processed for, as the consent record says it. */
const PURPOSES: Partial<Record<Action | 'START', string>> = {
  SUBMIT_AADHAAR: 'Aadhaar OTP authentication to onboard the customer',
  SUBMIT_BIOMETRIC: 'Aadhaar biometric authentication to onboard the customer',
};
const RETRY_AFTER_SECONDS = 1;

/**
 * Runs a step only when limits, audit stream and consent record allow it: what they are told is told before the
 * first byte goes to Eko, and when one of them cannot be told, nothing goes.
 */
@Injectable()
export class PermittedRunner {
  constructor(
    private readonly runner: StepRunner,
    private readonly limits: AgentLimits,
    private readonly otps: OtpBudget,
    private readonly trail: AuditTrail,
  ) {}

  /** @returns the refusal when nothing was sent because of a limit, or because a record could not be made */
  async run<Input>(due: DueDispatch<Input>): Promise<StepResult | { readonly refusal: Refusal }> {
    const refusal = await this.refusalOf(due);
    if (refusal) return { refusal };
    const result = await this.runner.run(due.step);
    await this.settle(due, result);
    return result;
  }

  private async refusalOf<Input>(due: DueDispatch<Input>): Promise<Refusal | undefined> {
    const { call, onboarding } = due.step;
    try {
      await this.trail.ready(due.step.deadline);
      const refused = await this.overLimit(due, call.sendsOtp ? sendOf(onboarding) : undefined);
      if (refused) return refused;
    } catch (error) {
      return unavailable(error);
    }
    try {
      await this.recordConsent(due);
      return undefined;
    } catch (error) {
      await this.giveBack(due);
      return unavailable(error);
    }
  }

  private async overLimit<Input>(
    { step, creates }: DueDispatch<Input>,
    send: OtpSend | undefined,
  ): Promise<Refusal | undefined> {
    const { agent } = step.onboarding;
    const start = creates ? await this.limits.start(agent) : undefined;
    if (start?.granted === false) return { code: 'RATE_LIMITED', retryAfterSeconds: start.resetSeconds };
    const retryAfterSeconds = send && (await this.otps.take(send));
    if (retryAfterSeconds === undefined) return undefined;
    if (creates) await this.limits.giveBackStart(agent);
    return { code: 'OTP_SENDS_EXHAUSTED', retryAfterSeconds };
  }

  private async recordConsent<Input>({ step, action, requestId }: DueDispatch<Input>): Promise<void> {
    const purpose = PURPOSES[action];
    const { agent, id, product } = step.onboarding;
    if (purpose === undefined || !isConsented(step.input)) return;
    const { language, noticeVersion } = step.input.consent;
    const { aadhaarNumber } = step.input;
    const subject = { agent, onboarding: id, product, step: action, requestId };
    await this.trail.consent({ ...subject, language, noticeVersion, purpose, aadhaarNumber }, step.deadline);
  }

  /** What was taken and not used is given back; an OTP that was sent unforeseen is counted. */
  private async settle<Input>({ step, creates }: DueDispatch<Input>, result: StepResult): Promise<void> {
    const { call, onboarding } = step;
    const sent = result.onboarding.otpSends.at(-1) !== onboarding.otpSends.at(-1);
    const unmade = creates && result.record === 'forgotten';
    await Promise.all([
      call.sendsOtp && !sent && this.otps.giveBack(sendOf(onboarding)),
      !call.sendsOtp && sent && this.otps.count(sendOf(onboarding)),
      unmade && this.limits.giveBackStart(onboarding.agent),
    ]);
  }

  private async giveBack<Input>({ step: { call, onboarding }, creates }: DueDispatch<Input>): Promise<void> {
    if (call.sendsOtp) await this.otps.giveBack(sendOf(onboarding));
    if (creates) await this.limits.giveBackStart(onboarding.agent);
  }
}

function sendOf({ agent, mobile, customerPresent }: Onboarding): OtpSend {
  return { agent, mobile, customerPresent: customerPresent === true };
}

function isConsented(input: unknown): input is { aadhaarNumber: string; consent: Consent } {
  return typeof input === 'object' && input !== null && 'aadhaarNumber' in input && 'consent' in input;
}

function unavailable(error: unknown): Refusal {
  if (!(error instanceof LimitsUnavailable) && !(error instanceof AuditUnavailable)) throw error;
  return { code: 'STORE_UNAVAILABLE', retryAfterSeconds: RETRY_AFTER_SECONDS };
}
