import { Inject, Injectable } from '@nestjs/common';
import { GATEWAY_CONFIG, type GatewayConfig, type OverloadConfig } from '../config/gateway-config.js';
import { Lifecycle } from '../health/lifecycle.js';
import type { ShedReason } from '../observability/http-metrics.js';
import { EventLoop } from './event-loop.js';

/**
 * What the process works on. A request is counted until it is answered, a handler until it has ended: a client that
 * goes away takes its request along, but not the work that was begun for it.
 */
@Injectable()
export class Workload {
  private readonly config: OverloadConfig;
  private requests = 0;
  private readonly ofProducts = new Map<string, number>();
  private handlers = 0;
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
    if (this.lifecycle.closing) return 'draining';
    if (this.running >= this.config.maxInFlight) return 'in_flight';
    if (product !== undefined && this.of(product) >= this.config.maxInFlightPerProduct)
      return 'product_in_flight';
    return this.eventLoop.delayMs > this.config.maxEventLoopDelayMs ? 'event_loop' : undefined;
  }

  /** Requests or handlers under way, whichever are more. */
  get running(): number {
    return Math.max(this.requests, this.handlers);
  }

  /** Resolves when nothing is under way. */
  async whenIdle(): Promise<void> {
    if (this.running > 0) await new Promise<void>((resolve) => (this.idle = resolve));
  }

  requestBegan(product: string | undefined): void {
    this.requests += 1;
    if (product !== undefined) this.ofProducts.set(product, this.of(product) + 1);
  }

  requestEnded(product: string | undefined): void {
    this.requests -= 1;
    if (product !== undefined) this.left(product);
    this.tellIfIdle();
  }

  handlerBegan(): void {
    this.handlers += 1;
  }

  handlerEnded(): void {
    this.handlers -= 1;
    this.tellIfIdle();
  }

  private of(product: string): number {
    return this.ofProducts.get(product) ?? 0;
  }

  /** What a client calls a product may be anything, so that what is not worked on leaves nothing behind. */
  private left(product: string): void {
    const others = this.of(product) - 1;
    if (others > 0) this.ofProducts.set(product, others);
    else this.ofProducts.delete(product);
  }

  private tellIfIdle(): void {
    if (this.running === 0) this.idle?.();
  }
}
