import { Injectable } from '@nestjs/common';
import { AuditTrail } from '../../audit/audit-trail.js';
import { AuditUnavailable } from '../../audit/audit-writer.js';
import { AgentLimits } from '../../limits/agent-limits.js';
import { LimitsUnavailable, type Taken } from '../../limits/limiter.js';
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
   * Takes the shares of a start in parallel with its claim: its customer is known from the request, while that of any
   * other step is in the sealed onboarding. Most starts make a call; unused shares are given back.
   * @returns undefined for any other step
   */
  reserve({ product, scope, mobile }: Step): Reservation | undefined {
    if (mobile === undefined) return undefined;
    const { agent } = scope;
    const send = { agent, mobile, customerPresent: false };
    return new Reservation(
      { taken: this.limits.start(agent), giveBack: () => this.limits.giveBackStart(agent) },
      product.journey.lookUp.sendsOtp
        ? { taken: this.otps.take(send), giveBack: () => this.otps.giveBack(send) }
        : undefined,
    );
  }

  /**
   * Takes the call's share of the limits and records the consent for it.
   * @returns undefined when the call may be made; after a refusal every share is given back
   */
  async take(step: Step, due: DueCall, reservation?: Reservation): Promise<Refusal | undefined> {
    try {
      await this.trail.ready(step.deadline);
      const refusal = await this.overLimit(due, reservation);
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

  private async overLimit(
    { creates, call, onboarding }: DueCall,
    reservation?: Reservation,
  ): Promise<Refusal | undefined> {
    const start = creates
      ? await (reservation?.useStart() ?? this.limits.start(onboarding.agent))
      : undefined;
    if (start?.granted === false) return { code: 'RATE_LIMITED', retryAfterSeconds: start.resetSeconds };
    const retryAfterSeconds = call.sendsOtp ? await this.takeSend(onboarding, reservation) : undefined;
    if (retryAfterSeconds === undefined) return undefined;
    if (creates) await this.limits.giveBackStart(onboarding.agent);
    return { code: 'OTP_SENDS_EXHAUSTED', retryAfterSeconds };
  }

  /** The limits of a customer who is present may allow what the others refuse. */
  private async takeSend(onboarding: Onboarding, reservation?: Reservation): Promise<number | undefined> {
    const seconds = await reservation?.useSend();
    const send = sendOf(onboarding);
    const isDecided = reservation?.sends === true && (seconds === undefined || !send.customerPresent);
    return isDecided ? seconds : this.otps.take(send);
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

/** A share of a limit that is taken before it is known whether it will be used. */
interface Share<T> {
  readonly taken: Promise<T>;
  readonly giveBack: () => Promise<void>;
}

/** The shares that a start has taken: of the agent's starts, and of the OTPs if its look-up makes Eko send one. */
export class Reservation {
  private start: Share<Taken> | undefined;
  private send: Share<number | undefined> | undefined;
  /** Whether it has a share of the OTPs. */
  readonly sends: boolean;

  constructor(start: Share<Taken>, send: Share<number | undefined> | undefined) {
    this.start = start;
    this.send = send;
    this.sends = send !== undefined;
    // The results are awaited later, or never: a rejection must not count as unhandled.
    for (const share of [start, send]) share?.taken.catch(() => undefined);
  }

  /** The result of the limit on starts; it is not given back any more. @throws LimitsUnavailable */
  useStart(): Promise<Taken> | undefined {
    const { start } = this;
    this.start = undefined;
    return start?.taken;
  }

  /** The result of the budget of OTPs; it is not given back any more. @throws LimitsUnavailable */
  useSend(): Promise<number | undefined> | undefined {
    const { send } = this;
    this.send = undefined;
    return send?.taken;
  }

  /** Gives back the unused shares. */
  async giveBackUnused(): Promise<void> {
    const { start, send } = this;
    this.start = undefined;
    this.send = undefined;
    await Promise.all([
      start && giveBackIf(start, ({ granted }) => granted),
      send && giveBackIf(send, (seconds) => seconds === undefined),
    ]);
  }
}

/** Gives a share back if it was taken. */
async function giveBackIf<T>({ taken, giveBack }: Share<T>, isTaken: (result: T) => boolean): Promise<void> {
  if (await taken.then(isTaken, () => false)) await giveBack();
}

function sendOf({ agent, mobile, customerPresent }: Onboarding): OtpSend {
  return { agent, mobile, customerPresent: customerPresent === true };
}

function unavailable(error: unknown): Refusal {
  if (!(error instanceof LimitsUnavailable) && !(error instanceof AuditUnavailable)) throw error;
  return { code: 'STORE_UNAVAILABLE' };
}
