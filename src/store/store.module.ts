import { Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { GATEWAY_CONFIG, type GatewayConfig } from '../config/gateway-config.js';
import { Metrics } from '../observability/metrics.js';
import { openEmbeddedStore } from './embedded-store.js';
import { Sealer } from './sealing.js';
import { STORE, type Store } from './store.js';
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
      inject: [STORE_SECRETS, GATEWAY_CONFIG],
      useFactory: ({ encryptionKeys }: StoreSecrets, { store }: GatewayConfig) => {
        const sealer = new Sealer(encryptionKeys);
        store.onKeysChange?.((keys) => {
          sealer.replaceKeys(keys);
        });
        return sealer;
      },
    },
    {
      provide: STORE,
      inject: [GATEWAY_CONFIG, Metrics],
      useFactory: ({ store }: GatewayConfig, metrics: Metrics) =>
        openEmbeddedStore({ path: store.path, observe: metrics.store.observe }),
    },
  ],
  exports: [STORE, STORE_SECRETS, Sealer],
})
export class StoreModule implements OnApplicationShutdown {
  constructor(@Inject(STORE) private readonly store: Store) {}

  /** After the last request has been answered. */
  async onApplicationShutdown(): Promise<void> {
    await this.store.close();
  }
}
