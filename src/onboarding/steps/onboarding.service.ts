import { Inject, Injectable } from '@nestjs/common';
import { GATEWAY_CONFIG, type GatewayConfig } from '../../config/gateway-config.js';
import type { Caller, Requester } from '../../http/caller.js';
import { Problem } from '../../errors/problem.js';
import { Identifiers } from '../../store/identifiers.js';
import { ACTION_ROUTES } from '../journey/product.js';
import type { Onboarding } from '../journey/onboarding.js';
import { bind, type ActionInputs, type Product } from '../journey/product.js';
import { ProductRegistry } from '../journey/product-registry.js';
import type { OnboardingResource } from '../journey/resource.js';
import type { Action } from '../journey/state.js';
import { loseOutcome } from '../journey/transition.js';
import { Answers, type Answered } from './answers.js';
import { answerBy, callsDeadline } from './budget.js';
import { Calls } from './calls.js';
import { Claims } from './claims.js';
import { JourneyMetrics } from './journey-metrics.js';
import { Permits, type Reservation } from './permits.js';
import { isFinal, needsLookUp, resultOf } from './result.js';
import { checkRules } from './rules.js';
import { consentOf, dueOf, type Step } from './step.js';
import { StepAudit } from './step-audit.js';

/** Takes the steps of the journey: each is checked against the state and dispatched at most once per key. */
@Injectable()
export class OnboardingService {
  constructor(
    private readonly registry: ProductRegistry,
    private readonly identifiers: Identifiers,
    private readonly claims: Claims,
    private readonly permits: Permits,
    private readonly calls: Calls,
    private readonly answers: Answers,
    private readonly audit: StepAudit,
    private readonly metrics: JourneyMetrics,
    @Inject(GATEWAY_CONFIG) private readonly config: GatewayConfig,
  ) {}

  /**
   * Starts or resumes the agent's onboarding of a customer.
   * @throws Problem for refusals that are not stored for the key: IDEMPOTENCY_KEY_REUSED, STEP_IN_PROGRESS,
   * STORE_UNAVAILABLE and others before dispatch
   */
  start(productName: string, mobile: string, caller: Caller): Promise<Answered> {
    const product = this.registry.get(productName);
    const onboardingId = this.identifiers.onboardingId(caller.agent, product.name, mobile);
    const route = `POST /v1/${product.name}/onboardings`;
    const facts = { action: 'START', payload: { mobile }, mobile, callFor: () => undefined } as const;
    const step: Step = { ...this.stepOf(product, onboardingId, route, caller), ...facts };
    return this.audit.around(step, () => this.take(step));
  }

  /**
   * Takes one step of the journey.
   * @throws Problem as `start`, and STEP_NOT_ALLOWED with the onboarding in its details
   */
  act<A extends Action>(
    productName: string,
    onboardingId: string,
    action: A,
    input: ActionInputs[A],
    caller: Caller,
  ): Promise<Answered> {
    const product = this.registry.get(productName);
    const { journey, name } = product;
    const route = `POST /v1/${name}/onboardings/:id/${ACTION_ROUTES[action]}`;
    const consent = consentOf(action, input);
    const step: Step = {
      ...this.stepOf(product, onboardingId, route, caller),
      action,
      payload: input,
      ...(action === 'REGISTER' && 'name' in input && { name: input.name }),
      ...(consent && { consent }),
      callFor: (onboarding) => {
        const call = journey.actions[action]?.[onboarding.state];
        return call && bind(call, input, onboarding);
      },
    };
    return this.audit.around(step, () => {
      checkRules(action, input, journey, { minimumAge: this.config.minimumAgeYears, now: Date.now() });
      return this.take(step);
    });
  }

  /**
   * The current onboarding from the store; makes no call to Eko and changes nothing.
   * @throws Problem ONBOARDING_NOT_FOUND, STORE_UNAVAILABLE
   */
  async read(productName: string, onboardingId: string, agent: string): Promise<OnboardingResource> {
    const product = this.registry.get(productName);
    return this.answers.present(product, await this.find(product, onboardingId, agent));
  }

  /** As `read`, for a product's own routes. @throws Problem ONBOARDING_NOT_FOUND, STORE_UNAVAILABLE */
  async find(product: Product, onboardingId: string, agent: string): Promise<Onboarding> {
    const { onboarding, abandoned } = await this.claims.onboarding(agent, onboardingId);
    if (onboarding.product !== product.name) throw new Problem('ONBOARDING_NOT_FOUND');
    return abandoned ? loseOutcome(onboarding) : onboarding;
  }

  /**
   * Erases the agent's onboarding and the stored answers of its keys, at the customer's request (DPDP).
   * @throws Problem ONBOARDING_NOT_FOUND, STEP_IN_PROGRESS, STORE_UNAVAILABLE
   */
  erase(productName: string, onboardingId: string, requester: Requester): Promise<void> {
    const product = this.registry.get(productName);
    const { agent } = requester;
    return this.audit.erasure({ ...requester, product: product.name, onboardingId }, async () => {
      const onboarding = await this.find(product, onboardingId, agent);
      await this.claims.erase(agent, onboardingId);
      this.metrics.erased(onboarding);
      return onboarding.state;
    });
  }

  /** Takes a step; what it took of the limits beside its claim and did not use is given back. @throws as `takeInOrder` */
  private async take(step: Step): Promise<Answered> {
    this.calls.prepare(step.product.name);
    const reservation = this.permits.reserve(step);
    if (!reservation) return this.takeInOrder(step);
    try {
      return await this.takeInOrder(step, reservation);
    } finally {
      await reservation.giveBackUnused();
    }
  }

  /** One step, in order. @throws Problem when it is refused before a call to Eko */
  private async takeInOrder(step: Step, reservation?: Reservation): Promise<Answered> {
    const { product, scope } = step;
    const { otp } = this.config;

    const begun = await this.claims.begin(step);
    if (begun.kind === 'answered') return this.answers.replay(begun.answer);
    if (begun.kind === 'unreconciled')
      throw this.answers.problem(product, 'STEP_NOT_ALLOWED', loseOutcome(begun.known.onboarding));
    const { claim } = begun;

    const referenceFor = (purpose: string): string => this.identifiers.clientRefId(scope, purpose);
    const next = dueOf(step, claim, referenceFor, { otp, now: Date.now() });
    if (next.kind === 'notFound')
      return this.answers.refuse(product, claim, { code: 'ONBOARDING_NOT_FOUND' });
    if (next.kind === 'refused') return this.answers.refuse(product, claim, next.refusal, next.onboarding);
    if (next.kind === 'unchanged') return this.answers.concludeUnchanged(product, claim, next);
    const { due } = next;

    const refusal = await this.permits.take(step, due, reservation);
    if (refusal) return this.answers.refuse(product, claim, refusal, due.onboarding);

    const context = { ...step, onboarding: due.onboarding };
    const made = await this.calls.make(due.call, due.clientRefId, context);
    const followUp = needsLookUp(made)
      ? await this.calls.make(
          bind(product.journey.lookUp, undefined, due.onboarding),
          referenceFor(`${due.purpose} follow-up`),
          context,
          isFinal,
        )
      : undefined;
    const result = resultOf(due, made, followUp, Date.now());
    this.metrics.stepCalled(due, made, followUp, result);

    const [answered] = await Promise.all([
      this.answers.conclude(step, claim, due, result),
      this.permits.release(due, result, reservation),
    ]);
    return answered;
  }

  private stepOf(
    product: Product,
    onboardingId: string,
    route: string,
    caller: Caller,
  ): Pick<Step, 'product' | 'scope' | 'requestId' | 'deadline' | 'answerBy'> {
    const { agent, idempotencyKey: key, requestId } = caller;
    const { timeoutMs } = this.config.eko;
    return {
      product,
      scope: { agent, route, onboardingId, key },
      requestId,
      deadline: callsDeadline(caller, timeoutMs),
      answerBy: answerBy(caller, timeoutMs),
    };
  }
}
