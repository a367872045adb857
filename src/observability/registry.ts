import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { VERSION } from './version.js';

/**
 * Where every metric of the gateway is registered, as docs/metrics.md lists them; each folder has its own. Labels are
 * closed sets: nothing of a request or a person.
 */
export function createRegistry(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  new Gauge({
    name: 'gateway_build_info',
    help: '1, with the version of the gateway as a label',
    labelNames: ['version'],
    registers: [registry],
  }).set({ version: VERSION }, 1);
  return registry;
}
