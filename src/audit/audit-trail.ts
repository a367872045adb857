import { Logger, type OnApplicationShutdown } from '@nestjs/common';
import type { AuditMetrics } from './audit-metrics.js';
import { NoReader, type AuditDestination } from './audit-destination.js';
import { AuditUnavailable, AuditWriter } from './audit-writer.js';

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
  /** The rows of the overrides file that decided: the edition of the file, and the place in it. */
  readonly overrides?: readonly string[];
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

/** What is left to a client whose time is up, so that a line that is being written still counts, milliseconds. */
const LEAST_WAIT_MS = 100;

/**
 * The record of who did what to which onboarding: one JSON line each, apart from the application log, in order,
 * and written before the answer is given (docs/audit.md). Whoever waits for a line waits no longer than until
 * `answerBy`, milliseconds since the epoch, and in any case no longer than a second.
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

  /** A named pipe without a reader is waited for: until then the trail is unavailable. @throws when it cannot be written */
  async open(): Promise<void> {
    try {
      await this.destination.open();
    } catch (error) {
      if (!(error instanceof NoReader)) throw error;
      this.writer.append('', false).catch(() => undefined);
    }
  }

  /** Whether steps may be taken, as far as the last line shows. */
  get available(): boolean {
    return this.writer.available;
  }

  /** Resolves when steps may be taken: what comes of them can be recorded. @throws AuditUnavailable */
  ready(answerBy?: number): Promise<void> {
    return inTime(this.writer.ready(), answerBy);
  }

  /** @throws AuditUnavailable; the line is written as soon as it can be */
  step(record: StepRecord, answerBy?: number): Promise<void> {
    const { agent, onboarding, product, step, requestId, replayed } = record;
    const { outcome, before, after, clientRefId, overrides } = record;
    const result = { outcome, before, after, clientRefId, overrides };
    const line = { agent, onboarding, product, step, ...result, requestId, ...(replayed && { replayed }) };
    return inTime(this.append('step', line, false), answerBy);
  }

  /** @throws AuditUnavailable; then nothing may be done on the strength of the consent */
  consent(record: ConsentRecord, answerBy: number): Promise<void> {
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
    return inTime(this.append('consent', subject, true), answerBy);
  }

  async onApplicationShutdown(): Promise<void> {
    const lines = await this.writer.close();
    if (lines > 0) this.logger.error({ event: 'audit lines lost', lines });
  }

  private append(event: string, facts: object, durable: boolean): Promise<void> {
    const time = new Date().toISOString();
    return this.writer.append(`${JSON.stringify({ stream: 'audit', time, event, ...facts })}\n`, durable);
  }
}

async function inTime(write: Promise<void>, answerBy?: number): Promise<void> {
  if (answerBy === undefined) return write;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => {
        reject(new AuditUnavailable());
      },
      Math.max(LEAST_WAIT_MS, answerBy - Date.now()),
    );
  });
  try {
    await Promise.race([write, late]);
  } finally {
    clearTimeout(timer);
  }
}
