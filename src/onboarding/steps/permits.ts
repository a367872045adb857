import { Injectable } from '@nestjs/common';
import { AuditTrail } from '../../audit/audit-trail.js';
import { AuditUnavailable } from '../../audit/audit-writer.js';
import { AgentLimits } from '../../limits/agent-limits.js';
import { LimitsUnavailable } from '../../limits/limiter.js';
import { OtpBudget, type OtpSend } from '../../limits/otp-budget.js';
import type { Added, Counter } from '../../store/limit-counters.js';
import type { Refusal } from '../journey/next-action.js';
import type { Onboarding } from '../journey/onboarding.js';
import type { StepResult } from './result.js';
import type { DueCall, GivenConsent, Step } from './step.js';

/** The index of the limit on starts in a reservation, and that of the first limit on OTPs. */
const [STARTS, FIRST_OF_SEND] = [0, 1];

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
    const { sendsOtp } = product.journey.lookUp;
    const send = { agent, mobile, customerPresent: false };
    const ofSend = sendsOtp ? this.otps.countersOf(send) : [];
    const taken = this.limits.start(agent, ofSend);
    const shares = { start: true, send: sendsOtp };
    return new Reservation(taken, ofSend, shares, (unused) => this.giveBack(send, unused, ofSend));
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
    if (!due.consent) return undefined;
    try {
      await this.recordConsent(step, due.consent);
      return undefined;
    } catch (error) {
      await this.giveBack(sendOf(due.onboarding), { start: due.creates, send: due.call.sendsOtp });
      return unavailable(error);
    }
  }

  /** Gives back what was taken and not used, and counts an OTP that Eko sent unexpectedly. */
  async release(due: DueCall, { onboarding, record }: StepResult, reservation?: Reservation): Promise<void> {
    const { sendsOtp } = due.call;
    const sent = onboarding.otpSends.at(-1) !== due.onboarding.otpSends.at(-1);
    const send = sendOf(due.onboarding);
    const unused = { start: due.creates && record === 'forgotten', send: sendsOtp && !sent };
    await this.giveBack(send, unused, reservation?.ofSend);
    if (sent && !sendsOtp) await this.otps.count(send);
  }

  private async overLimit(
    { creates, call, onboarding }: DueCall,
    reservation?: Reservation,
  ): Promise<Refusal | undefined> {
    if (!creates && !call.sendsOtp) return undefined;
    const { refusedBy, msLeft } = (await reservation?.taken) ?? { refusedBy: undefined, msLeft: 0 };
    if (creates && refusedBy === STARTS)
      return { code: 'RATE_LIMITED', retryAfterSeconds: this.limits.starts.secondsOf(msLeft) };
    if (reservation && refusedBy === undefined) {
      reservation.use(creates);
      return undefined;
    }
    if (!call.sendsOtp) return undefined;
    const send = sendOf(onboarding);
    // Only the limits of a customer who is present may allow what the others refuse.
    const isDecided = refusedBy !== undefined && refusedBy !== STARTS && !send.customerPresent;
    const retryAfterSeconds = isDecided
      ? this.otps.secondsUntil(refusedBy - FIRST_OF_SEND, msLeft)
      : await this.otps.take(send);
    return retryAfterSeconds === undefined ? undefined : { code: 'OTP_SENDS_EXHAUSTED', retryAfterSeconds };
  }

  private async recordConsent(
    { scope, product, action, requestId, deadline }: Step,
    { language, noticeVersion, purpose, aadhaarNumber }: GivenConsent,
  ): Promise<void> {
    const { agent, onboardingId: onboarding } = scope;
    const subject = { agent, onboarding, product: product.name, step: action, requestId };
    await this.trail.consent({ ...subject, language, noticeVersion, purpose, aadhaarNumber }, deadline);
  }

  /** @param known the counters of the send, if they were derived before: each is an HMAC */
  private async giveBack(send: OtpSend, unused: Shares, known: readonly Counter[] = []): Promise<void> {
    if (!unused.start && !unused.send) return;
    const ofSend = unused.send && known.length === 0 ? this.otps.countersOf(send) : known;
    if (unused.start) await this.limits.giveBackStart(send.agent, unused.send ? ofSend : []);
    else await this.otps.giveBack(ofSend);
  }
}

/** Shares of the limits: one of the agent's starts, and one OTP. */
interface Shares {
  readonly start: boolean;
  readonly send: boolean;
}

/** The shares that a start takes together: of the agent's starts, and of the OTPs if its look-up makes Eko send one. */
export class Reservation {
  /**
   * @param taken the index STARTS is that of the limit on starts, later ones those of the OTPs
   * @param ofSend the counters of the OTPs; none if the look-up of the product sends none
   * @param unused what was taken and is to be given back at the end of the step
   */
  constructor(
    readonly taken: Promise<Added>,
    readonly ofSend: readonly Counter[],
    private unused: Shares,
    private readonly giveBack: (unused: Shares) => Promise<void>,
  ) {
    // The result is awaited later, or never: a rejection must not count as unhandled.
    taken.catch(() => undefined);
  }

  /** The look-up is made: only the start is unused, if the look-up creates no onboarding. */
  use(creates: boolean): void {
    this.unused = { start: !creates, send: false };
  }

  /** Gives back the unused shares, if they were taken. */
  async giveBackUnused(): Promise<void> {
    const isTaken = await this.taken.then(
      ({ refusedBy }) => refusedBy === undefined,
      () => false,
    );
    if (isTaken) await this.giveBack(this.unused);
  }
}

function sendOf({ agent, mobile, customerPresent }: Onboarding): OtpSend {
  return { agent, mobile, customerPresent: customerPresent === true };
}

function unavailable(error: unknown): Refusal {
  if (!(error instanceof LimitsUnavailable) && !(error instanceof AuditUnavailable)) throw error;
  return { code: 'STORE_UNAVAILABLE' };
}
