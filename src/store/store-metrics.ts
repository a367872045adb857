import { Gauge, Histogram, type Registry } from 'prom-client';

/** Metrics of the store. */
export class StoreMetrics {
  private readonly seconds: Histogram<'operation' | 'result'>;
  private readonly up: Gauge;
  private readonly signingSkew: Gauge;
  private readonly secrets: Gauge;
  private readonly serving = new Map<string, boolean>();

  constructor(registry: Registry) {
    const registers = [registry];
    this.seconds = new Histogram({
      name: 'store_operation_duration_seconds',
      help: 'Duration of operations of the store',
      labelNames: ['operation', 'result'],
      buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
      registers,
    });
    this.signingSkew = new Gauge({
      name: 'signing_clock_skew_seconds',
      help: "The clock that signs, which is Redis's with STORE=redis, minus this process's",
      registers,
    });
    this.secrets = new Gauge({
      name: 'store_secrets_fit',
      help: '1 while the secrets are those that the store was written with',
      registers,
    });
    // A gateway whose secrets do not fit does not start.
    this.secrets.set(1);
    this.up = new Gauge({ name: 'store_up', help: '1 while the store does what requests need', registers });
  }

  /** A property, since it is passed as a callback. */
  readonly observe = (operation: string, milliseconds: number, failed: boolean): void => {
    this.seconds.observe({ operation, result: failed ? 'failed' : 'ok' }, milliseconds / 1000);
  };

  /** Difference between the signing clock (the store's when gateways share one) and this process's clock. */
  signingClockSkew(seconds: number): void {
    this.signingSkew.set(seconds);
  }

  /** Records the result of a comparison of the secrets with the store. A property, since it is passed as a callback. */
  readonly secretsFit = (yes: boolean): void => {
    this.secrets.set(yes ? 1 : 0);
  };

  /** Records whether a part of the store passed its last check. */
  serves(part: string, yes: boolean): void {
    this.serving.set(part, yes);
    this.up.set([...this.serving.values()].every(Boolean) ? 1 : 0);
  }
}
