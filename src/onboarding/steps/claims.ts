import { Inject, Injectable } from '@nestjs/common';
import { GATEWAY_CONFIG, type GatewayConfig } from '../../config/gateway-config.js';
import { Problem } from '../../errors/problem.js';
import { reached } from '../../observability/step-points.js';
import { freshBytes } from '../../store/fresh-bytes.js';
import { Identifiers, isOnboardingId, type KeyScope } from '../../store/identifiers.js';
import { Sealer, SealingKeyMissing } from '../../store/sealing.js';
import { STORE, StoreUnavailable, type Begun, type Conclusion, type Store } from '../../store/store.js';
import { TimedOut, withTimeout } from '../../store/with-timeout.js';
import type { Onboarding } from '../journey/onboarding.js';
import type { Answer } from './answers.js';
import type { Step } from './step.js';

/** A stored onboarding, with the state of its last claim. */
export interface KnownOnboarding {
  readonly onboarding: Onboarding;
  /** A claim on it has expired: the outcome of that step is unknown. */
  readonly abandoned: boolean;
}

export type BegunStep =
  | { readonly kind: 'answered'; readonly answer: Answer }
  /** Another step was abandoned, and only a look-up can reconcile it. */
  | { readonly kind: 'unreconciled'; readonly known: KnownOnboarding }
  | { readonly kind: 'claimed'; readonly claim: StepClaim };

type ClaimableStep = Pick<Step, 'action' | 'scope' | 'payload' | 'answerBy'>;

/** The right to dispatch one step, once. It ends with `conclude`. */
export interface StepClaim {
  readonly scope: KeyScope;
  readonly ids: ClaimIds;
  readonly answerBy: number;
  /** Above 0, an earlier attempt with this key was sent or may have been sent: look up, never dispatch. */
  readonly attempt: number;
  readonly known?: KnownOnboarding;
}

/** The ids of the claim in the store; derived once. */
interface ClaimIds {
  /** Keyed tag of the agent. */
  readonly agent: string;
  readonly recordId: string;
  /** A fresh token of this attempt. */
  readonly owner: string;
  /** Only for a start. */
  readonly bindingId?: string;
}

/** What to store of a claimed step. `forgotten`: certainly not done; `unknown`: the reply was lost. */
export type StepConclusion = { readonly onboarding?: Onboarding } & (
  | { readonly record: 'finished'; readonly answer: Answer }
  | { readonly record: Exclude<RecordStatus, 'finished'> }
);
export type RecordStatus = 'finished' | 'unknown' | 'forgotten';

/** Time after its budget in which a step can store its result; then its claim counts as abandoned, milliseconds. */
const CONCLUSION_ALLOWANCE_MS = 5_000;

/** At most one dispatch per Idempotency-Key: a step is claimed before its first byte is sent, and concluded after. */
@Injectable()
export class Claims {
  constructor(
    @Inject(STORE) private readonly store: Store,
    private readonly sealer: Sealer,
    private readonly identifiers: Identifiers,
    @Inject(GATEWAY_CONFIG) private readonly config: GatewayConfig,
  ) {}

  /**
   * Claims the step, or returns the stored answer of its key.
   * @throws Problem ONBOARDING_NOT_FOUND, IDEMPOTENCY_KEY_REUSED, STEP_IN_PROGRESS, STORE_UNAVAILABLE
   */
  async begin({ action, scope, payload, answerBy }: ClaimableStep): Promise<BegunStep> {
    const { onboardingId } = scope;
    // The onboarding of a start may not exist yet; its id is derived from the body.
    const starts = action === 'START';
    if (!isOnboardingId(onboardingId)) throw new Problem('ONBOARDING_NOT_FOUND');
    reached('received');
    const { eko, store } = this.config;
    const leaseMs = eko.timeoutMs + CONCLUSION_ALLOWANCE_MS;
    const fingerprint = this.identifiers.fingerprint([scope.route, onboardingId, payload]);
    const ids: ClaimIds = {
      agent: this.identifiers.agentTag(scope.agent),
      recordId: this.identifiers.recordId(scope),
      owner: freshBytes(12).toString('base64url'),
      ...(starts && { bindingId: this.identifiers.bindingId(scope) }),
    };
    const { agent, recordId, owner, bindingId } = ids;
    const begun = await available(
      this.store.begin({
        onboardingId,
        agent,
        recordId,
        fingerprint,
        owner,
        leaseMs,
        // The record of a running step must not expire before the step can have ended.
        recordTtlMs: Math.max(store.idempotencyTtlMs, leaseMs),
        mustExist: !starts,
        // A look-up can reconcile the unknown outcome of another step.
        reconciles: starts || action === 'REFRESH',
        ...(bindingId !== undefined && { binding: { id: bindingId, fingerprint } }),
      }),
    );
    reached('claimed');
    try {
      return this.read(begun, { scope, ids, answerBy });
    } catch (error) {
      if (begun.kind === 'claimed') await this.giveBack(onboardingId, ids);
      throw toProblem(error);
    }
  }

  /**
   * Stores the result of the step in one atomic write. The write continues if the deadline passes before it is done.
   * @throws Problem OUTCOME_UNKNOWN when the claim has expired and another step has reconciled it, STORE_UNAVAILABLE
   */
  async conclude(
    { scope, ids, answerBy }: StepClaim,
    { onboarding, ...concluded }: StepConclusion,
  ): Promise<void> {
    const { onboardingId } = scope;
    const { agent, recordId, owner } = ids;
    const { onboardingTtlMs, idempotencyTtlMs: ttlMs } = this.config.store;
    const sealed = (value: object): string => this.sealer.seal(JSON.stringify(value), onboardingId);
    const conclusion: Conclusion = {
      onboardingId,
      recordId,
      owner,
      ...(onboarding && { onboarding: { sealed: sealed(onboarding), agent, ttlMs: onboardingTtlMs } }),
      record:
        concluded.record === 'finished'
          ? { status: concluded.record, answer: sealed(concluded.answer), ttlMs }
          : concluded.record === 'unknown'
            ? { status: concluded.record, ttlMs }
            : forgotten(ids),
    };
    reached('concluding');
    const written = await available(withTimeout(answerBy - Date.now(), this.store.conclude(conclusion)));
    if (!written) throw new Problem('OUTCOME_UNKNOWN');
    reached('concluded');
  }

  /**
   * The agent's onboarding from the store.
   * @throws Problem ONBOARDING_NOT_FOUND, also for another agent's; STORE_UNAVAILABLE
   */
  async onboarding(agent: string, onboardingId: string): Promise<KnownOnboarding> {
    if (!isOnboardingId(onboardingId)) throw new Problem('ONBOARDING_NOT_FOUND');
    const stored = await available(this.store.read(onboardingId));
    if (stored?.agent !== this.identifiers.agentTag(agent)) throw new Problem('ONBOARDING_NOT_FOUND');
    return this.opened(onboardingId, stored);
  }

  /**
   * Erases the agent's onboarding and the stored answers of its keys.
   * @throws Problem ONBOARDING_NOT_FOUND, also for another agent's; STEP_IN_PROGRESS, STORE_UNAVAILABLE
   */
  async erase(agent: string, onboardingId: string): Promise<void> {
    const erased = await available(this.store.erase(onboardingId, this.identifiers.agentTag(agent)));
    if (erased === 'missing') throw new Problem('ONBOARDING_NOT_FOUND');
    if (erased === 'running') throw inProgress();
  }

  /**
   * Whether the outcome of the onboarding's last step is unknown; false if the onboarding is no longer stored.
   * @throws Problem STORE_UNAVAILABLE
   */
  async isUnknown(onboardingId: string): Promise<boolean> {
    const stored = await available(this.store.read(onboardingId));
    if (!stored) return false;
    const { abandoned, onboarding } = this.opened(onboardingId, stored);
    return abandoned || onboarding.state === 'OUTCOME_UNKNOWN';
  }

  private read(begun: Begun, claim: Omit<StepClaim, 'attempt' | 'known'>): BegunStep {
    const { onboardingId } = claim.scope;
    switch (begun.kind) {
      case 'missing':
        throw new Problem('ONBOARDING_NOT_FOUND');
      case 'reused':
        throw new Problem('IDEMPOTENCY_KEY_REUSED');
      case 'running':
        throw inProgress();
      case 'finished': {
        const answer = JSON.parse(this.sealer.open(begun.answer, onboardingId)) as Answer;
        return { kind: 'answered', answer };
      }
      case 'unreconciled':
        return { kind: 'unreconciled', known: this.unseal(onboardingId, begun.onboarding) };
      case 'claimed': {
        const known = begun.onboarding && this.unseal(onboardingId, begun.onboarding);
        return { kind: 'claimed', claim: { ...claim, attempt: begun.attempt, ...(known && { known }) } };
      }
      default:
        return begun satisfies never;
    }
  }

  /** Releases a claim whose onboarding cannot be opened: nothing was sent, and another gateway may have the key. */
  private async giveBack(onboardingId: string, ids: ClaimIds): Promise<void> {
    const { recordId, owner } = ids;
    await available(this.store.conclude({ onboardingId, recordId, owner, record: forgotten(ids) }));
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

/** The record that frees the key, and the binding of a start. */
function forgotten({ bindingId }: ClaimIds): Extract<Conclusion['record'], { status: 'forgotten' }> {
  return { status: 'forgotten', ...(bindingId !== undefined && { bindingId }) };
}

function inProgress(): Problem {
  return new Problem('STEP_IN_PROGRESS');
}

function available<T>(operation: Promise<T>): Promise<T> {
  return operation.catch((error: unknown) => {
    throw toProblem(error);
  });
}

/** STORE_UNAVAILABLE for errors that may pass soon or do not occur on another gateway; otherwise the error itself. */
function toProblem(error: unknown): unknown {
  const unavailable = [StoreUnavailable, TimedOut, SealingKeyMissing].some((kind) => error instanceof kind);
  return unavailable ? new Problem('STORE_UNAVAILABLE') : error;
}
