import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { VERSION } from './version.js';

/**
 * How often the delay of the event loop is sampled for the metrics, milliseconds, which `nodejs_eventloop_lag_*` include: the alert
 * subtracts them. Each sample wakes an idle process: with 50 ms an idle gateway took a fifth more CPU.
 */
const EVENT_LOOP_SAMPLE_MS = 100;

/**
 * The registry of all metrics of the gateway (docs/metrics.md); each folder defines its own. Label values are closed
 * sets: never data of a request or a person.
 */
export function createRegistry(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: EVENT_LOOP_SAMPLE_MS });
  new Gauge({
    name: 'gateway_build_info',
    help: '1, with the version of the gateway as a label',
    labelNames: ['version'],
    registers: [registry],
  }).set({ version: VERSION }, 1);
  return registry;
}
