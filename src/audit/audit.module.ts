import { Global, Module } from '@nestjs/common';
import { ConfigurationError } from '../config/environment.js';
import { GATEWAY_CONFIG, type GatewayConfig } from '../config/gateway-config.js';
import { Readiness } from '../health/readiness.js';
import { Metrics } from '../observability/metrics.js';
import { auditDestination } from './audit-destination.js';
import { AuditTrail } from './audit-trail.js';

/** The audit stream, for whoever has something to say to it. */
@Global()
@Module({
  providers: [
    {
      provide: AuditTrail,
      inject: [GATEWAY_CONFIG, Metrics, Readiness],
      useFactory: async ({ auditFile }: GatewayConfig, { audit }: Metrics, readiness: Readiness) => {
        const trail = new AuditTrail(auditDestination(auditFile), audit);
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
