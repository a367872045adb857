import { Inject, Injectable } from '@nestjs/common';
import { GATEWAY_CONFIG, type GatewayConfig } from '../config/gateway-config.js';
import type { ProblemCode } from '../errors/catalogue.js';
import { Problem } from '../errors/problem.js';
import { failure, success, type Answer } from '../idempotency/answer.js';
import { Dispatches, type StepClaim } from '../idempotency/dispatches.js';
import type { Refusal } from './due.js';
import type { Onboarding } from './onboarding.js';
import type { Product } from './product.js';
import type { OverridingRow } from './product-registry.js';
import { presentOnboarding, presentStart, type OnboardingResource } from './resource.js';
import type { OnboardingState } from './state.js';
import { StepObserver } from './step-observer.js';
import type { StepResult } from './step-runner.js';
import { loseOutcome } from './transition.js';

/** A stored or fresh answer. */
export interface Answered {
  readonly answer: Answer;
  readonly replayed: boolean;
  /** The state before the step; absent where there was none, and for an answer given again. */
  readonly before?: OnboardingState;
  /** The rows of the overrides file that decided. */
  readonly overrides?: readonly OverridingRow[];
}

type ProblemFacts = Pick<StepResult, 'errors' | 'retryAfterSeconds' | 'clientRefId'>;

/** How a claimed step ends: what is kept of it, and what its client is told. */
@Injectable()
export class Conclusions {
  constructor(
    private readonly dispatches: Dispatches,
    private readonly observer: StepObserver,
    @Inject(GATEWAY_CONFIG) private readonly config: GatewayConfig,
  ) {}

  /**
   * Keeps and tells what came of a dispatched step.
   * @throws Problem OUTCOME_UNKNOWN when the claim ran out meanwhile, STORE_UNAVAILABLE
   */
  async conclude(
    product: Product,
    claim: StepClaim,
    result: StepResult,
    requestId: string,
    reconciled: boolean,
  ): Promise<Answered> {
    const { problem, record } = result;
    const before = claim.known?.onboarding;
    // Of a start that failed there is nothing to keep, unless nobody knows whether it did.
    const exists = before !== undefined || problem === undefined || record === 'unknown';
    const changed = exists && (record !== 'forgotten' || claim.known?.abandoned === true);
    const onboarding = changed ? nextVersion(result.onboarding, before) : result.onboarding;
    const answer =
      problem === undefined
        ? success(this.present(product, onboarding, reconciled), before ? undefined : addressOf(onboarding))
        : failure(this.problem(product, problem, exists ? onboarding : undefined, result), requestId);
    await this.dispatches.conclude(claim, { answer, record, ...(changed && { onboarding }) });
    const stood = claim.known?.abandoned === true && before ? loseOutcome(before) : before;
    if (changed) this.observer.kept(stood, onboarding);
    const { overrides } = result;
    return {
      answer,
      replayed: false,
      ...(stood && { before: stood.state }),
      ...(overrides && { overrides }),
    };
  }

  /** The answer that the key was given before. */
  again(answer: Answer): Answered {
    this.observer.replayed();
    return { answer, replayed: true };
  }

  /**
   * Ends a step before anything was sent: the key is free again, and what another process left unknown stays so.
   * @throws Problem, always
   */
  async refuse(product: Product, claim: StepClaim, onboarding: Onboarding, refusal: Refusal): Promise<never> {
    const problem = this.problem(product, refusal.code, claim.known && onboarding, refusal);
    const record = claim.attempt > 0 ? 'unknown' : 'forgotten';
    const keep = claim.known?.abandoned === true && { onboarding };
    await this.dispatches.conclude(claim, { answer: failure(problem, ''), record, ...keep });
    throw problem;
  }

  /** As `refuse`, for an onboarding that the address does not name rightly. @throws Problem, always */
  async deny(claim: StepClaim, code: ProblemCode): Promise<never> {
    const problem = new Problem(code);
    await this.dispatches.conclude(claim, { answer: failure(problem, ''), record: 'forgotten' });
    throw problem;
  }

  /** No call is due: the answer is what is known already. */
  async asItStands(
    product: Product,
    claim: StepClaim,
    onboarding: Onboarding,
    reconciled: boolean,
  ): Promise<Answered> {
    const answer = success(this.present(product, onboarding, reconciled));
    await this.dispatches.conclude(claim, { answer, record: 'finished' });
    return { answer, replayed: false, before: onboarding.state };
  }

  /** A problem with the onboarding as it stands in its details. */
  problem(
    product: Product,
    code: ProblemCode,
    onboarding: Onboarding | undefined,
    { errors, retryAfterSeconds, clientRefId }: ProblemFacts = {},
  ): Problem {
    const { prerequisite } = product;
    return new Problem(code, {
      ...(errors && { errors }),
      ...(code === 'CUSTOMER_ACCOUNT_REQUIRED' &&
        prerequisite !== undefined && { prerequisite: presentStart(prerequisite) }),
      ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
      ...(clientRefId !== undefined && { clientRefId }),
      ...(onboarding && { onboarding: this.present(product, onboarding) }),
    });
  }

  /** The onboarding as a client sees it now. */
  present(product: Product, onboarding: Onboarding, reconciled = false): OnboardingResource {
    if (onboarding.state === 'OUTCOME_UNKNOWN') this.observer.unknown(onboarding);
    const { resendCooldownMs: cooldownMs, maxAttempts } = this.config.otp;
    return presentOnboarding(onboarding, product, { now: Date.now(), cooldownMs, maxAttempts, reconciled });
  }
}

function nextVersion(onboarding: Onboarding, before: Onboarding | undefined): Onboarding {
  return { ...onboarding, version: (before?.version ?? 0) + 1, updatedAt: Date.now() };
}

function addressOf({ product, id }: Onboarding): string {
  return `/v1/${product}/onboardings/${id}`;
}
