import { Inject, Injectable } from '@nestjs/common';
import { GATEWAY_CONFIG, type GatewayConfig } from '../../config/gateway-config.js';
import type { ProblemCode } from '../../errors/catalogue.js';
import { Problem, problemBody, problemHeaders } from '../../errors/problem.js';
import type { Refusal } from '../journey/next-action.js';
import type { Onboarding } from '../journey/onboarding.js';
import type { Product } from '../journey/product.js';
import { presentOnboarding, presentStart, type OnboardingResource } from '../journey/resource.js';
import { loseOutcome } from '../journey/transition.js';
import { Claims, type StepClaim } from './claims.js';
import { JourneyMetrics } from './journey-metrics.js';
import type { StepResult } from './result.js';
import type { Due, DueCall, Step } from './step.js';
import { recordedIn, type RecordedOutcome } from './step-audit.js';

/** A complete answer. A replay sends the stored answer of the key byte for byte. */
export interface Answer {
  readonly status: number;
  readonly contentType: 'application/json' | 'application/problem+json';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The code of the problem that it reports. */
  readonly code?: string;
}

/** A stored or new answer, with its entry for the audit stream. */
export class Answered {
  constructor(
    readonly answer: Answer,
    readonly replayed: boolean,
    readonly recorded: RecordedOutcome,
  ) {}
}

/** Ends a claimed step: stores its result and builds the answer. */
@Injectable()
export class Answers {
  constructor(
    private readonly claims: Claims,
    private readonly metrics: JourneyMetrics,
    @Inject(GATEWAY_CONFIG) private readonly config: GatewayConfig,
  ) {}

  /**
   * Stores the result of a step's calls and builds the answer.
   * @throws Problem OUTCOME_UNKNOWN when the claim has expired, STORE_UNAVAILABLE
   */
  async conclude(step: Step, claim: StepClaim, due: DueCall, result: StepResult): Promise<Answered> {
    const { product, requestId } = step;
    const { problem, overrides = [] } = result;
    const record = due.reconciles && problem ? 'unknown' : result.record;
    const { onboarding: stored, abandoned = false } = claim.known ?? {};
    // A start that failed creates no onboarding; one whose outcome is unknown does.
    const exists = stored !== undefined || problem === undefined || record === 'unknown';
    const changed = exists && (record !== 'forgotten' || abandoned);
    const reached = withName(step, result);
    const onboarding = changed ? nextVersion(reached, stored) : reached;
    const answer =
      problem === undefined
        ? success(
            this.present(product, onboarding, due.reconciles),
            stored ? undefined : addressOf(onboarding),
          )
        : failure(this.problem(product, problem, exists ? onboarding : undefined, result), requestId);
    const concluded = record === 'finished' ? { record, answer } : { record };
    await this.claims.conclude(claim, { ...concluded, ...(changed && { onboarding }) });
    const before = abandoned && stored ? loseOutcome(stored) : stored;
    if (changed) this.metrics.stored(before, onboarding);
    const clientRefId = problem === undefined ? onboarding.clientRefId : result.clientRefId;
    return new Answered(answer, false, {
      outcome: problem ?? onboarding.state,
      ...(before && { before: before.state }),
      ...(exists && { after: onboarding.state }),
      ...(clientRefId !== undefined && { clientRefId }),
      ...(overrides.length > 0 && {
        overrides: overrides.map(({ pointer, digest }) => `${digest}#${pointer}`),
      }),
    });
  }

  /** Ends a step that needs no call: the answer is the current onboarding. */
  async concludeUnchanged(
    product: Product,
    claim: StepClaim,
    { onboarding, reconciled }: Extract<Due, { kind: 'unchanged' }>,
  ): Promise<Answered> {
    const answer = success(this.present(product, onboarding, reconciled));
    await this.claims.conclude(claim, { answer, record: 'finished' });
    const { state, clientRefId } = onboarding;
    return new Answered(answer, false, { outcome: state, before: state, after: state, clientRefId });
  }

  /** Repeats the stored answer of the key. */
  replay(answer: Answer): Answered {
    this.metrics.replayed();
    return new Answered(answer, true, recordedIn(answer));
  }

  /**
   * Ends a step before anything was sent. The key is free unless an earlier attempt may have been sent, and an unknown
   * outcome stays unknown: the store keeps both.
   * @param onboarding absent when the onboarding does not exist
   * @throws Problem, always
   */
  async refuse(
    product: Product,
    claim: StepClaim,
    refusal: Refusal,
    onboarding?: Onboarding,
  ): Promise<never> {
    const problem = this.problem(product, refusal.code, claim.known && onboarding, refusal);
    await this.claims.conclude(claim, { record: 'forgotten' });
    throw problem;
  }

  /** A problem with the current onboarding in its details. */
  problem(
    product: Product,
    code: ProblemCode,
    onboarding: Onboarding | undefined,
    {
      errors,
      retryAfterSeconds,
      clientRefId,
    }: Pick<StepResult, 'errors' | 'retryAfterSeconds' | 'clientRefId'> = {},
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
    if (onboarding.state === 'OUTCOME_UNKNOWN') this.metrics.shownUnknown(onboarding);
    const { resendCooldownMs: cooldownMs, maxAttempts } = this.config.otp;
    const { minimumAgeYears: minimumAge } = this.config;
    const view = { now: Date.now(), cooldownMs, maxAttempts, minimumAge, reconciled };
    return presentOnboarding(onboarding, product, view);
  }
}

/** A registered customer has the name of the registration until Eko sends another. */
function withName({ name }: Step, { onboarding, problem }: StepResult): Onboarding {
  const registered = name !== undefined && problem === undefined && onboarding.state !== 'NOT_REGISTERED';
  return registered ? { ...onboarding, customer: { name, ...onboarding.customer } } : onboarding;
}

function nextVersion(onboarding: Onboarding, before: Onboarding | undefined): Onboarding {
  return { ...onboarding, version: (before?.version ?? 0) + 1, updatedAt: Date.now() };
}

function addressOf({ product, id }: Onboarding): string {
  return `/v1/${product}/onboardings/${id}`;
}

/** A successful answer with `resource` as its body. @param location the address of a created resource */
export function success(resource: object, location?: string): Answer {
  const body = JSON.stringify(resource);
  const contentType = 'application/json';
  if (location === undefined) return { status: 200, contentType, headers: {}, body };
  return { status: 201, contentType, headers: { Location: location }, body };
}

/** The answer that reports `problem`. */
export function failure(problem: Problem, requestId: string): Answer {
  const body = JSON.stringify(problemBody(problem, requestId));
  return {
    status: problem.status,
    contentType: 'application/problem+json',
    headers: problemHeaders(problem),
    body,
    code: problem.code,
  };
}
