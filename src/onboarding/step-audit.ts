import { Injectable } from '@nestjs/common';
import { AuditTrail, type AuditSubject, type StepRecord } from '../audit/audit-trail.js';
import { AuditUnavailable } from '../audit/audit-writer.js';
import { Problem } from '../errors/problem.js';
import { isOnboardingId } from '../idempotency/identifiers.js';
import type { Answered } from './conclusions.js';
import type { Action, OnboardingState } from './state.js';

const RETRY_AFTER_SECONDS = 1;
/** What became of an onboarding that was erased, in the place of a state. */
const ERASED = 'ERASED';

/** Tells the audit stream of every step, refused ones too, before its client hears of it. */
@Injectable()
export class StepAudit {
  constructor(private readonly trail: AuditTrail) {}

  /**
   * Takes the step and records what came of it.
   * @param answerBy when its client has to have an answer, milliseconds since the epoch
   * @throws whatever the step throws; Problem STORE_UNAVAILABLE when it could not be recorded: its answer is
   * stored, and the next call with the same key gets it
   */
  async around(subject: AuditSubject, answerBy: number, step: () => Promise<Answered>): Promise<Answered> {
    const answered = await this.recordingRefusals(subject, step, answerBy);
    await this.record(done(subject, answered), answerBy);
    return answered;
  }

  /**
   * Erases an onboarding, once the stream takes lines, and records it.
   * @param erase returns the state that it was in
   * @throws whatever it throws; Problem STORE_UNAVAILABLE when it cannot be recorded
   */
  async erasure(subject: AuditSubject, erase: () => Promise<OnboardingState>): Promise<void> {
    const before = await this.recordingRefusals(subject, async () => {
      await written(this.trail.ready());
      return erase();
    });
    await this.record({ ...subject, outcome: ERASED, before, after: ERASED, replayed: false });
  }

  private async recordingRefusals<T>(
    subject: AuditSubject,
    work: () => Promise<T>,
    answerBy?: number,
  ): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof Problem) await this.record(refused(subject, error), answerBy);
      throw error;
    }
  }

  private record(record: StepRecord, answerBy?: number): Promise<void> {
    return written(this.trail.step(record, answerBy));
  }
}

/** Who does what to which onboarding. What is no id is the client's text, and does not get into the record. */
export function subjectOf(
  { agent, requestId }: Pick<AuditSubject, 'agent' | 'requestId'>,
  product: string,
  onboardingId: string,
  step: Action | 'START' | 'ERASE',
): AuditSubject {
  const onboarding = isOnboardingId(onboardingId) ? onboardingId : 'none';
  return { agent, onboarding, product, step, requestId };
}

/** @throws Problem STORE_UNAVAILABLE when the stream cannot be written */
async function written(writing: Promise<void>): Promise<void> {
  try {
    await writing;
  } catch (error) {
    if (!(error instanceof AuditUnavailable)) throw error;
    throw new Problem('STORE_UNAVAILABLE', { retryAfterSeconds: RETRY_AFTER_SECONDS });
  }
}

/** What answers and problems say that belongs into the record. */
interface Told {
  readonly code?: string;
  readonly state?: string;
  readonly clientRefId?: string;
  readonly onboarding?: { readonly state: string };
}

function done(subject: AuditSubject, { answer, replayed, before, overrides = [] }: Answered): StepRecord {
  const { code, state, clientRefId, onboarding } = JSON.parse(answer.body) as Told;
  const after = state ?? onboarding?.state;
  return {
    ...subject,
    outcome: code ?? state ?? String(answer.status),
    ...(before !== undefined && { before }),
    ...(after !== undefined && { after }),
    ...(clientRefId !== undefined && { clientRefId }),
    ...(overrides.length > 0 && {
      overrides: overrides.map(({ pointer, digest }) => `${digest}#${pointer}`),
    }),
    replayed,
  };
}

/** Nothing was done: the state is what it was. */
function refused(subject: AuditSubject, { code, details }: Problem): StepRecord {
  const state = (details.onboarding as Told['onboarding'])?.state;
  return {
    ...subject,
    outcome: code,
    ...(state !== undefined && { before: state, after: state }),
    replayed: false,
  };
}
