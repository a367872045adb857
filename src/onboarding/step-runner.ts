import { Injectable } from '@nestjs/common';
import type { CallName } from '../eko/call.js';
import { EkoClient } from '../eko/eko-client.js';
import type { Envelope } from '../eko/envelope.js';
import { isSeen, type EkoReply } from '../eko/reply.js';
import { CATALOGUE, type ProblemCode } from '../errors/catalogue.js';
import type { FieldError } from '../errors/problem.js';
import { reached } from '../observability/step-points.js';
import type { Onboarding } from './onboarding.js';
import type { Outcome } from './outcome.js';
import type { JourneyCall } from './product.js';
import { ProductRegistry, type OverridingRow } from './product-registry.js';
import { refusedFields } from './refused-fields.js';
import { StepObserver } from './step-observer.js';
import { useAttempt } from './otp-references.js';
import { applyReply, countOtpSend, expireOtp, forgetExpiredWallet, loseOutcome } from './transition.js';

/** A call to make for an onboarding, with the references to make it and its one follow-up under. */
export interface StepCall<Input> {
  readonly call: JourneyCall<Input>;
  readonly input: Input;
  readonly onboarding: Onboarding;
  readonly clientRefId: string;
  readonly followUpRefId: string;
  /** Of the request that is worked on. */
  readonly requestId: string;
  /** Whether the call tries the pending OTP. */
  readonly verifiesOtp: boolean;
  /** Whether the call is made to have a new OTP sent, which a look-up may do, too, without being asked. */
  readonly renewsOtp: boolean;
  /** When the step's calls have to be over, milliseconds since the epoch. */
  readonly deadline: number;
}

/** What came of a step. */
export interface StepResult {
  readonly onboarding: Onboarding;
  /** The client_ref_id of the last call that Eko can have seen; absent when nothing left. */
  readonly clientRefId?: string;
  readonly problem?: ProblemCode;
  /** The fields of the step that Eko refused. */
  readonly errors?: readonly FieldError[];
  readonly retryAfterSeconds?: number;
  /** The rows of the overrides file that decided, in the order of the calls. */
  readonly overrides?: readonly OverridingRow[];
  /** `forgotten`: provably not done. `unknown`: sent, and nobody knows. */
  readonly record: 'finished' | 'unknown' | 'forgotten';
}

type FinalOutcome = Exclude<Outcome, { lookUp: true }>;

const RETRY_AFTER_SECONDS = 5;
/** UIDAI is away for minutes rather than seconds, and a client who asks sooner asks in vain. */
const SERVICE_RETRY_AFTER_SECONDS = 60;

/** Makes a step's call, reads its outcome from the product's table, and follows it up once where it must. */
@Injectable()
export class StepRunner {
  constructor(
    private readonly eko: EkoClient,
    private readonly registry: ProductRegistry,
    private readonly observer: StepObserver,
  ) {}

  /** Never throws for anything that Eko or the network does. */
  async run<Input>(step: StepCall<Input>): Promise<StepResult> {
    const { clientRefId } = step;
    const { reply, outcome, overrides } = await this.dispatch(step, clientRefId, isOutcome);
    // Whatever Eko makes of it, and whether or not its answer is read: what was sent is a used try.
    const tried = step.verifiesOtp ? useAttempt(step.onboarding) : step.onboarding;
    if (outcome && 'lookUp' in outcome) return this.followUp({ ...step, onboarding: tried }, overrides);
    const onboarding: Onboarding = { ...tried, clientRefId };
    const result =
      reply.kind === 'answered'
        ? this.answered(step, onboarding, outcome, reply.envelope)
        : this.unanswered(step, onboarding, reply);
    return { ...result, overrides, ...(isSeen(reply) && { clientRefId }) };
  }

  /** The reply did not say where the customer stands. One look-up does; if it cannot, nobody knows. */
  private async followUp<Input>(
    step: StepCall<Input>,
    earlier: readonly OverridingRow[],
  ): Promise<StepResult> {
    const call = this.registry.get(step.onboarding.product).journey.lookUp;
    const followUp = { ...step, call, verifiesOtp: false, renewsOtp: false };
    const { reply, outcome, overrides } = await this.dispatch(followUp, step.followUpRefId, isFinal);
    const clientRefId = isSeen(reply) ? step.followUpRefId : step.clientRefId;
    const onboarding: Onboarding = { ...step.onboarding, clientRefId };
    const result =
      reply.kind === 'answered'
        ? this.answered(followUp, onboarding, outcome, reply.envelope)
        : this.unknown(call.name, reply.kind === 'lost' ? countPossibleSend(call, onboarding) : onboarding);
    return { ...result, clientRefId, overrides: [...earlier, ...overrides] };
  }

  /** Makes one call; what `admit` does not let pass of its outcome is observed as unrecognized, too. */
  private async dispatch<Input, Admitted extends Outcome>(
    { call, input, onboarding, requestId, deadline }: StepCall<Input>,
    clientRefId: string,
    admit: (outcome: Outcome) => outcome is Admitted,
  ): Promise<{ reply: EkoReply; outcome?: Admitted; overrides: readonly OverridingRow[] }> {
    const { id, product, mobile, agent } = onboarding;
    const started = performance.now();
    const fields = call.fields(input, onboarding);
    reached('dispatching');
    const reply = await this.eko.call({
      product,
      definition: call,
      mobile,
      agent,
      clientRefId,
      fields,
      deadline,
    });
    reached('answered');
    const read =
      reply.kind === 'answered' ? this.registry.read(product, call.name, reply.envelope) : undefined;
    const outcome = read && admit(read.outcome) ? read.outcome : undefined;
    const override = outcome && read?.override;
    const seconds = (performance.now() - started) / 1000;
    const { name, sendsOtp } = call;
    const references = { requestId, onboarding: id, clientRefId };
    this.observer.called({ ...references, product, call: name, sendsOtp, reply, outcome, override, seconds });
    return { reply, ...(outcome && { outcome }), overrides: override ? [override] : [] };
  }

  private answered<Input>(
    { call, verifiesOtp, renewsOtp }: StepCall<Input>,
    onboarding: Onboarding,
    outcome: FinalOutcome | undefined,
    envelope: Envelope,
  ): StepResult {
    if (verifiesOtp) this.observer.otpTried(onboarding, problemOf(outcome));
    if (!outcome) {
      const after = countPossibleSend(call, onboarding);
      return { onboarding: after, problem: 'UPSTREAM_UNRECOGNIZED', record: 'finished' };
    }
    const made = { now: Date.now(), sendsOtp: call.sendsOtp, renewsOtp };
    if (!('problem' in outcome)) {
      const current = call.name === 'lookUp' ? forgetExpiredWallet(onboarding, made.now) : onboarding;
      const accepted = { ...current, ...(verifiesOtp && { customerPresent: true }) };
      return { onboarding: applyReply(accepted, outcome, envelope, made), record: 'finished' };
    }
    const { problem } = outcome;
    const walletExpired = problem === 'WALLET_SESSION_EXPIRED';
    // Without a wallet session Eko verifies no Aadhaar OTP, so that another try would be wasted on it.
    const expired = verifiesOtp && (problem === 'OTP_EXPIRED' || walletExpired);
    const after = applyReply(expired ? expireOtp(onboarding) : onboarding, outcome, envelope, made);
    return {
      onboarding: { ...after, ...(walletExpired && { walletExpired }) },
      problem,
      ...detailsOf(call.name, outcome, envelope),
      record: 'finished',
    };
  }

  private unanswered<Input>(
    step: StepCall<Input>,
    onboarding: Onboarding,
    reply: Exclude<EkoReply, { kind: 'answered' }>,
  ): StepResult {
    switch (reply.kind) {
      case 'notSent': {
        const retryAfterSeconds = reply.retryAfterSeconds ?? RETRY_AFTER_SECONDS;
        return {
          onboarding: step.onboarding,
          problem: 'UPSTREAM_UNAVAILABLE',
          retryAfterSeconds,
          record: 'forgotten',
        };
      }
      case 'overloaded': {
        const { retryAfterSeconds } = reply;
        return { onboarding: step.onboarding, problem: 'OVERLOADED', retryAfterSeconds, record: 'forgotten' };
      }
      case 'unsigned': {
        const { retryAfterSeconds } = reply;
        return {
          onboarding: step.onboarding,
          problem: 'STORE_UNAVAILABLE',
          retryAfterSeconds,
          record: 'forgotten',
        };
      }
      case 'signatureRefused':
        return { onboarding: step.onboarding, problem: 'UPSTREAM_CREDENTIALS_REJECTED', record: 'forgotten' };
      case 'rejected':
        return { onboarding, problem: 'UPSTREAM_REJECTED_REQUEST', record: 'finished' };
      case 'lost':
        return this.unknown(step.call.name, countPossibleSend(step.call, onboarding));
      default:
        return reply satisfies never;
    }
  }

  private unknown(call: CallName, onboarding: Onboarding): StepResult {
    this.observer.outcomeLost(onboarding, call);
    return { onboarding: loseOutcome(onboarding), problem: 'OUTCOME_UNKNOWN', record: 'unknown' };
  }
}

/** What a client learns beside the code: the fields to correct, or when to try again. */
function detailsOf(
  call: CallName,
  { problem, fields }: Extract<Outcome, { problem: ProblemCode }>,
  { invalidParameters }: Envelope,
): Pick<StepResult, 'errors' | 'retryAfterSeconds'> {
  const { status } = CATALOGUE[problem];
  if (status === 503) return { retryAfterSeconds: SERVICE_RETRY_AFTER_SECONDS };
  const errors = status === 422 ? refusedFields(call, invalidParameters, fields) : [];
  return errors.length > 0 ? { errors } : {};
}

function isOutcome(outcome: Outcome): outcome is Outcome {
  return Object.keys(outcome).length > 0;
}

/** A look-up that asks for a look-up is never followed again: it is as good as no answer. */
function isFinal(outcome: Outcome): outcome is FinalOutcome {
  return !('lookUp' in outcome);
}

/** Nobody knows whether the call sent an OTP, so it counts as one. */
function countPossibleSend<Input>({ sendsOtp }: JourneyCall<Input>, onboarding: Onboarding): Onboarding {
  return sendsOtp ? countOtpSend(onboarding, Date.now()) : onboarding;
}

function problemOf(outcome: Outcome | undefined): ProblemCode | undefined {
  if (!outcome) return 'UPSTREAM_UNRECOGNIZED';
  return 'problem' in outcome ? outcome.problem : undefined;
}
