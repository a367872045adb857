import type { GatewayConfig } from '../config/gateway-config.js';
import type { EkoMetrics } from './eko-metrics.js';
import type { Attempt } from './reply.js';
import { Breaker } from './breaker.js';
import { Bulkhead } from './bulkhead.js';

/** What stands between one product and Eko: its breaker, its share of the connections, its retry budget. */
export interface CallGuard {
  readonly budget: RetryBudget;
  /** Makes the attempt, or says at once or by `deadline` (milliseconds since the epoch) why not. */
  pass(deadline: number, attempt: () => Promise<Attempt>): Promise<Attempt>;
}

/**
 * Part of the time left that a call may wait for a connection. One that is sent at the end of its budget cannot be
 * answered in time, and leaves an outcome unknown that would have been safe to repeat.
 */
const LONGEST_WAIT = 0.5;

/** Part of Eko's time that a call must have left for its time-out to say something of Eko. */
export const CONCLUSIVE_SHARE = 0.5;

/** The guards of all products; what they share is the limit on connections. */
export class CallGuards {
  private readonly guards = new Map<string, CallGuard>();
  private readonly connections: Bulkhead;

  constructor(
    private readonly config: Pick<GatewayConfig, 'eko' | 'overload'>,
    private readonly metrics: EkoMetrics,
  ) {
    this.connections = new Bulkhead(
      config.eko.maxConnections,
      config.overload.maxInFlight,
      (running, queued) => {
        metrics.poolHas(running, queued);
      },
    );
  }

  of(product: string): CallGuard {
    const known = this.guards.get(product);
    if (known) return known;
    const made = this.make(product);
    this.guards.set(product, made);
    return made;
  }

  /**
   * An open breaker refuses before a call waits, and again when its turn has come. The wait for a connection is here
   * and not in undici, so that a request is signed only when it can be sent: its timestamp must not grow old.
   */
  private make(product: string): CallGuard {
    const breaker = new Breaker(this.config.eko.breaker, (state) => {
      this.metrics.breakerIs(product, state);
    });
    const { eko, overload } = this.config;
    // No more than this are let in (resilience/admission.ts), so that all that wait for one product find room here.
    const own = new Bulkhead(
      eko.maxConnectionsPerProduct,
      overload.maxInFlightPerProduct,
      (running, queued) => {
        this.metrics.bulkheadHas(product, running, queued);
      },
    );
    const pass = async (deadline: number, attempt: () => Promise<Attempt>): Promise<Attempt> => {
      const hasTime = (): boolean => deadline - Date.now() >= eko.timeoutMs * CONCLUSIVE_SHARE;
      const refusal = breaker.refusal(hasTime());
      if (refusal) return refusal;
      const now = Date.now();
      const latest = now + (deadline - now) * LONGEST_WAIT;
      return own.enter(latest, () => this.connections.enter(latest, () => breaker.pass(hasTime(), attempt)));
    };
    return { budget: new RetryBudget(), pass };
  }
}

/** What one call adds: repetitions are a tenth of the traffic. */
const SHARE = 0.1;
/** Repetitions that are held at first and at most, so that a quiet service can repeat too. */
const RESERVE = 10;

/** Keeps repetitions to a tenth of the traffic, so that they cannot multiply the load on an Eko that struggles. */
export class RetryBudget {
  private balance = RESERVE;

  /** A call is made. */
  deposit(): void {
    this.balance = Math.min(RESERVE, this.balance + SHARE);
  }

  /** Whether one repetition may be made; it is paid for then. */
  withdraw(): boolean {
    if (this.balance < 1) return false;
    this.balance -= 1;
    return true;
  }
}
