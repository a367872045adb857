import { Inject, Injectable } from '@nestjs/common';
import { GATEWAY_CONFIG, type GatewayConfig } from '../config/gateway-config.js';
import { Problem } from '../errors/problem.js';
import type { Patience } from '../http/request-timeout.js';
import { Dispatches, type StepClaim } from '../idempotency/dispatches.js';
import { Identifiers, type KeyScope } from '../idempotency/identifiers.js';
import { ACTION_ROUTES } from './action-routes.js';
import { answerBy, callsDeadline } from './budget.js';
import { Conclusions, type Answered } from './conclusions.js';
import { refusalOf } from './due.js';
import { resendAvailableAt } from './next-action.js';
import type { Onboarding } from './onboarding.js';
import { PermittedRunner } from './permitted-runner.js';
import type { ActionInputs, Product } from './product.js';
import { ProductRegistry } from './product-registry.js';
import type { OnboardingResource } from './resource.js';
import type { Action } from './state.js';
import { checkRules } from './rules.js';
import { StepAudit, subjectOf } from './step-audit.js';
import type { StepCall, StepResult } from './step-runner.js';
import { abandonStep, loseOutcome, newOnboarding } from './transition.js';

/** Who calls, with which key, how long for, and under which id the request is logged. */
export interface Caller extends Patience {
  /** Eko's user_code of the agent, from the token alone. */
  readonly agent: string;
  readonly idempotencyKey: string;
  readonly requestId: string;
}

/** The journey: what may be done in which state, done at most once per key, and told as the API's resource. */
@Injectable()
export class OnboardingService {
  constructor(
    private readonly registry: ProductRegistry,
    private readonly dispatches: Dispatches,
    private readonly runner: PermittedRunner,
    private readonly audit: StepAudit,
    private readonly conclusions: Conclusions,
    private readonly identifiers: Identifiers,
    @Inject(GATEWAY_CONFIG) private readonly config: GatewayConfig,
  ) {}

  /**
   * Starts or resumes this agent's onboarding of this customer.
   * @throws Problem for what is not stored under the key: reuse, a running step, a dead store
   */
  start(productName: string, mobile: string, caller: Caller): Promise<Answered> {
    const product = this.registry.get(productName);
    const onboardingId = this.identifiers.onboardingId(caller.agent, product.name, mobile);
    const subject = subjectOf(caller, product.name, onboardingId, 'START');
    return this.audit.around(subject, this.answerBy(caller), () =>
      this.startOnce(product, onboardingId, mobile, caller),
    );
  }

  /**
   * Takes one step of the journey.
   * @throws Problem as `start`, and for a step that is not due (the onboarding is in its details)
   */
  act<A extends Action>(
    productName: string,
    onboardingId: string,
    action: A,
    input: ActionInputs[A],
    caller: Caller,
  ): Promise<Answered> {
    const product = this.registry.get(productName);
    const subject = subjectOf(caller, product.name, onboardingId, action);
    return this.audit.around(subject, this.answerBy(caller), () =>
      this.actOnce(product, onboardingId, action, input, caller),
    );
  }

  /**
   * The onboarding as it stands; no upstream call, no effect.
   * @throws Problem ONBOARDING_NOT_FOUND, STORE_UNAVAILABLE
   */
  async read(productName: string, onboardingId: string, agent: string): Promise<OnboardingResource> {
    const product = this.registry.get(productName);
    return this.conclusions.present(product, await this.find(product, onboardingId, agent));
  }

  /** As `read`, for a product's own routes. @throws Problem ONBOARDING_NOT_FOUND, STORE_UNAVAILABLE */
  async find(product: Product, onboardingId: string, agent: string): Promise<Onboarding> {
    const { onboarding, abandoned } = await this.dispatches.onboarding(agent, onboardingId);
    if (onboarding.product !== product.name) throw new Problem('ONBOARDING_NOT_FOUND');
    return abandoned ? loseOutcome(onboarding) : onboarding;
  }

  private async startOnce(
    product: Product,
    onboardingId: string,
    mobile: string,
    caller: Caller,
  ): Promise<Answered> {
    const scope = scopeOf(caller, `POST /v1/${product.name}/onboardings`, onboardingId);
    const begun = await this.dispatches.begin({
      scope,
      payload: { mobile },
      starts: true,
      settles: true,
      answerBy: this.answerBy(caller),
    });
    if (begun.kind === 'answered') return this.conclusions.again(begun.answer);
    if (begun.kind === 'unsettled') throw new Error('a start settles');
    const { claim } = begun;
    const { agent } = caller;
    // If this settles a start whose process died, that one's reference is the one that Eko may have seen.
    const clientRefId = this.identifiers.clientRefId(scope, 'step');
    const names = { id: onboardingId, product: product.name, agent, mobile, clientRefId };
    const current = standing(claim) ?? newOnboarding(names, Date.now());
    const resting =
      claim.known &&
      !claim.known.abandoned &&
      resendAvailableAt(current, this.config.otp.resendCooldownMs) > Date.now();
    if (resting && claim.attempt === 0) {
      return this.conclusions.asItStands(product, claim, current, false);
    }
    return this.lookUp(product, claim, current, caller);
  }

  private async actOnce<A extends Action>(
    product: Product,
    onboardingId: string,
    action: A,
    input: ActionInputs[A],
    caller: Caller,
  ): Promise<Answered> {
    checkRules(action, input, product.journey, { minimumAge: this.config.minimumAgeYears, now: Date.now() });
    const scope = scopeOf(
      caller,
      `POST /v1/${product.name}/onboardings/:id/${ACTION_ROUTES[action]}`,
      onboardingId,
    );
    const settles = action === 'REFRESH';
    const begun = await this.dispatches.begin({
      scope,
      payload: input,
      starts: false,
      settles,
      answerBy: this.answerBy(caller),
    });
    if (begun.kind === 'answered') return this.conclusions.again(begun.answer);
    if (begun.kind === 'unsettled') {
      throw this.conclusions.problem(product, 'STEP_NOT_ALLOWED', loseOutcome(begun.known.onboarding));
    }
    const { claim } = begun;
    const onboarding = standing(claim);
    if (onboarding?.product !== product.name) return this.conclusions.deny(claim, 'ONBOARDING_NOT_FOUND');
    if (settles || claim.attempt > 0) return this.lookUp(product, claim, onboarding, caller);
    const refusal = refusalOf(action, product.journey, onboarding, this.config.otp, Date.now());
    if (refusal) return this.conclusions.refuse(product, claim, onboarding, refusal);
    const call = product.journey.actions[action]?.[onboarding.state];
    if (!call) return this.conclusions.refuse(product, claim, onboarding, { code: 'STEP_NOT_ALLOWED' });
    const verifiesOtp = action === 'VERIFY_OTP';
    const otp = { verifiesOtp, renewsOtp: call.sendsOtp };
    const step = this.stepCall(claim, caller, { call, input, onboarding, ...otp }, 'step');
    const { requestId } = caller;
    const result = await this.runner.run({ step, action, creates: false, requestId });
    if ('refusal' in result) return this.conclusions.refuse(product, claim, onboarding, result.refusal);
    return this.conclusions.conclude(product, claim, nameFrom(action, input, result), requestId, false);
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
      return this.conclusions.asItStands(product, claim, onboarding, true);
    }
    const { journey } = product;
    const refusal = refusalOf('REFRESH', journey, onboarding, this.config.otp, Date.now());
    if (refusal) return this.conclusions.refuse(product, claim, onboarding, refusal);
    const purpose = reconciles ? `settle ${claim.attempt}` : 'step';
    const otp = { verifiesOtp: false, renewsOtp: false };
    const step = { call: journey.lookUp, input: undefined, onboarding, ...otp };
    const due = {
      action: created ? 'START' : 'REFRESH',
      creates: created,
      requestId: caller.requestId,
    } as const;
    const result = await this.runner.run({ ...due, step: this.stepCall(claim, caller, step, purpose) });
    if ('refusal' in result) return this.conclusions.refuse(product, claim, onboarding, result.refusal);
    const record = reconciles && result.problem ? 'unknown' : result.record;
    return this.conclusions.conclude(product, claim, { ...result, record }, caller.requestId, reconciles);
  }

  private answerBy(caller: Caller): number {
    return answerBy(caller, this.config.eko.timeoutMs);
  }

  private stepCall<Input>(
    { scope }: StepClaim,
    caller: Caller,
    step: Omit<StepCall<Input>, 'clientRefId' | 'followUpRefId' | 'requestId' | 'deadline'>,
    purpose: string,
  ): StepCall<Input> {
    const clientRefId = this.identifiers.clientRefId(scope, purpose);
    return {
      ...step,
      clientRefId,
      requestId: caller.requestId,
      followUpRefId: this.identifiers.clientRefId(scope, `${purpose} follow-up`),
      deadline: callsDeadline(caller, this.config.eko.timeoutMs),
    };
  }
}

/** The onboarding a claim stands on; what an abandoned claim did to it is unknown. */
function standing({ known }: StepClaim): Onboarding | undefined {
  return known?.abandoned === true ? abandonStep(known.onboarding) : known?.onboarding;
}

function scopeOf({ agent, idempotencyKey: key }: Caller, route: string, onboardingId: string): KeyScope {
  return { agent, route, onboardingId, key };
}

/** A registered customer has the name he was registered with until Eko says another. */
function nameFrom<A extends Action>(action: A, input: ActionInputs[A], result: StepResult): StepResult {
  const { onboarding, problem } = result;
  const registered = action === 'REGISTER' && problem === undefined && onboarding.state !== 'NOT_REGISTERED';
  if (!registered || !('name' in input)) return result;
  return { ...result, onboarding: { ...onboarding, customer: { name: input.name, ...onboarding.customer } } };
}
