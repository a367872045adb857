import { HttpService } from '@nestjs/axios';
import { Module } from '@nestjs/common';
import { Registry } from 'prom-client';
import { GATEWAY_CONFIG, type GatewayConfig } from '../config/gateway-config.js';
import { StoreMetrics } from '../store/store-metrics.js';
import { StoreModule } from '../store/store.module.js';
import { CallGuards } from './call-guard.js';
import { EkoClient } from './eko-client.js';
import { EkoEndpoint } from './eko-endpoint.js';
import { EkoMetrics } from './eko-metrics.js';
import { axiosOver, EkoTransport } from './undici-adapter.js';
import { SignedExchange } from './signed-exchange.js';
import { SIGNING_SEQUENCE, type SigningSequence } from '../store/signing-sequence.js';
import { SigningTimestamps } from './signing-timestamps.js';

/** The one exit to Eko, and Eko's address. */
@Module({
  imports: [StoreModule],
  providers: [
    EkoTransport,
    {
      provide: HttpService,
      inject: [EkoTransport],
      useFactory: ({ agent }: EkoTransport) => new HttpService(axiosOver(agent)),
    },
    EkoClient,
    SignedExchange,
    {
      provide: EkoMetrics,
      inject: [Registry],
      useFactory: (registry: Registry) => new EkoMetrics(registry),
    },
    {
      provide: CallGuards,
      inject: [GATEWAY_CONFIG, EkoMetrics],
      useFactory: (config: GatewayConfig, metrics: EkoMetrics) => new CallGuards(config, metrics),
    },
    {
      provide: SigningTimestamps,
      inject: [SIGNING_SEQUENCE, StoreMetrics],
      useFactory: (sequence: SigningSequence, metrics: StoreMetrics) =>
        new SigningTimestamps(sequence, (skewMs) => {
          metrics.signingClockSkew(skewMs / 1000);
        }),
    },
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
  exports: [EkoClient, EkoEndpoint, EkoMetrics, EkoTransport],
})
export class EkoModule {}
