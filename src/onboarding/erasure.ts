import { Injectable } from '@nestjs/common';
import type { Requester } from '../auth/agent.js';
import { Dispatches } from '../idempotency/dispatches.js';
import { OnboardingService } from './onboarding.service.js';
import { ProductRegistry } from './product-registry.js';
import { StepAudit, subjectOf } from './step-audit.js';
import { StepObserver } from './step-observer.js';

/** Erases what is kept of a customer, at the customer's wish (DPDP). */
@Injectable()
export class Erasure {
  constructor(
    private readonly registry: ProductRegistry,
    private readonly onboardings: OnboardingService,
    private readonly dispatches: Dispatches,
    private readonly audit: StepAudit,
    private readonly observer: StepObserver,
  ) {}

  /**
   * Erases the agent's onboarding, and the answers that were stored for its keys.
   * @throws Problem ONBOARDING_NOT_FOUND, STEP_IN_PROGRESS, STORE_UNAVAILABLE
   */
  erase(productName: string, onboardingId: string, requester: Requester): Promise<void> {
    const product = this.registry.get(productName);
    const { agent } = requester;
    return this.audit.erasure(subjectOf(requester, product.name, onboardingId, 'ERASE'), async () => {
      const onboarding = await this.onboardings.find(product, onboardingId, agent);
      await this.dispatches.erase(agent, onboardingId);
      this.observer.erased(onboarding);
      return onboarding.state;
    });
  }
}
