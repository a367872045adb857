import { randomUUID } from 'node:crypto';
import { onboardingOf, type Client, type Reply } from '../support/client.js';
import { newMobile, REGISTRATION } from '../support/people.js';
import { until } from '../support/until.js';
import type { RawRequest, RawUpstream } from '../resilience/raw-upstream.js';

const ONBOARDINGS = '/v1/ppi-levin/onboardings';
const AT_ONCE = 5;

/** A step and its answer. Times are in epoch milliseconds. */
export interface Step {
  readonly mobile: string;
  readonly path: string;
  readonly body: object;
  readonly key: string;
  readonly sentAt: number;
  readonly answeredAt: number;
  readonly reply: Reply;
}

/** The result of repeating a key. */
export interface Repetition {
  readonly reply: Reply;
  readonly replayed: boolean;
  /** The calls to Eko that it caused. */
  readonly sent: readonly RawRequest[];
}

/** Customers who start and register in turn, and repeat these steps with the same keys. */
export class RepeatedSteps {
  constructor(
    private readonly client: Client,
    private readonly upstream: RawUpstream,
  ) {}

  start(): Promise<Step> {
    const mobile = newMobile();
    return this.take(mobile, ONBOARDINGS, { mobile });
  }

  /** A few at a time, so that a busy machine refuses no step. */
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

  /** Repeats a step, as long as the answer is 409 or 503. */
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
