import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { Load } from './bulkhead.js';

/** Metrics of calls to Eko, and of calls that were not made. */
export class EkoMetrics {
  private readonly seconds: Histogram<'product' | 'call' | 'outcome'>;
  private readonly unrecognized: Counter<'product' | 'call'>;
  private readonly foreign: Counter<'product' | 'call' | 'taken'>;
  private readonly overrides: Counter<'product' | 'call' | 'row'>;
  private readonly refused: Counter<'product' | 'reason'>;
  private readonly retries: Counter<'product' | 'reason'>;
  private readonly exhausted: Counter<'product'>;
  private readonly breaker: Gauge<'product'>;
  private readonly bulkheads = new Map<string, () => Load>();
  private pool = (): Load => ({ running: 0, queued: 0 });
  private readonly skew: Gauge;
  private readonly signing: Histogram;

  constructor(registry: Registry) {
    const registers = [registry];
    this.seconds = new Histogram({
      name: 'eko_call_duration_seconds',
      help: 'Duration of calls to Eko by product, call and outcome',
      labelNames: ['product', 'call', 'outcome'],
      buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers,
    });
    this.unrecognized = new Counter({
      name: 'eko_unrecognized_outcomes_total',
      help: 'Replies of Eko that no outcome table contains',
      labelNames: ['product', 'call'],
      registers,
    });
    this.foreign = new Counter({
      name: 'eko_foreign_replies_total',
      help: 'Replies about another customer or call than the requested one; they are accepted only outside production',
      labelNames: ['product', 'call', 'taken'],
      registers,
    });
    this.overrides = new Counter({
      name: 'eko_override_outcomes_total',
      help: 'Replies of Eko that a row of the overrides file decided, by its position in the file',
      labelNames: ['product', 'call', 'row'],
      registers,
    });
    this.refused = new Counter({
      name: 'eko_credentials_refused_total',
      help: 'Calls whose signature or initiator Eko refused, by reason',
      labelNames: ['product', 'reason'],
      registers,
    });
    this.retries = new Counter({
      name: 'eko_retries_total',
      help: 'Repetitions of calls that were certainly not executed',
      labelNames: ['product', 'reason'],
      registers,
    });
    this.exhausted = new Counter({
      name: 'eko_retry_budget_exhausted_total',
      help: 'Repetitions that the retry budget did not allow',
      labelNames: ['product'],
      registers,
    });
    this.breaker = new Gauge({
      name: 'eko_breaker_open',
      help: '1 while the breaker is open, 0.5 while half-open',
      labelNames: ['product'],
      registers,
    });
    const { bulkheads } = this;
    new Gauge({
      name: 'eko_bulkhead_queued_calls',
      help: 'Calls that wait in the bulkhead of their product',
      labelNames: ['product'],
      registers,
      collect() {
        for (const [product, load] of bulkheads) this.set({ product }, load().queued);
      },
    });
    new Gauge({
      name: 'eko_bulkhead_running_calls',
      help: 'Calls that are in the bulkhead of their product: in progress, or waiting for a connection of the pool',
      labelNames: ['product'],
      registers,
      collect() {
        for (const [product, load] of bulkheads) this.set({ product }, load().running);
      },
    });
    const pool = (): Load => this.pool();
    new Gauge({
      name: 'eko_pool_queued_calls',
      help: 'Calls of all products waiting for a connection of the pool',
      registers,
      collect() {
        this.set(pool().queued);
      },
    });
    new Gauge({
      name: 'eko_pool_running_calls',
      help: 'Calls of all products in progress',
      registers,
      collect() {
        this.set(pool().running);
      },
    });
    this.skew = new Gauge({
      name: 'eko_clock_skew_seconds',
      help: "The signing clock minus Eko's, from the Date of its replies; 0 within the precision of its whole seconds",
      registers,
    });
    this.signing = new Histogram({
      name: 'eko_signing_wait_seconds',
      help: 'Wait for a free signing timestamp',
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
      registers,
    });
  }

  /** Counts one call of `seconds`; `outcome` is the kind of its reply, or `unrecognized`. */
  call(product: string, call: string, outcome: string, seconds: number): void {
    this.seconds.observe({ product, call, outcome }, seconds);
    if (outcome === 'unrecognized') this.unrecognized.inc({ product, call });
  }

  /** Counts a reply about another customer or call; `taken` states whether it was accepted. */
  foreignReply(product: string, call: string, taken: boolean): void {
    this.foreign.inc({ product, call, taken: String(taken) });
  }

  /** Counts a reply whose meaning a row of the overrides file decided. */
  overridden(product: string, call: string, row: string): void {
    this.overrides.inc({ product, call, row });
  }

  credentialsRefused(product: string, reason: string): void {
    this.refused.inc({ product, reason });
  }

  retried(product: string, reason: 'transport' | 'signature'): void {
    this.retries.inc({ product, reason });
  }

  retryBudgetExhausted(product: string): void {
    this.exhausted.inc({ product });
  }

  breakerIs(product: string, state: 'closed' | 'half-open' | 'open'): void {
    this.breaker.set({ product }, state === 'open' ? 1 : state === 'half-open' ? 0.5 : 0);
  }

  /** @param load of the product's bulkhead, read at each scrape */
  watchBulkhead(product: string, load: () => Load): void {
    this.bulkheads.set(product, load);
  }

  /** @param load of the bulkhead of all products, read at each scrape */
  watchPool(load: () => Load): void {
    this.pool = load;
  }

  /** Sets the difference between the signing clock and Eko's. */
  clockSkew(seconds: number): void {
    this.skew.set(seconds);
  }

  signingWait(seconds: number): void {
    this.signing.observe(seconds);
  }
}
