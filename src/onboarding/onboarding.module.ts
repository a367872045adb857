import { Global, Module, type DynamicModule } from '@nestjs/common';
import { Registry } from 'prom-client';
import { GATEWAY_CONFIG, type GatewayConfig } from '../config/gateway-config.js';
import { EkoModule } from '../eko/eko.module.js';
import { StoreModule } from '../store/store.module.js';
import { OnboardingController } from './api/onboarding.controller.js';
import type { Product } from './journey/product.js';
import { ProductRegistry } from './journey/product-registry.js';
import { ProductsController } from './api/products.controller.js';
import { Answers } from './steps/answers.js';
import { Calls } from './steps/calls.js';
import { Claims } from './steps/claims.js';
import { JourneyMetrics } from './steps/journey-metrics.js';
import { OnboardingService } from './steps/onboarding.service.js';
import { Permits } from './steps/permits.js';
import { StepAudit } from './steps/step-audit.js';

/** The services of the journey, and the routes of all products. */
@Global()
@Module({})
export class OnboardingModule {
  static forProducts(products: readonly Product[]): DynamicModule {
    return {
      module: OnboardingModule,
      imports: [EkoModule, StoreModule],
      controllers: [ProductsController, OnboardingController],
      providers: [
        {
          provide: ProductRegistry,
          inject: [GATEWAY_CONFIG],
          useFactory: ({ eko }: GatewayConfig) => new ProductRegistry(products, () => eko.overrides()),
        },
        {
          provide: JourneyMetrics,
          inject: [Registry, Claims],
          useFactory: (registry: Registry, claims: Claims) =>
            new JourneyMetrics(registry, (onboardingId) => claims.isUnknown(onboardingId)),
        },
        Claims,
        Permits,
        Calls,
        Answers,
        StepAudit,
        OnboardingService,
      ],
      exports: [ProductRegistry, OnboardingService, Calls, StoreModule],
    };
  }
}
