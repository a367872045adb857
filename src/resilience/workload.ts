import { Inject, Injectable } from '@nestjs/common';
import { GATEWAY_CONFIG, type GatewayConfig, type OverloadConfig } from '../config/gateway-config.js';
import { Lifecycle } from '../health/lifecycle.js';
import type { ShedReason } from '../http/http-metrics.js';
import { EventLoop } from './event-loop.js';

/**
 * Counts the running requests and handlers of each product. A request counts until it is answered or its client
 * disconnects, a handler until it has ended: its work continues after the client has disconnected.
 */
@Injectable()
export class Workload {
  private readonly config: OverloadConfig;
  private readonly requests = new Counter();
  private readonly handlers = new Counter();
  private idle: (() => void) | undefined;

  constructor(
    private readonly lifecycle: Lifecycle,
    private readonly eventLoop: EventLoop,
    @Inject(GATEWAY_CONFIG) config: GatewayConfig,
  ) {
    this.config = config.overload;
  }

  /** The reason to refuse a new request, or a new request of that product; undefined when it is accepted. */
  refusal(product: string | undefined): ShedReason | undefined {
    const { maxInFlight, maxInFlightPerProduct, maxEventLoopDelayMs } = this.config;
    if (this.lifecycle.closing) return 'draining';
    if (this.running >= maxInFlight) return 'in_flight';
    if (product !== undefined && this.of(product) >= maxInFlightPerProduct) return 'product_in_flight';
    return this.eventLoop.delayMs > maxEventLoopDelayMs ? 'event_loop' : undefined;
  }

  /** The larger number of running requests and running handlers. */
  get running(): number {
    return Math.max(this.requests.all, this.handlers.all);
  }

  /** Resolves when nothing runs. */
  async whenIdle(): Promise<void> {
    if (this.running > 0) await new Promise<void>((resolve) => (this.idle = resolve));
  }

  /** @returns a function to call when the request has been answered or its client has disconnected */
  countRequest(product: string | undefined): () => void {
    return this.count(this.requests, product);
  }

  /** @returns a function to call when the handler has ended */
  countHandler(product: string | undefined): () => void {
    return this.count(this.handlers, product);
  }

  private count(counter: Counter, product: string | undefined): () => void {
    counter.add(product, 1);
    return () => {
      counter.add(product, -1);
      if (this.running === 0) this.idle?.();
    };
  }

  private of(product: string): number {
    return Math.max(this.requests.of(product), this.handlers.of(product));
  }
}

class Counter {
  all = 0;
  private readonly products = new Map<string, number>();

  of(product: string): number {
    return this.products.get(product) ?? 0;
  }

  /** Removes a product without running work: its name may be any text that a client sent. */
  add(product: string | undefined, count: 1 | -1): void {
    this.all += count;
    if (product === undefined) return;
    const now = this.of(product) + count;
    if (now > 0) this.products.set(product, now);
    else this.products.delete(product);
  }
}
