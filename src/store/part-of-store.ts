import type { Dependency } from '../health/readiness.js';
import type { StoreMetrics } from './store-metrics.js';
import { reasonOf } from './redis/failure.js';

/**
 * One of the connections to the store, as readiness and `store_up` see it.
 * @param check tries what requests do with it, within a second; rejects when they would fail
 */
export function partOfStore(name: string, metrics: StoreMetrics, check: () => Promise<unknown>): Dependency {
  const failure = (): Promise<string | undefined> => check().then(() => undefined, reasonOf);
  return {
    name,
    failure: async () => {
      const reason = await failure();
      metrics.serves(name, reason === undefined);
      return reason;
    },
  };
}
