import { Injectable } from '@nestjs/common';
import { Counter, Histogram, Registry } from 'prom-client';

/** Every metric of the gateway. Labels are closed sets: nothing of a request or a person. */
@Injectable()
export class Metrics {
  readonly registry = new Registry();

  private readonly upstreamSeconds = new Histogram({
    name: 'eko_call_duration_seconds',
    help: 'Duration of calls to Eko by product, call and what became of them',
    labelNames: ['product', 'call', 'outcome'] as const,
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [this.registry],
  });

  private readonly unrecognized = new Counter({
    name: 'eko_unrecognized_outcomes_total',
    help: 'Replies of Eko that no outcome table knows',
    labelNames: ['product', 'call'] as const,
    registers: [this.registry],
  });

  /** One call to Eko, `seconds` long; `outcome` is the kind of its reply, or `unrecognized`. */
  upstreamCall(product: string, call: string, outcome: string, seconds: number): void {
    this.upstreamSeconds.observe({ product, call, outcome }, seconds);
    if (outcome === 'unrecognized') this.unrecognized.inc({ product, call });
  }
}
