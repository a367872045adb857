import { setTimeout as wait } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { GATEWAY_CONFIG, type GatewayConfig } from '../config/gateway-config.js';
import { TRACING, type SpanEnd, type Tracing } from '../observability/tracing.js';
import type { Attempt } from './reply.js';
import { overridden, type EkoCall } from './call.js';
import { CallGuards } from './call-guard.js';
import { EkoMetrics } from './eko-metrics.js';
import type { EkoReply } from './reply.js';
import { SignedExchange } from './signed-exchange.js';

/** How often a call that was certainly not executed is repeated. */
const MAX_RETRIES = { transport: 2, signature: 1 } as const;
/** Maximum wait before the first repetition, milliseconds; twice that before the second. */
const BACKOFF_MS = 100;

/** The one exit to Eko. It decides nothing about the journey. */
@Injectable()
export class EkoClient {
  constructor(
    private readonly exchange: SignedExchange,
    private readonly guards: CallGuards,
    private readonly metrics: EkoMetrics,
    @Inject(TRACING) private readonly tracing: Tracing,
    @Inject(GATEWAY_CONFIG) private readonly config: GatewayConfig,
  ) {}

  /** Reserves timestamps for calls of the product that will follow. */
  prepare(product: string): void {
    this.exchange.prepare(product);
  }

  /**
   * Makes one call and returns its outcome; never throws for a failure of the network or of Eko.
   * Eko executes at most one request: a call is repeated only if no byte of its request was sent, or if its signature
   * was refused (contract.md, "Signing"), and only within the product's retry budget.
   */
  call(shipped: EkoCall): Promise<EkoReply> {
    const overrides = this.config.eko.overrides().calls;
    const call = overridden(shipped, overrides[`${shipped.product}.${shipped.definition.name}`]);
    const { product, definition, clientRefId } = call;
    const attributes = {
      'eko.product': product,
      'eko.call': definition.name,
      'eko.client_ref_id': clientRefId,
      'http.request.method': definition.method,
      // Never the address itself: it contains the customer's mobile number.
      'url.template': definition.path,
    };
    return this.tracing.inSpan(`eko ${definition.name}`, attributes, () => this.repeat(call), endOf);
  }

  private async repeat(call: EkoCall): Promise<EkoReply> {
    const guard = this.guards.of(call.product);
    guard.budget.deposit();
    const retries = { transport: 0, signature: 0 };
    const attempt = (): Promise<Attempt> => this.exchange.send(call, retries.signature > 0);
    let made = await guard.pass(call.deadline, attempt);
    while (made.repeatable !== undefined) {
      const reason = made.repeatable;
      if (retries.transport + retries.signature >= MAX_RETRIES.transport) break;
      if (retries[reason] >= MAX_RETRIES[reason]) break;
      const backoff = reason === 'signature' ? 0 : Math.random() * BACKOFF_MS * 2 ** retries.transport;
      if (Date.now() + backoff >= call.deadline) break;
      if (!guard.budget.withdraw()) {
        this.metrics.retryBudgetExhausted(call.product);
        break;
      }
      retries[reason] += 1;
      this.metrics.retried(call.product, reason);
      if (backoff > 0) await wait(backoff);
      made = withFirstReason(made, await guard.pass(call.deadline, attempt));
    }
    return made.reply;
  }
}

/** When the open breaker refuses a repetition, the log must still show what opened it, such as a wrong certificate. */
function withFirstReason(first: Attempt, repetition: Attempt): Attempt {
  const wasMade = repetition.reply.kind !== 'notSent' || repetition.health !== 'inconclusive';
  if (wasMade || first.reply.kind !== 'notSent') return repetition;
  return { ...repetition, reply: { ...repetition.reply, reason: first.reply.reason } };
}

function endOf(reply: EkoReply): SpanEnd {
  const reason = 'reason' in reply ? { 'error.type': reply.reason } : {};
  return { attributes: { 'eko.reply': reply.kind, ...reason }, failed: reply.kind !== 'answered' };
}
