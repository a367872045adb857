import {
  circuitBreaker,
  CircuitState,
  CountBreaker,
  handleWhenResult,
  isBrokenCircuitError,
  type CircuitBreakerPolicy,
  type FailureReason,
  type IBackoff,
} from 'cockatiel';
import type { BreakerConfig } from '../config/gateway-config.js';
import { notMade, type Attempt } from './reply.js';

export type BreakerState = 'closed' | 'half-open' | 'open';

/**
 * Stops calls to an Eko that is dead or slow. It opens when more than half of the latest calls failed, after at least
 * half a window of calls. After `openMs` it lets one call through as a probe: it closes when Eko answered the probe,
 * stays open for another `openMs` when the probe failed, and probes with the next call when the result is
 * inconclusive. An answer of Eko never opens it, whatever it contains.
 */
export class Breaker {
  private readonly policy: CircuitBreakerPolicy;
  /** How often it has opened; a call that began before the last opening is not counted. */
  private openings = 0;
  private openUntil = 0;

  constructor(
    private readonly config: BreakerConfig,
    observe: (state: BreakerState) => void,
  ) {
    const { windowCalls: size, openMs } = config;
    this.policy = circuitBreaker(
      handleWhenResult((made) => (made as Made).failed),
      {
        halfOpenAfter: pauseOf(openMs, openMs),
        breaker: new CountBreaker({ threshold: 0.5, size, minimumNumberOfCalls: Math.ceil(size / 2) }),
      },
    );
    this.policy.onBreak((reason) => {
      this.openings += 1;
      this.openUntil = Date.now() + ('isolated' in reason || !isInconclusive(reason) ? openMs : 0);
    });
    this.policy.onStateChange((state) => {
      observe(NAMES[state]);
    });
    observe('closed');
  }

  /**
   * The refusal of a call now: the breaker is open, or half-open with a running probe.
   * @param hasTime whether the call leaves Eko enough time to show whether it works; otherwise it cannot be a probe
   */
  refusal(hasTime: boolean): Attempt | undefined {
    const { state } = this.policy;
    const open = state === CircuitState.Open && (Date.now() < this.openUntil || !hasTime);
    return open || state === CircuitState.HalfOpen ? this.refused() : undefined;
  }

  /** Makes the attempt unless the breaker is open. @param hasTime as for `refusal` */
  async pass(hasTime: boolean, attempt: () => Promise<Attempt>): Promise<Attempt> {
    const refusal = this.refusal(hasTime);
    if (refusal) return refusal;
    const { openings } = this;
    const probes = this.policy.state !== CircuitState.Closed;
    try {
      const { attempt: made } = await this.policy.execute(async (): Promise<Made> => {
        const made = await attempt();
        if (openings !== this.openings || (made.health === 'inconclusive' && !probes))
          throw new Uncounted(made);
        // An inconclusive probe must not let all other calls through: only the next one.
        return { attempt: made, failed: made.health !== 'worked' };
      });
      return made;
    } catch (error) {
      if (error instanceof Uncounted) return error.attempt;
      if (isBrokenCircuitError(error)) return this.refused();
      throw error;
    }
  }

  private refused(): Attempt {
    const left = this.openUntil - Date.now();
    return notMade('breaker_open', Math.ceil(Math.min(Math.max(left, 1), this.config.openMs) / 1000));
  }
}

/** How long the breaker stays open: 0 after an inconclusive probe, so that the next call is the probe. */
function pauseOf(duration: number, openMs: number): IBackoff<{ readonly result: FailureReason<unknown> }> {
  return { duration, next: ({ result }) => pauseOf(isInconclusive(result) ? 0 : openMs, openMs) };
}

function isInconclusive(reason: FailureReason<unknown>): boolean {
  return 'value' in reason && (reason.value as Made).attempt.health === 'inconclusive';
}

interface Made {
  readonly attempt: Attempt;
  readonly failed: boolean;
}

/** Cockatiel does not count an error that it does not handle. */
class Uncounted extends Error {
  constructor(readonly attempt: Attempt) {
    super('not counted');
  }
}

const NAMES: Readonly<Record<CircuitState, BreakerState>> = {
  [CircuitState.Closed]: 'closed',
  [CircuitState.HalfOpen]: 'half-open',
  [CircuitState.Open]: 'open',
  // The breaker is never isolated.
  [CircuitState.Isolated]: 'open',
};
