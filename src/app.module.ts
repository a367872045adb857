import { Module } from '@nestjs/common';
import { APP_GUARD, APP_PIPE } from '@nestjs/core';
import { AuditModule } from './audit/audit.module.js';
import { AccessGuard } from './auth/access.guard.js';
import { AuthModule } from './auth/auth.module.js';
import { GatewayConfigModule } from './config/config.module.js';
import { PROBLEM_EXAMPLES, ProblemsController } from './http/problems.controller.js';
import { HealthModule } from './health/health.module.js';
import { LimitsModule } from './limits/limits.module.js';
import { ObservabilityModule } from './observability/observability.module.js';
import { OnboardingModule } from './onboarding/onboarding.module.js';
import { overridesReader } from './onboarding/overrides/overrides.js';
import { RequestValidationPipe } from './http/validation.pipe.js';
import { PROBLEM_ANSWERS } from './products/examples.js';
import { PRODUCT_MODULES, PRODUCTS } from './products/registry.js';
import { ResilienceModule } from './resilience/resilience.module.js';

/** The root module. */
@Module({
  imports: [
    GatewayConfigModule.forProducts({
      names: PRODUCTS.map(({ name }) => name),
      readOverrides: overridesReader(PRODUCTS),
    }),
    ObservabilityModule,
    AuditModule,
    AuthModule,
    LimitsModule,
    HealthModule,
    ResilienceModule,
    OnboardingModule.forProducts(PRODUCTS),
    ...PRODUCT_MODULES,
  ],
  controllers: [ProblemsController],
  providers: [
    { provide: PROBLEM_EXAMPLES, useValue: PROBLEM_ANSWERS },
    { provide: APP_GUARD, useClass: AccessGuard },
    { provide: APP_PIPE, useClass: RequestValidationPipe },
  ],
})
export class AppModule {}
