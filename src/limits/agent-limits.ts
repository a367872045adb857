import type { GatewayConfig } from '../config/gateway-config.js';
import type { Identifiers } from '../store/identifiers.js';
import type { Added, Counter, LimitCounters } from '../store/limit-counters.js';
import { givenBack, Limiter, taken, type Taken } from './limiter.js';

const MINUTE_SECONDS = 60;
const HOUR_SECONDS = 3_600;

/** The limits of one agent over all customers: requests in a minute, onboardings started in an hour. */
export class AgentLimits {
  readonly requests: Limiter;
  readonly starts: Limiter;

  constructor(
    private readonly counters: LimitCounters,
    private readonly identifiers: Identifiers,
    { limits }: Pick<GatewayConfig, 'limits'>,
  ) {
    this.requests = new Limiter(counters, 'requests', limits.requestsPerMinute, MINUTE_SECONDS);
    this.starts = new Limiter(counters, 'starts', limits.startsPerHour, HOUR_SECONDS);
  }

  /** Counts a request. @throws LimitsUnavailable */
  request(agent: string): Promise<Taken> {
    return this.requests.take(this.identifiers.agentTag(agent));
  }

  /**
   * Counts an onboarding before it is created, and the others: all of them, or none.
   * @returns `refusedBy` is 0 for the limit on starts, 1 for the first of the others
   * @throws LimitsUnavailable
   */
  start(agent: string, others: readonly Counter[] = []): Promise<Added> {
    return taken(this.counters, [this.startsOf(agent), ...others]);
  }

  /** Gives back a start that created no onboarding, and the others. */
  giveBackStart(agent: string, others: readonly Counter[] = []): Promise<void> {
    return givenBack(this.counters, [this.startsOf(agent), ...others]);
  }

  private startsOf(agent: string): Counter {
    return this.starts.counter(this.identifiers.agentTag(agent));
  }
}
