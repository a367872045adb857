import type { CallName } from '../../eko/call.js';
import type { Envelope } from '../../eko/envelope.js';
import { isSeen, type EkoReply } from '../../eko/reply.js';
import { CATALOGUE, type ProblemCode } from '../../errors/catalogue.js';
import type { FieldError } from '../../errors/problem.js';
import type { Onboarding } from '../journey/onboarding.js';
import { useAttempt } from '../journey/otp-references.js';
import type { Outcome } from '../journey/outcome.js';
import type { BoundCall } from '../journey/product.js';
import type { OverridingRow } from '../journey/product-registry.js';
import { refusedFields } from '../journey/refused-fields.js';
import {
  applyReply,
  countOtpSend,
  expireOtp,
  forgetExpiredWallet,
  loseOutcome,
} from '../journey/transition.js';
import type { RecordStatus } from './claims.js';
import type { DueCall } from './step.js';

/** A call, with its reply and what the reply means. */
export interface MadeCall {
  readonly call: BoundCall;
  readonly clientRefId: string;
  readonly reply: EkoReply;
  /** Undefined when the reply was not recognized. */
  readonly outcome: Outcome | undefined;
  /** The row of the overrides file that decided. */
  readonly override: OverridingRow | undefined;
}

/** The result of a step. */
export interface StepResult {
  readonly onboarding: Onboarding;
  /** The client_ref_id of the last call that Eko can have received; absent when nothing was sent. */
  readonly clientRefId?: string;
  readonly problem?: ProblemCode;
  /** The fields of the step that Eko refused. */
  readonly errors?: readonly FieldError[];
  readonly retryAfterSeconds?: number;
  /** The rows of the overrides file that decided, in the order of the calls. */
  readonly overrides?: readonly OverridingRow[];
  readonly record: RecordStatus;
}

type FinalOutcome = Exclude<Outcome, { lookUp: true }>;

/** The result of a step whose call has no reply to read. */
const UNANSWERED = {
  notSent: { problem: 'UPSTREAM_UNAVAILABLE', record: 'forgotten' },
  overloaded: { problem: 'OVERLOADED', record: 'forgotten' },
  unsigned: { problem: 'STORE_UNAVAILABLE', record: 'forgotten' },
  signatureRefused: { problem: 'UPSTREAM_CREDENTIALS_REJECTED', record: 'forgotten' },
  rejected: { problem: 'UPSTREAM_REJECTED_REQUEST', record: 'finished' },
  lost: { problem: 'OUTCOME_UNKNOWN', record: 'unknown' },
} as const satisfies Record<Exclude<EkoReply['kind'], 'answered'>, Omit<StepResult, 'onboarding'>>;

/** The problem of a call without a reply. */
export function unanswered(
  reply: Exclude<EkoReply, { kind: 'answered' }>,
): Pick<StepResult, 'record' | 'retryAfterSeconds'> & { readonly problem: ProblemCode } {
  const wait = 'retryAfterSeconds' in reply && { retryAfterSeconds: reply.retryAfterSeconds };
  return { ...UNANSWERED[reply.kind], ...wait };
}

/** Whether the reply does not contain the customer state, so that a look-up must follow. */
export function needsLookUp({ outcome }: MadeCall): boolean {
  return outcome !== undefined && 'lookUp' in outcome;
}

/** Whether the outcome needs no look-up. A look-up is never followed by another: such a reply counts as none. */
export function isFinal(outcome: Outcome): outcome is FinalOutcome {
  return !('lookUp' in outcome);
}

/**
 * The result of a step's call and of the look-up that followed it, if one did.
 * @param now milliseconds since the epoch
 */
export function resultOf(
  due: DueCall,
  made: MadeCall,
  followUp: MadeCall | undefined,
  now: number,
): StepResult {
  const overrides = [made.override, followUp?.override].filter((row) => row !== undefined);
  return {
    ...(followUp ? resultOfFollowUp(due, made, followUp, now) : resultOfCall(due, made, now)),
    overrides,
  };
}

function resultOfCall(due: DueCall, made: MadeCall, now: number): StepResult {
  const { call, clientRefId, reply } = made;
  const seen = isSeen(reply) ? { clientRefId } : {};
  const after = { ...afterTry(due), clientRefId };
  if (reply.kind === 'answered') return { ...answered(due, made, after, reply.envelope, now), ...seen };
  const { record, ...failed } = unanswered(reply);
  const onboarding =
    record === 'forgotten' ? due.onboarding : record === 'unknown' ? lost(call, after, now) : after;
  return { ...failed, record, onboarding, ...seen };
}

/** The first reply did not contain the customer state. The look-up decides; without its reply the outcome is unknown. */
function resultOfFollowUp(due: DueCall, first: MadeCall, followUp: MadeCall, now: number): StepResult {
  const { call, reply } = followUp;
  const { clientRefId } = isSeen(reply) ? followUp : first;
  const after = { ...afterTry(due), clientRefId };
  // The look-up does not request a new OTP and does not verify one.
  const lookUp = { ...due, verifiesOtp: false, renewsOtp: false };
  if (reply.kind === 'answered')
    return { ...answered(lookUp, followUp, after, reply.envelope, now), clientRefId };
  const onboarding = reply.kind === 'lost' ? lost(call, after, now) : loseOutcome(after);
  return { onboarding, problem: 'OUTCOME_UNKNOWN', record: 'unknown', clientRefId };
}

/** The code of the problem in an outcome; undefined if it has none. */
export function problemOf(outcome: Outcome | undefined): ProblemCode | undefined {
  if (!outcome) return 'UPSTREAM_UNRECOGNIZED';
  return 'problem' in outcome ? outcome.problem : undefined;
}

/** An OTP that was sent to Eko is a used attempt, whatever the reply and even without one. */
function afterTry({ onboarding, verifiesOtp }: DueCall): Onboarding {
  return verifiesOtp ? useAttempt(onboarding) : onboarding;
}

function answered(
  { verifiesOtp, renewsOtp }: DueCall,
  { call, outcome }: MadeCall,
  onboarding: Onboarding,
  envelope: Envelope,
  now: number,
): StepResult {
  const {
    definition: { name },
    sendsOtp,
  } = call;
  if (!outcome || !isFinal(outcome)) {
    const counted = sendsOtp ? countOtpSend(onboarding, now) : onboarding;
    return { onboarding: counted, problem: 'UPSTREAM_UNRECOGNIZED', record: 'finished' };
  }
  const made = { now, sendsOtp, renewsOtp };
  if (!('problem' in outcome)) {
    const current = name === 'lookUp' ? forgetExpiredWallet(onboarding, now) : onboarding;
    const accepted = { ...current, ...(verifiesOtp && { customerPresent: true }) };
    return { onboarding: applyReply(accepted, outcome, envelope, made), record: 'finished' };
  }
  const { problem } = outcome;
  const walletExpired = problem === 'WALLET_SESSION_EXPIRED';
  // Without a wallet session Eko does not verify the Aadhaar OTP, so that another attempt would be wasted.
  const expired = verifiesOtp && (problem === 'OTP_EXPIRED' || walletExpired);
  const after = applyReply(expired ? expireOtp(onboarding) : onboarding, outcome, envelope, made);
  return {
    onboarding: { ...after, ...(walletExpired && { walletExpired }) },
    problem,
    ...detailsOf(name, outcome, envelope),
    record: 'finished',
  };
}

/** The call was sent and its reply was lost. It may have sent an OTP, so that one is counted. */
function lost({ sendsOtp }: BoundCall, onboarding: Onboarding, now: number): Onboarding {
  return loseOutcome(sendsOtp ? countOtpSend(onboarding, now) : onboarding);
}

/** The details of a problem for the client: the fields to correct. */
function detailsOf(
  call: CallName,
  { problem, fields }: Extract<Outcome, { problem: ProblemCode }>,
  { invalidParameters }: Envelope,
): Pick<StepResult, 'errors'> {
  const { status } = CATALOGUE[problem];
  const errors = status === 422 ? refusedFields(call, invalidParameters, fields) : [];
  return errors.length > 0 ? { errors } : {};
}
