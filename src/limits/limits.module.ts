import { Global, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { GATEWAY_CONFIG, type GatewayConfig } from '../config/gateway-config.js';
import { Readiness } from '../health/readiness.js';
import { Identifiers } from '../store/identifiers.js';
import { StoreMetrics } from '../store/store-metrics.js';
import { StoreModule } from '../store/store.module.js';
import { limitCounters, type LimitCounters } from '../store/limit-counters.js';
import { partOfStore } from '../store/part-of-store.js';
import { AgentLimits } from './agent-limits.js';
import { Limiter } from './limiter.js';
import { OtpBudget } from './otp-budget.js';
import { RefusedTokens } from './refused-tokens.js';

const LIMIT_COUNTERS = Symbol('LimitCounters');
/** Far more checks than there are in a second: a refused check would write nothing. */
const MAX_PROBES = 1_000_000;
const needs = [LIMIT_COUNTERS, Identifiers, GATEWAY_CONFIG];

/** The rate limits; gateways that share a store share their counters. */
@Global()
@Module({
  imports: [StoreModule],
  providers: [
    {
      provide: LIMIT_COUNTERS,
      inject: [GATEWAY_CONFIG],
      useFactory: ({ store }: GatewayConfig) => limitCounters(store),
    },
    {
      provide: AgentLimits,
      inject: needs,
      useFactory: (...parts: ConstructorParameters<typeof AgentLimits>) => new AgentLimits(...parts),
    },
    {
      provide: OtpBudget,
      inject: needs,
      useFactory: (...parts: ConstructorParameters<typeof OtpBudget>) => new OtpBudget(...parts),
    },
    {
      provide: RefusedTokens,
      inject: [GATEWAY_CONFIG],
      useFactory: ({ limits }: GatewayConfig) => new RefusedTokens(limits.authFailuresPerMinute),
    },
  ],
  exports: [AgentLimits, OtpBudget, RefusedTokens],
})
export class LimitsModule implements OnApplicationShutdown {
  constructor(
    @Inject(LIMIT_COUNTERS) private readonly counters: LimitCounters,
    readiness: Readiness,
    metrics: StoreMetrics,
  ) {
    const probe = new Limiter(counters, 'probe', MAX_PROBES, 1);
    readiness.add(
      partOfStore('limits', metrics, () =>
        Promise.all(counters.reservedKeys().map((key) => probe.take(key))),
      ),
    );
  }

  onApplicationShutdown(): void {
    this.counters.close();
  }
}
