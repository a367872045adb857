import { HttpModule } from '@nestjs/axios';
import { Module } from '@nestjs/common';
import { Agent } from 'undici';
import { GATEWAY_CONFIG, type GatewayConfig } from '../config/gateway-config.js';
import { EkoClient } from './eko-client.js';
import { EkoEndpoint } from './eko-endpoint.js';
import { SigningTimestamps } from './signing-timestamps.js';
import { undiciAdapter } from './undici-adapter.js';

/** Idle connections are closed before a load balancer would, so that a request is not written into a dying one. */
const KEEP_ALIVE_MS = 4_000;

@Module({
  imports: [
    HttpModule.registerAsync({
      inject: [GATEWAY_CONFIG],
      useFactory: ({ eko }: GatewayConfig) => ({
        adapter: undiciAdapter(
          new Agent({
            connections: eko.maxConnections,
            connect: { timeout: eko.connectTimeoutMs },
            keepAliveTimeout: KEEP_ALIVE_MS,
            keepAliveMaxTimeout: KEEP_ALIVE_MS,
            headersTimeout: 0,
            bodyTimeout: 0,
            allowH2: false,
          }),
        ),
        // Bodies are text already, and every status is a reply: axios has nothing to add per call.
        transformRequest: [],
        transformResponse: [],
        validateStatus: null,
      }),
    }),
  ],
  providers: [
    EkoClient,
    { provide: SigningTimestamps, useFactory: () => new SigningTimestamps() },
    {
      provide: EkoEndpoint,
      inject: [GATEWAY_CONFIG],
      useFactory: async (config: GatewayConfig) => {
        const endpoint = new EkoEndpoint(config);
        await endpoint.open();
        return endpoint;
      },
    },
  ],
  exports: [EkoClient, EkoEndpoint],
})
export class EkoModule {}
