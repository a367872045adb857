import { Counter, type Registry } from 'prom-client';
import type { ProxyFailure } from './proxy-failure.js';

/** Metrics of the proxies that connections leave through. */
export class EgressMetrics {
  private readonly failures: Counter<'proxy' | 'destination' | 'reason'>;

  constructor(registry: Registry) {
    this.failures = new Counter({
      name: 'egress_proxy_failures_total',
      help: 'Connections that a proxy did not make, by reason: an HTTP status or the code of the failed connection',
      labelNames: ['proxy', 'destination', 'reason'],
      registers: [registry],
    });
  }

  /** Counts a connection that a proxy did not make. */
  failed({ proxy, destination, reason }: ProxyFailure): void {
    this.failures.inc({ proxy, destination, reason });
  }
}
