import { Problem } from '../../../errors/problem.js';
import type { ActionInputs } from '../../journey/product.js';
import type { OnboardingResource } from '../../journey/resource.js';
import type { Action } from '../../journey/state.js';
import { failure, type Answer } from '../answers.js';
import type { OnboardingService } from '../onboarding.service.js';
import type { Caller } from '../../../http/caller.js';

/** The agent of the client, with the product and the customer that it onboards. */
export interface Names {
  readonly agent: string;
  readonly product: string;
  readonly mobile: string;
}

/** The settings of one request. */
export interface RequestOptions {
  /** The Idempotency-Key; absent: a new one. */
  readonly key?: string;
  /** How long the client waits for the answer, milliseconds. */
  readonly requestTimeoutMs?: number;
  /** How long the request has waited already, milliseconds. */
  readonly waitedMs?: number;
}

/** The answer that a client receives, also for a step that was refused before anything was sent. */
export interface Seen extends Answer {
  readonly replayed: boolean;
  /** The onboarding, in the answer or in its problem. */
  readonly onboarding?: OnboardingResource;
  readonly problem: Readonly<Record<string, unknown>>;
}

let requests = 0;

/** The client of one agent, for one customer: it calls the service as the controllers do, and sees the same answers. */
export class BenchClient {
  /** The id of the onboarding, known after the first answer that contains it. */
  id = 'onb_notStartedNotStartedNotS';

  constructor(
    private readonly service: OnboardingService,
    private readonly names: Names,
    /** Advances the clock before each request: no two requests are made in the same millisecond. */
    private readonly tick: () => Promise<void>,
  ) {}

  start(options: RequestOptions = {}): Promise<Seen> {
    const { product, mobile } = this.names;
    return this.seen(() => this.service.start(product, mobile, this.caller(options)));
  }

  act<A extends Action>(action: A, input: ActionInputs[A], options: RequestOptions = {}): Promise<Seen> {
    const { product } = this.names;
    return this.seen(() => this.service.act(product, this.id, action, input, this.caller(options)));
  }

  refresh(options: RequestOptions = {}): Promise<Seen> {
    return this.act('REFRESH', {}, options);
  }

  verify(otp: string, options: RequestOptions = {}): Promise<Seen> {
    return this.act('VERIFY_OTP', { otp }, options);
  }

  /** The stored onboarding. @throws Problem */
  read(): Promise<OnboardingResource> {
    return this.service.read(this.names.product, this.id, this.names.agent);
  }

  /** @throws Problem */
  erase(): Promise<void> {
    const { agent, product } = this.names;
    return this.service.erase(product, this.id, { agent, requestId: 'erasure' });
  }

  private caller({ key, requestTimeoutMs, waitedMs = 0 }: RequestOptions): Caller {
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
