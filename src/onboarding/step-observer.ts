import { Injectable, Logger } from '@nestjs/common';
import type { CallName } from '../eko/call.js';
import type { Envelope } from '../eko/envelope.js';
import type { EkoReply } from '../eko/reply.js';
import { credentialsRefusal, type RefusalReason } from '../eko/signature-refusal.js';
import { CATALOGUE, type ProblemCode } from '../errors/catalogue.js';
import { Dispatches } from '../idempotency/dispatches.js';
import { Metrics } from '../observability/metrics.js';
import type { Onboarding } from './onboarding.js';
import type { Outcome } from './outcome.js';
import type { OverridingRow } from './product-registry.js';
import { gatewayParameters } from './refused-fields.js';

/** One call that was made for an onboarding, and what came of it. */
export interface ObservedCall {
  /** Of the request that it was made for. */
  readonly requestId: string;
  /** The onboarding's id. */
  readonly onboarding: string;
  readonly product: string;
  readonly call: CallName;
  /** Whether the call makes Eko send an OTP, unless it has a reason not to. */
  readonly sendsOtp: boolean;
  readonly clientRefId: string;
  readonly reply: EkoReply;
  readonly outcome: Outcome | undefined;
  /** The row of the overrides file that decided. */
  readonly override?: OverridingRow | undefined;
  readonly seconds: number;
}

/** Tells metrics and log what became of calls and steps: Eko's ids and our words for them, nothing of a person. */
@Injectable()
export class StepObserver {
  private readonly logger = new Logger('journey');

  constructor(
    private readonly metrics: Metrics,
    dispatches: Dispatches,
  ) {
    metrics.journey.askWhetherUnknown((onboardingId) => dispatches.isUnknown(onboardingId));
  }

  called(observed: ObservedCall): void {
    const { product, call, sendsOtp, reply, outcome, override, seconds } = observed;
    const { requestId, onboarding, clientRefId } = observed;
    const recognized = reply.kind !== 'answered' || outcome !== undefined;
    this.metrics.eko.call(product, call, recognized ? reply.kind : 'unrecognized', seconds);
    const refused = credentialsRefused(reply, outcome);
    if (refused) this.metrics.eko.credentialsRefused(product, refused);
    if (override) this.metrics.eko.overridden(product, call, override.pointer);
    if (sendsOtp && outcome && 'otpSent' in outcome) this.metrics.journey.otpSent(product, outcome.otpSent);
    const facts = { requestId, onboarding, clientRefId, product, call, ...factsOf(reply) };
    if (reply.kind !== 'answered') this.logger.warn({ event: `upstream ${reply.kind}`, ...facts });
    else if (refused) this.logger.warn({ event: 'upstream credentials refused', ...facts, reason: refused });
    else if (!outcome) this.logger.warn({ event: 'upstream unrecognized', ...facts, ...reply.shape() });
    else if (isForOperator(call, outcome, reply.envelope))
      this.logger.warn({ event: 'upstream refused parameters', ...facts });
  }

  /** The OTP that was pending in `onboarding` was tried, and Eko answered. */
  otpTried({ product, otp }: Onboarding, problem: ProblemCode | undefined): void {
    if (!otp) return;
    const result =
      problem === undefined
        ? 'accepted'
        : problem === 'OTP_INCORRECT'
          ? 'incorrect'
          : problem === 'OTP_EXPIRED'
            ? 'expired'
            : 'other';
    this.metrics.journey.otpTried(product, otp.purpose, result);
  }

  /** The answer to a step's call was lost. */
  outcomeLost({ product, id }: Onboarding, call: string): void {
    this.metrics.journey.outcomeLost(product, call, id);
  }

  /** An onboarding was shown whose outcome is unknown, whoever lost it. */
  unknown({ id, updatedAt }: Onboarding): void {
    this.metrics.journey.outcomeUnknown(id, updatedAt);
  }

  /** What was kept of an onboarding; `before` is undefined for one that was just created. */
  kept(before: Onboarding | undefined, after: Onboarding): void {
    const { journey } = this.metrics;
    if (before?.state !== after.state)
      journey.transition(after.product, before?.state ?? 'NONE', after.state);
    if (after.state !== 'OUTCOME_UNKNOWN')
      journey.outcomeKnown(after.product, after.id, before?.state === 'OUTCOME_UNKNOWN');
  }

  /** Nothing is kept of the onboarding any more. */
  erased({ product, id, state }: Onboarding): void {
    this.metrics.journey.transition(product, state, 'ERASED');
    this.metrics.journey.outcomeKnown(product, id, false);
  }

  /** An answer was given again. */
  replayed(): void {
    this.metrics.journey.replayed();
  }
}

function credentialsRefused(reply: EkoReply, outcome: Outcome | undefined): RefusalReason | undefined {
  if (reply.kind === 'signatureRefused') return reply.reason;
  const refused = reply.kind === 'answered' && isProblem(outcome, 'UPSTREAM_CREDENTIALS_REJECTED');
  return refused ? credentialsRefusal(reply.envelope) : undefined;
}

function isProblem(outcome: Outcome | undefined, code: ProblemCode): boolean {
  return outcome !== undefined && 'problem' in outcome && outcome.problem === code;
}

/** Whether parameters were refused that only the operator can put right. */
function isForOperator(call: CallName, outcome: Outcome, { invalidParameters }: Envelope): boolean {
  if (!('problem' in outcome)) return false;
  const { status } = CATALOGUE[outcome.problem];
  const ofGateway = gatewayParameters(call, invalidParameters).length > 0;
  return outcome.problem === 'UPSTREAM_REJECTED_REQUEST' || (ofGateway && status === 422);
}

function factsOf(reply: EkoReply): object {
  if (reply.kind !== 'answered') {
    return {
      ...('reason' in reply && { reason: reply.reason }),
      ...('httpStatus' in reply && { httpStatus: reply.httpStatus }),
      ...('typeId' in reply && { typeId: reply.typeId }),
    };
  }
  const { typeId, statusId, status, invalidParameters: parameters } = reply.envelope;
  const { httpStatus } = reply;
  return { httpStatus, typeId, statusId, status, ...(parameters.length > 0 && { parameters }) };
}
