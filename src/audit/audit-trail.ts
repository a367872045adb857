import { Logger, type OnApplicationShutdown } from '@nestjs/common';
import { AuditWriter } from './audit-writer.js';

/** Who did something, to what, and the references to find it again. Nothing here is personal to the customer. */
export interface AuditSubject {
  /** Eko's user_code of the agent. */
  readonly agent: string;
  readonly onboarding: string;
  readonly product: string;
  /** START or an action of the API. */
  readonly step: string;
  readonly requestId: string;
}

/** What came of a step. */
export interface StepRecord extends AuditSubject {
  /** The state that a success shows, or the code of a problem. */
  readonly outcome: string;
  readonly before?: string;
  readonly after?: string;
  readonly clientRefId?: string;
  readonly replayed: boolean;
}

/** A consent that was given, before anything was done on the strength of it. */
export interface ConsentRecord extends AuditSubject {
  readonly noticeVersion: string;
  /** BCP 47 tag of the language the notice was given in. */
  readonly language: string;
  readonly purpose: string;
  /** The whole number; only its last four digits are written (UIDAI: the first eight are masked). */
  readonly aadhaarNumber: string;
}

/**
 * The record of who did what to which onboarding: one JSON line each, apart from the application log, in order,
 * and written before the answer is given (docs/audit.md).
 */
export class AuditTrail implements OnApplicationShutdown {
  private readonly logger = new Logger('audit');

  constructor(private readonly writer: AuditWriter) {}

  /** Resolves when steps may be taken: all that happened is written. @throws AuditUnavailable */
  ready(): Promise<void> {
    return this.noting(this.writer.ready());
  }

  /** @throws AuditUnavailable; the line is kept then, and written before any other */
  step(record: StepRecord): Promise<void> {
    const { agent, onboarding, product, step, outcome, before, after, clientRefId, requestId, replayed } =
      record;
    const subject = { agent, onboarding, product, step, outcome, before, after, clientRefId, requestId };
    return this.append('step', { ...subject, ...(replayed && { replayed }) }, { durable: false, keep: true });
  }

  /** @throws AuditUnavailable; then nothing may be done on the strength of the consent */
  consent(record: ConsentRecord): Promise<void> {
    const { agent, onboarding, product, step, noticeVersion, language, purpose, requestId } = record;
    const identity = `XXXXXXXX${record.aadhaarNumber.slice(-4)}`;
    const subject = {
      agent,
      onboarding,
      product,
      step,
      noticeVersion,
      language,
      purpose,
      identity,
      requestId,
    };
    return this.append('consent', subject, { durable: true, keep: false });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.writer.close();
  }

  private append(event: string, facts: object, how: { durable: boolean; keep: boolean }): Promise<void> {
    const time = new Date().toISOString();
    return this.noting(this.writer.append(JSON.stringify({ stream: 'audit', time, event, ...facts }), how));
  }

  private async noting(write: Promise<void>): Promise<void> {
    try {
      await write;
    } catch (error) {
      this.logger.error({ event: 'audit stream cannot be written' });
      throw error;
    }
  }
}
