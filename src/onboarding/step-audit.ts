import { Injectable } from '@nestjs/common';
import { AuditTrail, type AuditSubject, type StepRecord } from '../audit/audit-trail.js';
import { AuditUnavailable } from '../audit/audit-writer.js';
import { Problem } from '../errors/problem.js';
import type { Answered } from './conclusions.js';

const RETRY_AFTER_SECONDS = 1;

/** Tells the audit stream of every step, refused ones too, before its client hears of it. */
@Injectable()
export class StepAudit {
  constructor(private readonly trail: AuditTrail) {}

  /**
   * Takes the step and records what came of it.
   * @throws whatever the step throws; Problem STORE_UNAVAILABLE when it could not be recorded: its answer is
   * stored, and the next call with the same key gets it
   */
  async around(subject: AuditSubject, step: () => Promise<Answered>): Promise<Answered> {
    let answered: Answered;
    try {
      answered = await step();
    } catch (error) {
      if (error instanceof Problem) await this.record(refused(subject, error));
      throw error;
    }
    await this.record(done(subject, answered));
    return answered;
  }

  private async record(record: StepRecord): Promise<void> {
    try {
      await this.trail.step(record);
    } catch (error) {
      if (!(error instanceof AuditUnavailable)) throw error;
      throw new Problem('STORE_UNAVAILABLE', { retryAfterSeconds: RETRY_AFTER_SECONDS });
    }
  }
}

/** What answers and problems say that belongs into the record. */
interface Told {
  readonly code?: string;
  readonly state?: string;
  readonly clientRefId?: string;
  readonly onboarding?: { readonly state: string };
}

function done(subject: AuditSubject, { answer, replayed, before }: Answered): StepRecord {
  const { code, state, clientRefId, onboarding } = JSON.parse(answer.body) as Told;
  const after = state ?? onboarding?.state;
  return {
    ...subject,
    outcome: code ?? state ?? String(answer.status),
    ...(before !== undefined && { before }),
    ...(after !== undefined && { after }),
    ...(clientRefId !== undefined && { clientRefId }),
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
