import { Gauge, Histogram, type Registry } from 'prom-client';

/** How the store does. */
export class StoreMetrics {
  private readonly seconds: Histogram<'operation' | 'result'>;
  private readonly up: Gauge;

  constructor(registry: Registry) {
    const registers = [registry];
    this.seconds = new Histogram({
      name: 'store_operation_duration_seconds',
      help: 'Duration of operations of the store',
      labelNames: ['operation', 'result'],
      buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
      registers,
    });
    this.up = new Gauge({ name: 'store_up', help: '1 while the store answers', registers });
  }

  /** The callback that stores are given. A property, since it is handed over by itself. */
  readonly observe = (operation: string, milliseconds: number, failed: boolean): void => {
    this.seconds.observe({ operation, result: failed ? 'failed' : 'ok' }, milliseconds / 1000);
    this.up.set(failed ? 0 : 1);
  };

  /** Whether the store answered when it was asked for nothing but that. */
  answered(yes: boolean): void {
    this.up.set(yes ? 1 : 0);
  }
}
