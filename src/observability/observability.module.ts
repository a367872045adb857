import { Global, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { Registry } from 'prom-client';
import { GATEWAY_CONFIG, type GatewayConfig } from '../config/gateway-config.js';
import { HttpMetrics } from '../http/http-metrics.js';
import { MetricsServer } from './metrics-server.js';
import { createRegistry } from './registry.js';
import { NO_TRACING, TRACING, type Tracing } from './tracing.js';

/** Provides the metrics registry and the tracing. */
@Global()
@Module({
  providers: [
    { provide: Registry, useFactory: createRegistry },
    {
      provide: HttpMetrics,
      inject: [Registry],
      useFactory: (registry: Registry) => new HttpMetrics(registry),
    },
    MetricsServer,
    {
      provide: TRACING,
      inject: [GATEWAY_CONFIG],
      useFactory: async ({ traces }: GatewayConfig): Promise<Tracing> => {
        if (!traces) return NO_TRACING;
        const { openTelemetry } = await import('./open-telemetry.js');
        return openTelemetry(traces);
      },
    },
  ],
  exports: [Registry, HttpMetrics, TRACING],
})
export class ObservabilityModule implements OnApplicationShutdown {
  constructor(@Inject(TRACING) private readonly tracing: Tracing) {}

  async onApplicationShutdown(): Promise<void> {
    await this.tracing.close();
  }
}
