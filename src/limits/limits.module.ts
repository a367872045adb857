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
    const probe = new Limiter(counters, 'probe', 2, 1);
    // The first addition and the last subtraction use other commands than those between them.
    const tryCounting = (key: string): Promise<unknown> => {
      const one = [probe.counter(key)];
      return Promise.all([
        ...[counters.add(one), counters.add(one)],
        ...[counters.subtract(one), counters.subtract(one)],
      ]);
    };
    readiness.add(
      partOfStore('limits', metrics, () => Promise.all(counters.reservedKeys().map(tryCounting))),
    );
  }

  onApplicationShutdown(): void {
    this.counters.close();
  }
}
