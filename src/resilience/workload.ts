import { Inject, Injectable } from '@nestjs/common';
import { GATEWAY_CONFIG, type GatewayConfig, type OverloadConfig } from '../config/gateway-config.js';
import { Lifecycle } from '../health/lifecycle.js';
import type { ShedReason } from '../http/http-metrics.js';
import { EventLoop } from './event-loop.js';

/**
 * What the process works on, and for which product. A request is counted until it is answered, a handler until it has
 * ended: a client that goes away takes its request along, but not the work that was begun for it.
 */
@Injectable()
export class Workload {
  private readonly config: OverloadConfig;
  private readonly requests = new Tally();
  private readonly handlers = new Tally();
  private idle: (() => void) | undefined;

  constructor(
    private readonly lifecycle: Lifecycle,
    private readonly eventLoop: EventLoop,
    @Inject(GATEWAY_CONFIG) config: GatewayConfig,
  ) {
    this.config = config.overload;
  }

  /** Why nothing more can be taken on now, or nothing more of that product; undefined when it can. */
  refusal(product: string | undefined): ShedReason | undefined {
    const { maxInFlight, maxInFlightPerProduct, maxEventLoopDelayMs } = this.config;
    if (this.lifecycle.closing) return 'draining';
    if (this.running >= maxInFlight) return 'in_flight';
    if (product !== undefined && this.of(product) >= maxInFlightPerProduct) return 'product_in_flight';
    return this.eventLoop.delayMs > maxEventLoopDelayMs ? 'event_loop' : undefined;
  }

  /** Requests or handlers under way, whichever are more. */
  get running(): number {
    return Math.max(this.requests.all, this.handlers.all);
  }

  /** Resolves when nothing is under way. */
  async whenIdle(): Promise<void> {
    if (this.running > 0) await new Promise<void>((resolve) => (this.idle = resolve));
  }

  /** @returns to be called when it has been answered, or its client is gone */
  requestBegan(product: string | undefined): () => void {
    return this.began(this.requests, product);
  }

  /** @returns to be called when it has ended */
  handlerBegan(product: string | undefined): () => void {
    return this.began(this.handlers, product);
  }

  private began(tally: Tally, product: string | undefined): () => void {
    tally.add(product, 1);
    return () => {
      tally.add(product, -1);
      if (this.running === 0) this.idle?.();
    };
  }

  private of(product: string): number {
    return Math.max(this.requests.of(product), this.handlers.of(product));
  }
}

class Tally {
  all = 0;
  private readonly products = new Map<string, number>();

  of(product: string): number {
    return this.products.get(product) ?? 0;
  }

  /** What a client calls a product may be anything, so that what is not worked on leaves nothing behind. */
  add(product: string | undefined, count: 1 | -1): void {
    this.all += count;
    if (product === undefined) return;
    const now = this.of(product) + count;
    if (now > 0) this.products.set(product, now);
    else this.products.delete(product);
  }
}
