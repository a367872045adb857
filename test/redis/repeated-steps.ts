import { randomUUID } from 'node:crypto';
import { onboardingOf, type Client, type Reply } from '../support/client.js';
import { newMobile, REGISTRATION } from '../support/people.js';
import { until } from '../support/until.js';
import type { RawRequest, RawUpstream } from '../resilience/raw-upstream.js';

const ONBOARDINGS = '/v1/ppi-levin/onboardings';
const AT_ONCE = 5;

/** A step that a customer took, and what came of it. Times are Date.now()'s. */
export interface Step {
  readonly mobile: string;
  readonly path: string;
  readonly body: object;
  readonly key: string;
  readonly sentAt: number;
  readonly answeredAt: number;
  readonly reply: Reply;
}

/** What the repetition of a key led to. */
export interface Repetition {
  readonly reply: Reply;
  readonly replayed: boolean;
  /** What was sent to Eko because of it. */
  readonly sent: readonly RawRequest[];
}

/** Customers who start and register one after the other, and repeat what they did with the same key. */
export class RepeatedSteps {
  constructor(
    private readonly client: Client,
    private readonly upstream: RawUpstream,
  ) {}

  start(): Promise<Step> {
    const mobile = newMobile();
    return this.take(mobile, ONBOARDINGS, { mobile });
  }

  /** A few at a time, so that a busy machine refuses none. */
  async startMany(count: number): Promise<Step[]> {
    const started: Step[] = [];
    while (started.length < count) {
      const next = Math.min(AT_ONCE, count - started.length);
      started.push(...(await Promise.all(Array.from({ length: next }, () => this.start()))));
    }
    return started;
  }

  register({ mobile, reply }: Step): Promise<Step> {
    return this.take(mobile, `${ONBOARDINGS}/${onboardingOf(reply).id}/registration`, REGISTRATION);
  }

  /** Sends it once more, and as often as the answer is to wait. */
  async repeat({ path, body, key }: Step): Promise<Repetition> {
    const before = this.upstream.requests.length;
    const reply = await until('an answer', async () => {
      const one = await this.client.post(path, body, { key });
      return one.status === 409 || one.status === 503 ? undefined : one;
    });
    return {
      reply,
      replayed: reply.headers.get('idempotency-replayed') === 'true',
      sent: this.upstream.requests.slice(before),
    };
  }

  /** The client_ref_ids of all calls at Eko that were made for a step. */
  references({ mobile, path }: Step): string[] {
    const method = path === ONBOARDINGS ? 'GET' : 'POST';
    return this.upstream.requests
      .filter((request) => request.method === method && request.path.includes(mobile))
      .map(({ clientRefId }) => clientRefId);
  }

  private async take(mobile: string, path: string, body: object): Promise<Step> {
    const key = randomUUID();
    const sentAt = Date.now();
    const reply = await this.client.post(path, body, { key });
    return { mobile, path, body, key, sentAt, answeredAt: Date.now(), reply };
  }
}

export function isAcknowledged({ reply }: Step): boolean {
  return reply.status < 300;
}
