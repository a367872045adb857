import { Global, Module, type DynamicModule } from '@nestjs/common';
import { GATEWAY_CONFIG, type GatewayConfig } from '../config/gateway-config.js';
import { EkoModule } from '../eko/eko.module.js';
import { IdempotencyModule } from '../idempotency/idempotency.module.js';
import { Conclusions } from './conclusions.js';
import { Erasure } from './erasure.js';
import { OnboardingController } from './onboarding.controller.js';
import { OnboardingService } from './onboarding.service.js';
import { PermittedRunner } from './permitted-runner.js';
import type { Product } from './product.js';
import { ProductRegistry } from './product-registry.js';
import { ProductsController } from './products.controller.js';
import { StepAudit } from './step-audit.js';
import { StepObserver } from './step-observer.js';
import { StepRunner } from './step-runner.js';

/** The journey and the routes that all products share. */
@Global()
@Module({})
export class OnboardingModule {
  static forProducts(products: readonly Product[]): DynamicModule {
    return {
      module: OnboardingModule,
      imports: [EkoModule, IdempotencyModule],
      controllers: [ProductsController, OnboardingController],
      providers: [
        {
          provide: ProductRegistry,
          inject: [GATEWAY_CONFIG],
          useFactory: ({ eko }: GatewayConfig) => new ProductRegistry(products, () => eko.overrides()),
        },
        StepObserver,
        StepRunner,
        PermittedRunner,
        StepAudit,
        Conclusions,
        OnboardingService,
        Erasure,
      ],
      exports: [ProductRegistry, OnboardingService, StepObserver, IdempotencyModule],
    };
  }
}
