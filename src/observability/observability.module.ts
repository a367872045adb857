import { Global, Inject, Logger, Module, type OnApplicationShutdown } from '@nestjs/common';
import { Registry } from 'prom-client';
import { GATEWAY_CONFIG, type GatewayConfig } from '../config/gateway-config.js';
import { Egress } from '../egress/egress.js';
import { EgressMetrics } from '../egress/egress-metrics.js';
import { HttpMetrics } from '../http/http-metrics.js';
import { MetricsServer } from './metrics-server.js';
import { createRegistry } from './registry.js';
import { NO_TRACING, TRACING, type Tracing } from './tracing.js';

/** Provides the metrics registry, the way out of the gateway, and the tracing. */
@Global()
@Module({
  providers: [
    { provide: Registry, useFactory: createRegistry },
    {
      provide: HttpMetrics,
      inject: [Registry],
      useFactory: (registry: Registry) => new HttpMetrics(registry),
    },
    { provide: Egress, inject: [GATEWAY_CONFIG, Registry], useFactory: openEgress },
    MetricsServer,
    {
      provide: TRACING,
      inject: [GATEWAY_CONFIG, Egress],
      useFactory: async ({ traces }: GatewayConfig, egress: Egress): Promise<Tracing> => {
        if (!traces) return NO_TRACING;
        const { openTelemetry } = await import('./open-telemetry.js');
        return openTelemetry(traces, egress);
      },
    },
  ],
  exports: [Registry, HttpMetrics, Egress, TRACING],
})
export class ObservabilityModule implements OnApplicationShutdown {
  constructor(@Inject(TRACING) private readonly tracing: Tracing) {}

  async onApplicationShutdown(): Promise<void> {
    await this.tracing.close();
  }
}

/** Logs and counts what a proxy refuses, also for the issuer's keys and traces, whose own errors say little. */
function openEgress(config: GatewayConfig, registry: Registry): Egress {
  const logger = new Logger('egress');
  const metrics = new EgressMetrics(registry);
  return new Egress(config, (failure) => {
    const { proxy, destination, reason, advice } = failure;
    logger.warn({ event: 'proxy failed', proxy, destination, reason, advice });
    metrics.failed(failure);
  });
}
