import { Injectable } from '@nestjs/common';
import { AuditTrail, type AuditSubject, type StepRecord } from '../../audit/audit-trail.js';
import { AuditUnavailable } from '../../audit/audit-writer.js';
import { Problem } from '../../errors/problem.js';
import { isOnboardingId } from '../../store/identifiers.js';
import type { OnboardingState } from '../journey/state.js';
import type { Answer, Answered } from './answers.js';
import type { Requester } from '../../http/caller.js';
import type { Step } from './step.js';

/** The entry of an answer in the audit stream. */
export type RecordedOutcome = Omit<StepRecord, keyof AuditSubject | 'replayed'>;

/** The outcome of an erasure, in place of a state. */
const ERASED = 'ERASED';

/** Records every step in the audit stream, also refused ones, before the answer is sent. */
@Injectable()
export class StepAudit {
  constructor(private readonly trail: AuditTrail) {}

  /**
   * Takes the step and records its result.
   * @throws any error of the step; Problem STORE_UNAVAILABLE when it could not be recorded: its answer is stored, and
   * the next request with the same key gets it
   */
  async around(step: Step, take: () => Promise<Answered>): Promise<Answered> {
    const { action, answerBy, product, requestId, scope } = step;
    const subject = subjectOf({ agent: scope.agent, requestId }, product.name, scope.onboardingId, action);
    let answered: Answered;
    try {
      answered = await take();
    } catch (error) {
      throw await this.refused(subject, error, answerBy);
    }
    await this.record({ ...subject, ...answered.recorded, replayed: answered.replayed }, answerBy);
    return answered;
  }

  /**
   * Erases an onboarding if the audit stream accepts lines, and records the erasure.
   * @param erase returns the state before the erasure
   * @throws any error of `erase`; Problem STORE_UNAVAILABLE when it cannot be recorded
   */
  async erasure(
    {
      product,
      onboardingId,
      ...requester
    }: Requester & { readonly product: string; readonly onboardingId: string },
    erase: () => Promise<OnboardingState>,
  ): Promise<void> {
    const subject = subjectOf(requester, product, onboardingId, 'ERASE');
    let before: OnboardingState;
    try {
      await written(this.trail.ready());
      before = await erase();
    } catch (error) {
      throw await this.refused(subject, error);
    }
    await this.record({ ...subject, outcome: ERASED, before, after: ERASED, replayed: false });
  }

  /** Records a refusal: nothing was done, and the state is unchanged. @returns the error to rethrow */
  private async refused(subject: AuditSubject, error: unknown, answerBy?: number): Promise<unknown> {
    if (!(error instanceof Problem)) return error;
    const state = (error.details.onboarding as { readonly state?: string } | undefined)?.state;
    const states = state === undefined ? {} : { before: state, after: state };
    await this.record({ ...subject, outcome: error.code, ...states, replayed: false }, answerBy);
    return error;
  }

  private record(record: StepRecord, answerBy?: number): Promise<void> {
    return written(this.trail.step(record, answerBy));
  }
}

/** The entry of a stored answer, read from its body. */
export function recordedIn({ status, body }: Answer): RecordedOutcome {
  const { code, state, clientRefId, onboarding } = JSON.parse(body) as {
    readonly code?: string;
    readonly state?: string;
    readonly clientRefId?: string;
    readonly onboarding?: { readonly state: string };
  };
  const after = state ?? onboarding?.state;
  return {
    outcome: code ?? state ?? String(status),
    ...(after !== undefined && { after }),
    ...(clientRefId !== undefined && { clientRefId }),
  };
}

/** The agent, step and onboarding of an entry. An invalid id is text of the client and is not recorded. */
function subjectOf(
  { agent, requestId }: Requester,
  product: string,
  onboardingId: string,
  step: Step['action'] | 'ERASE',
): AuditSubject {
  const onboarding = isOnboardingId(onboardingId) ? onboardingId : 'none';
  return { agent, onboarding, product, step, requestId };
}

/** @throws Problem STORE_UNAVAILABLE when the stream cannot be written */
function written(writing: Promise<void>): Promise<void> {
  return writing.catch((error: unknown) => {
    throw error instanceof AuditUnavailable ? new Problem('STORE_UNAVAILABLE') : error;
  });
}
