import { Problem } from '../../../errors/problem.js';
import type { ActionInputs } from '../../journey/product.js';
import type { OnboardingResource } from '../../journey/resource.js';
import type { Action } from '../../journey/state.js';
import { failure, type Answer } from '../answer.js';
import type { OnboardingService } from '../onboarding.service.js';
import type { Caller } from '../../../http/caller.js';

/** Whose client it is, and which customer it onboards for what. */
export interface Names {
  readonly agent: string;
  readonly product: string;
  readonly mobile: string;
}

/** How one request is made. */
export interface Asking {
  /** The Idempotency-Key; absent: a new one. */
  readonly key?: string;
  /** How long the client waits for the answer, milliseconds. */
  readonly requestTimeoutMs?: number;
  /** How long the request has waited already, milliseconds. */
  readonly waitedMs?: number;
}

/** What a client gets, whether it was answered, or refused before anything was sent. */
export interface Seen extends Answer {
  readonly replayed: boolean;
  /** The onboarding, in the answer or in its problem. */
  readonly onboarding?: OnboardingResource;
  readonly problem: Readonly<Record<string, unknown>>;
}

let requests = 0;

/** One agent's client, that onboards one customer: it asks what the controllers ask, and sees what a client sees. */
export class BenchClient {
  /** Of the onboarding, once an answer has said it. */
  id = 'onb_notStartedNotStartedNotS';

  constructor(
    private readonly service: OnboardingService,
    private readonly names: Names,
    /** Lets time pass before each request: no two of them are made in one millisecond. */
    private readonly tick: () => Promise<void>,
  ) {}

  start(asking: Asking = {}): Promise<Seen> {
    const { product, mobile } = this.names;
    return this.seen(() => this.service.start(product, mobile, this.caller(asking)));
  }

  act<A extends Action>(action: A, input: ActionInputs[A], asking: Asking = {}): Promise<Seen> {
    const { product } = this.names;
    return this.seen(() => this.service.act(product, this.id, action, input, this.caller(asking)));
  }

  refresh(asking: Asking = {}): Promise<Seen> {
    return this.act('REFRESH', {}, asking);
  }

  verify(otp: string, asking: Asking = {}): Promise<Seen> {
    return this.act('VERIFY_OTP', { otp }, asking);
  }

  /** The onboarding as it is kept. @throws Problem */
  read(): Promise<OnboardingResource> {
    return this.service.read(this.names.product, this.id, this.names.agent);
  }

  /** @throws Problem */
  erase(): Promise<void> {
    const { agent, product } = this.names;
    return this.service.erase(product, this.id, { agent, requestId: 'erasure' });
  }

  private caller({ key, requestTimeoutMs, waitedMs = 0 }: Asking): Caller {
    requests += 1;
    return {
      agent: this.names.agent,
      idempotencyKey: key ?? `key-${requests}`,
      requestId: `request-${requests}`,
      receivedAt: Date.now() - waitedMs,
      ...(requestTimeoutMs !== undefined && { requestTimeoutMs }),
    };
  }

  private async seen(ask: () => Promise<{ answer: Answer; replayed: boolean }>): Promise<Seen> {
    await this.tick();
    const { answer, replayed } = await ask().catch((error: unknown) => {
      if (!(error instanceof Problem)) throw error;
      return { answer: failure(error, 'refused'), replayed: false };
    });
    const body = JSON.parse(answer.body) as OnboardingResource & { onboarding?: OnboardingResource };
    const onboarding = answer.status < 300 ? body : body.onboarding;
    if (onboarding) this.id = onboarding.id;
    const problem = answer.status < 300 ? {} : { ...body };
    return { ...answer, replayed, problem, ...(onboarding && { onboarding }) };
  }
}
