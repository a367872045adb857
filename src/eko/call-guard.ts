import type { GatewayConfig } from '../config/gateway-config.js';
import type { EkoMetrics } from './eko-metrics.js';
import type { Attempt } from './reply.js';
import { Breaker } from './breaker.js';
import { Bulkhead } from './bulkhead.js';

/** The limits on one product's calls to Eko: breaker, share of the connections, retry budget. */
export interface CallGuard {
  readonly budget: RetryBudget;
  /** Makes the attempt, or returns a refusal at once or by `deadline` (milliseconds since the epoch). */
  pass(deadline: number, attempt: () => Promise<Attempt>): Promise<Attempt>;
}

/**
 * Share of the remaining time that a call may wait for a connection. A call that is sent at the end of its budget
 * cannot be answered in time, and its outcome becomes unknown although a refusal would have been safe to repeat.
 */
const MAX_WAIT_SHARE = 0.5;

/** Share of Eko's time that a call must have left for its timeout to count against Eko. */
export const CONCLUSIVE_SHARE = 0.5;

/** The guards of all products, which share the limit on connections. */
export class CallGuards {
  private readonly guards = new Map<string, CallGuard>();
  private readonly connections: Bulkhead;

  constructor(
    private readonly config: Pick<GatewayConfig, 'eko' | 'overload'>,
    private readonly metrics: EkoMetrics,
  ) {
    this.connections = new Bulkhead(config.eko.maxConnections, config.overload.maxInFlight);
    metrics.watchPool(() => this.connections.load);
  }

  of(product: string): CallGuard {
    const known = this.guards.get(product);
    if (known) return known;
    const made = this.make(product);
    this.guards.set(product, made);
    return made;
  }

  /**
   * An open breaker refuses a call before it waits, and after its wait. Calls wait for a connection here and not in
   * undici, so that a request is signed only when it can be sent: its timestamp must not become too old.
   */
  private make(product: string): CallGuard {
    const breaker = new Breaker(this.config.eko.breaker, (state) => {
      this.metrics.breakerIs(product, state);
    });
    const { eko, overload } = this.config;
    // Admission (resilience/admission.ts) has the same limit, so that every waiting call of the product has a place.
    const own = new Bulkhead(eko.maxConnectionsPerProduct, overload.maxInFlightPerProduct);
    this.metrics.watchBulkhead(product, () => own.load);
    const pass = async (deadline: number, attempt: () => Promise<Attempt>): Promise<Attempt> => {
      const hasTime = (): boolean => deadline - Date.now() >= eko.timeoutMs * CONCLUSIVE_SHARE;
      const refusal = breaker.refusal(hasTime());
      if (refusal) return refusal;
      const now = Date.now();
      const latest = now + (deadline - now) * MAX_WAIT_SHARE;
      return own.enter(latest, () => this.connections.enter(latest, () => breaker.pass(hasTime(), attempt)));
    };
    return { budget: new RetryBudget(), pass };
  }
}

/** What one call adds to the budget: repetitions are at most a tenth of the traffic. */
const SHARE = 0.1;
/** Initial and maximum balance in repetitions, so that a service with few calls can repeat, too. */
const RESERVE = 10;

/** Limits repetitions to a tenth of the traffic, so that they cannot multiply the load on an overloaded Eko. */
export class RetryBudget {
  private balance = RESERVE;

  /** Adds the share of one call. */
  deposit(): void {
    this.balance = Math.min(RESERVE, this.balance + SHARE);
  }

  /** Takes one repetition from the budget. @returns whether there was one */
  withdraw(): boolean {
    if (this.balance < 1) return false;
    this.balance -= 1;
    return true;
  }
}
