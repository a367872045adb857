import { Global, Module } from '@nestjs/common';
import { Registry } from 'prom-client';
import { ConfigurationError } from '../config/environment.js';
import { GATEWAY_CONFIG, type GatewayConfig } from '../config/gateway-config.js';
import { Readiness } from '../health/readiness.js';
import { AuditMetrics } from './audit-metrics.js';
import { auditDestination } from './audit-destination.js';
import { AuditTrail } from './audit-trail.js';

/** The audit stream. */
@Global()
@Module({
  providers: [
    {
      provide: AuditTrail,
      inject: [GATEWAY_CONFIG, Registry, Readiness],
      useFactory: async ({ auditFile }: GatewayConfig, registry: Registry, readiness: Readiness) => {
        const trail = new AuditTrail(auditDestination(auditFile), new AuditMetrics(registry));
        await trail.open().catch(() => {
          throw new ConfigurationError([
            'AUDIT_FILE must name a file that can be written, or a named pipe, or be stderr',
          ]);
        });
        const failure = (): Promise<string | undefined> =>
          Promise.resolve(trail.available ? undefined : 'unwritten lines');
        readiness.add({ name: 'audit', failure });
        return trail;
      },
    },
  ],
  exports: [AuditTrail],
})
export class AuditModule {}
