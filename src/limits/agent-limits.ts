import type { GatewayConfig } from '../config/gateway-config.js';
import type { Identifiers } from '../store/identifiers.js';
import type { LimitCounters } from '../store/limit-counters.js';
import { Limiter, type Taken } from './limiter.js';

const MINUTE_SECONDS = 60;
const HOUR_SECONDS = 3_600;

/** The limits of one agent over all customers: requests in a minute, onboardings started in an hour. */
export class AgentLimits {
  readonly requests: Limiter;
  readonly starts: Limiter;

  constructor(
    counters: LimitCounters,
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

  /** Counts an onboarding before it is created. @throws LimitsUnavailable */
  start(agent: string): Promise<Taken> {
    return this.starts.take(this.identifiers.agentTag(agent));
  }

  /** Gives back a start that created no onboarding. */
  giveBackStart(agent: string): Promise<void> {
    return this.starts.giveBack(this.identifiers.agentTag(agent));
  }
}
