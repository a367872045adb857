import { Global, Module } from '@nestjs/common';
import { ConfigurationError } from '../config/environment.js';
import { GATEWAY_CONFIG, type GatewayConfig } from '../config/gateway-config.js';
import { auditDestination } from './audit-destination.js';
import { AuditTrail } from './audit-trail.js';
import { AuditWriter } from './audit-writer.js';

/** The audit stream, for whoever has something to say to it. */
@Global()
@Module({
  providers: [
    {
      provide: AuditTrail,
      inject: [GATEWAY_CONFIG],
      useFactory: async ({ auditFile }: GatewayConfig) => {
        try {
          return new AuditTrail(new AuditWriter(await auditDestination(auditFile)));
        } catch {
          throw new ConfigurationError(['AUDIT_FILE must name a file that can be written, or be stderr']);
        }
      },
    },
  ],
  exports: [AuditTrail],
})
export class AuditModule {}
