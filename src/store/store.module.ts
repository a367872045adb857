import { Module } from '@nestjs/common';
import { GATEWAY_CONFIG, type GatewayConfig } from '../config/gateway-config.js';
import { MemoryStore } from './memory-store.js';
import { Sealer } from './sealing.js';
import { STORE } from './store.js';
import { STORE_SECRETS, storeSecrets, type StoreSecrets } from './store-secrets.js';

@Module({
  providers: [
    {
      provide: STORE_SECRETS,
      inject: [GATEWAY_CONFIG],
      useFactory: ({ store }: GatewayConfig) => storeSecrets(store),
    },
    {
      provide: Sealer,
      inject: [STORE_SECRETS],
      useFactory: ({ encryptionKeys }: StoreSecrets) => new Sealer(encryptionKeys),
    },
    { provide: STORE, useFactory: () => new MemoryStore() },
  ],
  exports: [STORE, STORE_SECRETS, Sealer],
})
export class StoreModule {}
