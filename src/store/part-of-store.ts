import type { Dependency } from '../health/readiness.js';
import type { StoreMetrics } from './store-metrics.js';
import { reasonOf } from './redis/failure.js';

/**
 * One connection to the store, for readiness and the metric `store_up`.
 * @param check does what requests do, within a second; rejects when they would fail
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
