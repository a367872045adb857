import { Logger, type OnApplicationShutdown } from '@nestjs/common';
import type { AuditMetrics } from './audit-metrics.js';
import { NoReader, type AuditDestination } from './audit-destination.js';
import { AuditWriter } from './audit-writer.js';

/** The agent, the onboarding and the references of an event. It contains no personal data of the customer. */
export interface AuditSubject {
  /** Eko's user_code of the agent. */
  readonly agent: string;
  readonly onboarding: string;
  readonly product: string;
  /** START or an action of the API. */
  readonly step: string;
  readonly requestId: string;
}

/** The outcome of a step. */
export interface StepRecord extends AuditSubject {
  /** The state after a success, or the code of a problem. */
  readonly outcome: string;
  readonly before?: string;
  readonly after?: string;
  readonly clientRefId?: string;
  /** The rows of the overrides file that decided: the edition of the file, and the position in it. */
  readonly overrides?: readonly string[];
  readonly replayed: boolean;
}

/** A consent, recorded before any action that needs it. */
export interface ConsentRecord extends AuditSubject {
  readonly noticeVersion: string;
  /** BCP 47 tag of the language the notice was given in. */
  readonly language: string;
  readonly purpose: string;
  /** The complete number; only its last four digits are written (UIDAI: the first eight are masked). */
  readonly aadhaarNumber: string;
}

/**
 * The record of all actions on onboardings: one JSON line each, in order, separate from the application log, and written
 * before the answer is sent (docs/audit.md). Its methods wait until `answerBy` at most, milliseconds since the epoch,
 * and never longer than a second.
 */
export class AuditTrail implements OnApplicationShutdown {
  private readonly logger = new Logger('audit');
  private readonly writer: AuditWriter;

  constructor(
    private readonly destination: AuditDestination,
    metrics: AuditMetrics,
  ) {
    this.writer = new AuditWriter(destination, (isAvailable) => {
      metrics.available(isAvailable);
      if (isAvailable) this.logger.log({ event: 'audit stream is written' });
      else this.logger.error({ event: 'audit stream cannot be written' });
    });
    metrics.available(true);
    metrics.watch(() => this.writer.unwritten);
  }

  /** Without a reader of the named pipe, the trail is unavailable until there is one. @throws Error when it cannot be written */
  async open(): Promise<void> {
    try {
      await this.destination.open();
    } catch (error) {
      if (!(error instanceof NoReader)) throw error;
      this.writer.append('', false).catch(() => undefined);
    }
  }

  /** Whether steps may begin, according to the last write. */
  get available(): boolean {
    return this.writer.available;
  }

  /** Resolves when a step may begin, because its outcome can be recorded. @throws AuditUnavailable */
  ready(answerBy?: number): Promise<void> {
    return this.writer.ready(answerBy);
  }

  /** @throws AuditUnavailable; the line is written as soon as it can be */
  step(record: StepRecord, answerBy?: number): Promise<void> {
    const { agent, onboarding, product, step, requestId, replayed } = record;
    const { outcome, before, after, clientRefId, overrides } = record;
    const line = {
      ...headOf('step'),
      agent,
      onboarding,
      product,
      step,
      outcome,
      before,
      after,
      clientRefId,
      overrides,
      requestId,
      replayed: replayed ? true : undefined,
    };
    return this.writer.append(`${JSON.stringify(line)}\n`, false, answerBy);
  }

  /** @throws AuditUnavailable; the action that needs the consent must not be done then */
  consent(record: ConsentRecord, answerBy: number): Promise<void> {
    const { agent, onboarding, product, step, noticeVersion, language, purpose, requestId } = record;
    const identity = `XXXXXXXX${record.aadhaarNumber.slice(-4)}`;
    const line = {
      ...headOf('consent'),
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
    return this.writer.append(`${JSON.stringify(line)}\n`, true, answerBy);
  }

  async onApplicationShutdown(): Promise<void> {
    const lines = await this.writer.close();
    if (lines > 0) this.logger.error({ event: 'audit lines lost', lines });
  }
}

/** The first members of a line. */
function headOf(event: 'step' | 'consent'): object {
  return { stream: 'audit', time: new Date().toISOString(), event };
}
