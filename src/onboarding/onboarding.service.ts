import { Inject, Injectable } from '@nestjs/common';
import { GATEWAY_CONFIG, type GatewayConfig } from '../config/gateway-config.js';
import { Problem, type ProblemDetails } from '../errors/problem.js';
import type { ProblemCode } from '../errors/catalogue.js';
import { failure, success, type Answer } from '../idempotency/answer.js';
import { Dispatches, type StepClaim } from '../idempotency/dispatches.js';
import { Identifiers, type KeyScope } from '../idempotency/identifiers.js';
import { ACTION_ROUTES } from './action-routes.js';
import { refusalOf } from './due.js';
import { resendAvailableAt } from './next-action.js';
import type { Onboarding } from './onboarding.js';
import type { ActionInputs, Product } from './product.js';
import { ProductRegistry } from './product-registry.js';
import { presentOnboarding, type OnboardingResource } from './resource.js';
import type { Action } from './state.js';
import { checkRules } from './rules.js';
import { StepRunner, type StepCall, type StepResult } from './step-runner.js';
import { loseOutcome, newOnboarding } from './transition.js';

/** Who calls, with which key, and under which id the request is logged. */
export interface Caller {
  /** Eko's user_code of the agent, from the token alone. */
  readonly agent: string;
  readonly idempotencyKey: string;
  readonly requestId: string;
}

/** A stored or fresh answer. */
export interface Answered {
  readonly answer: Answer;
  readonly replayed: boolean;
}

/** The journey: what may be done in which state, done at most once per key, and told as the API's resource. */
@Injectable()
export class OnboardingService {
  constructor(
    private readonly registry: ProductRegistry,
    private readonly dispatches: Dispatches,
    private readonly runner: StepRunner,
    private readonly identifiers: Identifiers,
    @Inject(GATEWAY_CONFIG) private readonly config: GatewayConfig,
  ) {}

  /**
   * Starts or resumes this agent's onboarding of this customer.
   * @throws Problem for what is not stored under the key: reuse, a running step, a dead store
   */
  async start(productName: string, mobile: string, caller: Caller): Promise<Answered> {
    const product = this.registry.get(productName);
    const onboardingId = this.identifiers.onboardingId(caller.agent, product.name, mobile);
    const scope = scopeOf(caller, `POST /v1/${product.name}/onboardings`, onboardingId);
    const begun = await this.dispatches.begin({ scope, payload: { mobile }, starts: true, settles: true });
    if (begun.kind === 'answered') return { answer: begun.answer, replayed: true };
    if (begun.kind === 'unsettled') throw new Error('a start settles');
    const { claim } = begun;
    const fresh = newOnboarding(onboardingId, product.name, caller.agent, mobile, Date.now());
    const current = standing(claim) ?? fresh;
    const resting =
      claim.known &&
      !claim.known.abandoned &&
      resendAvailableAt(current, this.config.otp.resendCooldownMs) > Date.now();
    if (resting && claim.attempt === 0) {
      return this.concludeAsItStands(product, claim, current, false);
    }
    return this.lookUp(product, claim, current, caller);
  }

  /**
   * Takes one step of the journey.
   * @throws Problem as `start`, and for a step that is not due (the onboarding is in its details)
   */
  async act<A extends Action>(
    productName: string,
    onboardingId: string,
    action: A,
    input: ActionInputs[A],
    caller: Caller,
  ): Promise<Answered> {
    const product = this.registry.get(productName);
    checkRules(action, input, product.journey, { minimumAge: this.config.minimumAgeYears, now: Date.now() });
    const scope = scopeOf(
      caller,
      `POST /v1/${product.name}/onboardings/:id/${ACTION_ROUTES[action]}`,
      onboardingId,
    );
    const settles = action === 'REFRESH';
    const begun = await this.dispatches.begin({ scope, payload: input, starts: false, settles });
    if (begun.kind === 'answered') return { answer: begun.answer, replayed: true };
    if (begun.kind === 'unsettled') {
      throw this.problem(product, 'STEP_NOT_ALLOWED', loseOutcome(begun.known.onboarding));
    }
    const { claim } = begun;
    const onboarding = standing(claim);
    if (!onboarding) throw new Error('the store claimed an onboarding that it does not have');
    if (onboarding.product !== product.name)
      return this.refuse(product, claim, onboarding, 'ONBOARDING_NOT_FOUND');
    if (settles || claim.attempt > 0) return this.lookUp(product, claim, onboarding, caller);
    const refusal = refusalOf(action, product.journey, onboarding, this.config.otp, Date.now());
    if (refusal) return this.refuse(product, claim, onboarding, refusal.code, refusal.retryAfterSeconds);
    const call = product.journey.actions[action]?.[onboarding.state];
    if (!call) return this.refuse(product, claim, onboarding, 'STEP_NOT_ALLOWED');
    const verifiesOtp = action === 'VERIFY_OTP';
    const step = this.stepCall(claim, { call, input, onboarding, verifiesOtp }, 'step');
    const result = nameFrom(action, input, await this.runner.run(step));
    return this.conclude(product, claim, result, caller, false);
  }

  /**
   * The onboarding as it stands; no upstream call, no effect.
   * @throws Problem ONBOARDING_NOT_FOUND, STORE_UNAVAILABLE
   */
  async read(productName: string, onboardingId: string, agent: string): Promise<OnboardingResource> {
    const product = this.registry.get(productName);
    return this.present(product, await this.find(product, onboardingId, agent));
  }

  /** As `read`, for a product's own routes. @throws Problem ONBOARDING_NOT_FOUND, STORE_UNAVAILABLE */
  async find(product: Product, onboardingId: string, agent: string): Promise<Onboarding> {
    const { onboarding, abandoned } = await this.dispatches.onboarding(agent, onboardingId);
    if (onboarding.product !== product.name) throw new Problem('ONBOARDING_NOT_FOUND');
    return abandoned ? loseOutcome(onboarding) : onboarding;
  }

  /** Finds out where the customer stands: a start, a refresh, or a key whose first answer was lost. */
  private async lookUp(
    product: Product,
    claim: StepClaim,
    onboarding: Onboarding,
    caller: Caller,
  ): Promise<Answered> {
    const created = claim.known === undefined;
    const reconciles = claim.attempt > 0;
    if (reconciles && !created && onboarding.state !== 'OUTCOME_UNKNOWN') {
      return this.concludeAsItStands(product, claim, onboarding, true);
    }
    const { journey } = product;
    const refusal = refusalOf('REFRESH', journey, onboarding, this.config.otp, Date.now());
    if (refusal) return this.refuse(product, claim, onboarding, refusal.code, refusal.retryAfterSeconds);
    const purpose = reconciles ? `settle ${claim.attempt}` : 'step';
    const step = { call: journey.lookUp, input: undefined, onboarding, verifiesOtp: false };
    const result = await this.runner.run(this.stepCall(claim, step, purpose));
    const record = reconciles && result.problem ? 'unknown' : result.record;
    return this.conclude(product, claim, { ...result, record }, caller, reconciles);
  }

  private stepCall<Input>(
    { scope }: StepClaim,
    step: Omit<StepCall<Input>, 'clientRefId' | 'followUpRefId'>,
    purpose: string,
  ): StepCall<Input> {
    const clientRefId = this.identifiers.clientRefId(scope, purpose);
    return {
      ...step,
      clientRefId,
      followUpRefId: this.identifiers.clientRefId(scope, `${purpose} follow-up`),
    };
  }

  private async conclude(
    product: Product,
    claim: StepClaim,
    result: StepResult,
    caller: Caller,
    reconciled: boolean,
  ): Promise<Answered> {
    const { problem, record, retryAfterSeconds } = result;
    const exists = claim.known !== undefined || problem === undefined || record === 'unknown';
    const before = claim.known?.onboarding;
    const now = Date.now();
    const onboarding = { ...result.onboarding, version: (before?.version ?? 0) + 1, updatedAt: now };
    const shown = exists ? onboarding : undefined;
    const location = before ? undefined : `/v1/${product.name}/onboardings/${onboarding.id}`;
    const answer =
      problem === undefined
        ? success(this.present(product, onboarding, reconciled), location)
        : failure(
            new Problem(problem, {
              ...(shown && { onboarding: this.present(product, shown) }),
              ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
              clientRefId: onboarding.clientRefId,
            }),
            caller.requestId,
          );
    const changed = record !== 'forgotten' || claim.known?.abandoned === true;
    await this.dispatches.conclude(claim, { answer, record, ...(shown && changed && { onboarding }) });
    return { answer, replayed: false };
  }

  /** Nothing was sent: the key is free again. What another process left unknown stays unknown. */
  private async refuse(
    product: Product,
    claim: StepClaim,
    onboarding: Onboarding,
    code: ProblemCode,
    retryAfterSeconds?: number,
  ): Promise<never> {
    const details = retryAfterSeconds === undefined ? {} : { retryAfterSeconds };
    const problem = this.problem(product, code, claim.known && onboarding, details);
    const record = claim.attempt > 0 ? 'unknown' : 'forgotten';
    const keep = claim.known?.abandoned === true && { onboarding };
    await this.dispatches.conclude(claim, { answer: failure(problem, ''), record, ...keep });
    throw problem;
  }

  /** No call is due: the answer is what is known already. */
  private async concludeAsItStands(
    product: Product,
    claim: StepClaim,
    onboarding: Onboarding,
    reconciled: boolean,
  ): Promise<Answered> {
    const answer = success(this.present(product, onboarding, reconciled));
    await this.dispatches.conclude(claim, { answer, record: 'finished' });
    return { answer, replayed: false };
  }

  private problem(
    product: Product,
    code: ProblemCode,
    onboarding: Onboarding | undefined,
    details: ProblemDetails = {},
  ): Problem {
    const hidden = code === 'ONBOARDING_NOT_FOUND' || !onboarding;
    return new Problem(code, {
      ...details,
      ...(!hidden && { onboarding: this.present(product, onboarding) }),
    });
  }

  private present(product: Product, onboarding: Onboarding, reconciled = false): OnboardingResource {
    const { resendCooldownMs: cooldownMs } = this.config.otp;
    return presentOnboarding(onboarding, product, { now: Date.now(), cooldownMs, reconciled });
  }
}

/** The onboarding a claim stands on; what an abandoned claim did to it is unknown. */
function standing({ known }: StepClaim): Onboarding | undefined {
  return known?.abandoned === true ? loseOutcome(known.onboarding) : known?.onboarding;
}

function scopeOf({ agent, idempotencyKey: key }: Caller, route: string, onboardingId: string): KeyScope {
  return { agent, route, onboardingId, key };
}

/** A registered customer has the name he was registered with until Eko says another. */
function nameFrom<A extends Action>(action: A, input: ActionInputs[A], result: StepResult): StepResult {
  if (action !== 'REGISTER' || result.problem !== undefined || !('name' in input)) return result;
  const { onboarding } = result;
  return { ...result, onboarding: { ...onboarding, customer: { name: input.name, ...onboarding.customer } } };
}
