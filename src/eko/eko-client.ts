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

/** How often a call that was provably not executed is made once more. */
const MOST_RETRIES = { transport: 2, signature: 1 } as const;
/** The longest wait before the first repetition, milliseconds; twice that before the second. */
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

  /**
   * Makes one call and says what became of it; never throws for anything that the network or Eko does.
   * At most one request is executed by Eko: only what was provably not is repeated, namely a request of which no
   * byte was sent, or whose signature was refused (contract.md, "Signing"), within the product's retry budget.
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
      // Never the address itself: the customer's mobile number stands in it.
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
      if (retries.transport + retries.signature >= MOST_RETRIES.transport) break;
      if (retries[reason] >= MOST_RETRIES[reason]) break;
      const backoff = reason === 'signature' ? 0 : Math.random() * BACKOFF_MS * 2 ** retries.transport;
      if (Date.now() + backoff >= call.deadline) break;
      if (!guard.budget.withdraw()) {
        this.metrics.retryBudgetExhausted(call.product);
        break;
      }
      retries[reason] += 1;
      this.metrics.retried(call.product, reason);
      if (backoff > 0) await wait(backoff);
      made = explained(made, await guard.pass(call.deadline, attempt));
    }
    return made.reply;
  }
}

/** A repetition that the open breaker refused must not hide from the log what opened it, such as a certificate. */
function explained(first: Attempt, again: Attempt): Attempt {
  const wasMade = again.reply.kind !== 'notSent' || again.health !== 'inconclusive';
  if (wasMade || first.reply.kind !== 'notSent') return again;
  return { ...again, reply: { ...again.reply, reason: first.reply.reason } };
}

function endOf(reply: EkoReply): SpanEnd {
  const reason = 'reason' in reply ? { 'error.type': reply.reason } : {};
  return { attributes: { 'eko.reply': reply.kind, ...reason }, failed: reply.kind !== 'answered' };
}
