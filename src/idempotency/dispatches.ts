import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { GATEWAY_CONFIG, type GatewayConfig } from '../config/gateway-config.js';
import { Problem } from '../errors/problem.js';
import { reached } from '../observability/step-points.js';
import type { Onboarding } from '../onboarding/onboarding.js';
import { Sealer, SealingKeyMissing } from '../store/sealing.js';
import { STORE, StoreUnavailable, type Begun, type Conclusion, type Store } from '../store/store.js';
import { TooLate, within } from '../store/within.js';
import type { Answer } from './answer.js';
import { Identifiers, isOnboardingId, type KeyScope } from './identifiers.js';

/** A POST that may lead to a dispatch. */
export interface StepRequest {
  readonly scope: KeyScope;
  readonly payload: unknown;
  /** A start: the onboarding may not exist yet, and is named by the body alone. */
  readonly starts: boolean;
  /** Whether the step looks the customer up, and so can settle what another one left unknown. */
  readonly settles: boolean;
  /** When its client has to have an answer, milliseconds since the epoch. */
  readonly answerBy: number;
}

/** An onboarding as read back, with what its claims say of it. */
export interface KnownOnboarding {
  readonly onboarding: Onboarding;
  /** A claim on it ran out: what came of that step is unknown. */
  readonly abandoned: boolean;
}

export type BegunStep =
  | { readonly kind: 'answered'; readonly answer: Answer }
  | { readonly kind: 'unsettled'; readonly known: KnownOnboarding }
  | { readonly kind: 'claimed'; readonly claim: StepClaim };

/** The right to dispatch one step, once. It ends with `conclude`. */
export interface StepClaim {
  readonly scope: KeyScope;
  readonly owner: string;
  readonly answerBy: number;
  /** From 1 on, an earlier attempt with this key was sent or may have been: look up, never dispatch. */
  readonly attempt: number;
  readonly known?: KnownOnboarding;
}

/** What to keep of a claimed step. */
export interface StepConclusion {
  readonly onboarding?: Onboarding;
  readonly record: 'finished' | 'unknown' | 'forgotten';
  readonly answer: Answer;
}

/** Beyond its budget a step only writes its conclusion; a claim older than that is abandoned, milliseconds. */
const CONCLUSION_ALLOWANCE_MS = 5_000;
const RETRY_AFTER_SECONDS = 1;

/** At most one dispatch per Idempotency-Key: claims before the first byte, concludes after the last. */
@Injectable()
export class Dispatches {
  constructor(
    @Inject(STORE) private readonly store: Store,
    private readonly sealer: Sealer,
    private readonly identifiers: Identifiers,
    @Inject(GATEWAY_CONFIG) private readonly config: GatewayConfig,
  ) {}

  /**
   * Claims the step, or returns the answer it already has.
   * @throws Problem ONBOARDING_NOT_FOUND, IDEMPOTENCY_KEY_REUSED, STEP_IN_PROGRESS, STORE_UNAVAILABLE
   */
  async begin(request: StepRequest): Promise<BegunStep> {
    const { scope, payload, starts, settles, answerBy } = request;
    if (!isOnboardingId(scope.onboardingId)) throw new Problem('ONBOARDING_NOT_FOUND');
    reached('received');
    const owner = randomBytes(12).toString('base64url');
    const { eko, store } = this.config;
    const leaseMs = eko.timeoutMs + CONCLUSION_ALLOWANCE_MS;
    const fingerprint = this.identifiers.fingerprint([scope.route, scope.onboardingId, payload]);
    const begun = await available(
      this.store.begin({
        onboardingId: scope.onboardingId,
        agent: this.identifiers.agentTag(scope.agent),
        recordId: this.identifiers.recordId(scope),
        fingerprint,
        owner,
        leaseMs,
        // What is under way must not be forgotten before it can have ended.
        recordTtlMs: Math.max(store.idempotencyTtlMs, leaseMs),
        mustExist: !starts,
        settles,
        ...(starts && { binding: { id: this.identifiers.bindingId(scope), fingerprint } }),
      }),
    );
    reached('claimed');
    const claim = { scope, owner, answerBy };
    try {
      return this.read(begun, claim);
    } catch (error) {
      if (begun.kind === 'claimed') await this.giveBack(claim);
      throw toProblem(error);
    }
  }

  /**
   * Writes what came of the step, in one atomic write; it goes on when there is no more time to wait for it.
   * @throws Problem OUTCOME_UNKNOWN when the claim ran out and someone else has settled it, STORE_UNAVAILABLE
   */
  async conclude(
    { scope, owner, answerBy }: StepClaim,
    { onboarding, record, answer }: StepConclusion,
  ): Promise<void> {
    const { onboardingId } = scope;
    const { onboardingTtlMs, idempotencyTtlMs: ttlMs } = this.config.store;
    const conclusion: Conclusion = {
      onboardingId,
      recordId: this.identifiers.recordId(scope),
      owner,
      ...(onboarding && {
        onboarding: {
          sealed: this.sealer.seal(JSON.stringify(onboarding), onboardingId),
          agent: this.identifiers.agentTag(scope.agent),
          ttlMs: onboardingTtlMs,
        },
      }),
      record:
        record === 'finished'
          ? { status: record, answer: this.sealer.seal(JSON.stringify(answer), onboardingId), ttlMs }
          : record === 'unknown'
            ? { status: record, ttlMs }
            : { status: record, bindingId: this.identifiers.bindingId(scope) },
    };
    reached('concluding');
    const written = await available(within(answerBy - Date.now(), this.store.conclude(conclusion)));
    if (!written) throw new Problem('OUTCOME_UNKNOWN');
    reached('concluded');
  }

  /**
   * The agent's onboarding as it stands.
   * @throws Problem ONBOARDING_NOT_FOUND, also for another agent's; STORE_UNAVAILABLE
   */
  async onboarding(agent: string, onboardingId: string): Promise<KnownOnboarding> {
    if (!isOnboardingId(onboardingId)) throw new Problem('ONBOARDING_NOT_FOUND');
    const stored = await available(this.store.read(onboardingId));
    if (stored?.agent !== this.identifiers.agentTag(agent)) throw new Problem('ONBOARDING_NOT_FOUND');
    return this.opened(onboardingId, stored);
  }

  /**
   * Erases the agent's onboarding with the answers that its keys were given.
   * @throws Problem ONBOARDING_NOT_FOUND, also for another agent's; STEP_IN_PROGRESS, STORE_UNAVAILABLE
   */
  async erase(agent: string, onboardingId: string): Promise<void> {
    const erased = await available(this.store.erase(onboardingId, this.identifiers.agentTag(agent)));
    if (erased === 'missing') throw new Problem('ONBOARDING_NOT_FOUND');
    if (erased === 'running') throw inProgress();
  }

  /**
   * Whether it is unknown where the customer of an onboarding stands; what is not kept any more is not unknown.
   * @throws Problem STORE_UNAVAILABLE
   */
  async isUnknown(onboardingId: string): Promise<boolean> {
    const stored = await available(this.store.read(onboardingId));
    if (!stored) return false;
    const { abandoned, onboarding } = this.opened(onboardingId, stored);
    return abandoned || onboarding.state === 'OUTCOME_UNKNOWN';
  }

  private read(begun: Begun, claim: Pick<StepClaim, 'scope' | 'owner' | 'answerBy'>): BegunStep {
    const { onboardingId } = claim.scope;
    switch (begun.kind) {
      case 'missing':
        throw new Problem('ONBOARDING_NOT_FOUND');
      case 'reused':
        throw new Problem('IDEMPOTENCY_KEY_REUSED');
      case 'running':
        throw inProgress();
      case 'finished':
        return {
          kind: 'answered',
          answer: JSON.parse(this.sealer.open(begun.answer, onboardingId)) as Answer,
        };
      case 'unsettled':
        return { kind: 'unsettled', known: this.unseal(onboardingId, begun.onboarding) };
      case 'claimed': {
        const known = begun.onboarding && this.unseal(onboardingId, begun.onboarding);
        return { kind: 'claimed', claim: { ...claim, attempt: begun.attempt, ...(known && { known }) } };
      }
      default:
        return begun satisfies never;
    }
  }

  /** What was claimed cannot be opened, so that nothing is sent; another gateway may be able to. */
  private async giveBack({ scope, owner }: Pick<StepClaim, 'scope' | 'owner'>): Promise<void> {
    const recordId = this.identifiers.recordId(scope);
    const record = { status: 'forgotten', bindingId: this.identifiers.bindingId(scope) } as const;
    await available(this.store.conclude({ onboardingId: scope.onboardingId, recordId, owner, record }));
  }

  /** @throws Problem STORE_UNAVAILABLE when this gateway lacks the key */
  private opened(onboardingId: string, stored: { sealed: string; abandoned: boolean }): KnownOnboarding {
    try {
      return this.unseal(onboardingId, stored);
    } catch (error) {
      throw toProblem(error);
    }
  }

  private unseal(onboardingId: string, stored: { sealed: string; abandoned: boolean }): KnownOnboarding {
    const onboarding = JSON.parse(this.sealer.open(stored.sealed, onboardingId)) as Onboarding;
    return { onboarding, abandoned: stored.abandoned };
  }
}

function inProgress(): Problem {
  return new Problem('STEP_IN_PROGRESS', { retryAfterSeconds: RETRY_AFTER_SECONDS });
}

async function available<T>(operation: Promise<T>): Promise<T> {
  try {
    return await operation;
  } catch (error) {
    throw toProblem(error);
  }
}

/** The problem STORE_UNAVAILABLE for what may be over in a moment, or well on another gateway; otherwise the error. */
function toProblem(error: unknown): unknown {
  const unavailable = [StoreUnavailable, TooLate, SealingKeyMissing].some((kind) => error instanceof kind);
  return unavailable ? new Problem('STORE_UNAVAILABLE', { retryAfterSeconds: RETRY_AFTER_SECONDS }) : error;
}
