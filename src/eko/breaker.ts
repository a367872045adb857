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
 * Stops calling an Eko that is dead or slow: opens when more than half of the latest calls failed, at least half a
 * window of them, and lets a single call probe once `openMs` have passed. It closes when Eko answered the probe, stays
 * open as long again when it did not, and lets the next call probe when this one says nothing of Eko. What Eko answers
 * never opens it.
 */
export class Breaker {
  private readonly policy: CircuitBreakerPolicy;
  /** How often it has opened; a call that began before the last time says nothing about now. */
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
      this.openUntil = Date.now() + ('isolated' in reason || !saysNothing(reason) ? openMs : 0);
    });
    this.policy.onStateChange((state) => {
      observe(NAMES[state]);
    });
    observe('closed');
  }

  /**
   * The refusal that is due now: the breaker is open, or half-open with its probe under way.
   * @param hasTime whether the call leaves Eko enough time to tell whether it works; otherwise it is no probe
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
        // A probe that says nothing of Eko must not let all the others in: only the next one.
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

/** How long the breaker stays open: not at all for a probe that says nothing, whose place the next call takes. */
function pauseOf(duration: number, openMs: number): IBackoff<{ readonly result: FailureReason<unknown> }> {
  return { duration, next: ({ result }) => pauseOf(saysNothing(result) ? 0 : openMs, openMs) };
}

function saysNothing(reason: FailureReason<unknown>): boolean {
  return 'value' in reason && (reason.value as Made).attempt.health === 'inconclusive';
}

interface Made {
  readonly attempt: Attempt;
  readonly failed: boolean;
}

/** Cockatiel counts neither for nor against Eko what is thrown and not handled. */
class Uncounted extends Error {
  constructor(readonly attempt: Attempt) {
    super('not counted');
  }
}

const NAMES: Readonly<Record<CircuitState, BreakerState>> = {
  [CircuitState.Closed]: 'closed',
  [CircuitState.HalfOpen]: 'half-open',
  [CircuitState.Open]: 'open',
  // Nothing here isolates the breaker.
  [CircuitState.Isolated]: 'open',
};
