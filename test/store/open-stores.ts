import { openRedisStore, type RedisStoreOptions } from '../../src/store/redis-store.js';
import type { Store } from '../../src/store/store.js';

/** The stores that a spec opens, which it closes together. */
export class OpenStores {
  private readonly stores: Store[] = [];

  async open(options: Partial<RedisStoreOptions> & Pick<RedisStoreOptions, 'url'>): Promise<Store> {
    const store = await openRedisStore({ mode: 'standalone', warn: () => undefined, ...options });
    this.stores.push(store);
    return store;
  }

  async close(): Promise<void> {
    await Promise.all(this.stores.splice(0).map((one) => one.close()));
  }
}
