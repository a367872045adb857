import { Injectable, Logger } from '@nestjs/common';
import type { CallName } from '../../eko/call.js';
import { EkoClient } from '../../eko/eko-client.js';
import type { Envelope } from '../../eko/envelope.js';
import { EkoMetrics } from '../../eko/eko-metrics.js';
import type { EkoReply } from '../../eko/reply.js';
import { credentialsRefusal, type RefusalReason } from '../../eko/signature-refusal.js';
import { CATALOGUE } from '../../errors/catalogue.js';
import { reached } from '../../observability/step-points.js';
import type { Onboarding } from '../journey/onboarding.js';
import type { Outcome } from '../journey/outcome.js';
import type { BoundCall } from '../journey/product.js';
import { ProductRegistry } from '../journey/product-registry.js';
import { gatewayParameters } from '../journey/refused-fields.js';
import { JourneyMetrics } from './journey-metrics.js';
import type { MadeCall } from './result.js';

/** The onboarding and the request that a call belongs to, and its deadline. */
export interface CallContext {
  readonly onboarding: Pick<Onboarding, 'id' | 'product' | 'mobile' | 'agent'>;
  readonly requestId: string;
  /** The deadline of the call, milliseconds since the epoch. */
  readonly deadline: number;
}

/** Makes calls to Eko and reads the replies by the product's table; counts and logs each call. */
@Injectable()
export class Calls {
  private readonly logger = new Logger('journey');

  constructor(
    private readonly eko: EkoClient,
    private readonly registry: ProductRegistry,
    private readonly ekoMetrics: EkoMetrics,
    private readonly journeyMetrics: JourneyMetrics,
  ) {}

  /** Reserves what calls of the product will be signed with, so that they need not wait for it. */
  prepare(product: string): void {
    this.eko.prepare(product);
  }

  /**
   * Makes one call. Does not throw for an error of Eko or of the network.
   * @param admits the outcomes that are accepted; a reply with any other is unrecognized
   */
  async make(
    call: BoundCall,
    clientRefId: string,
    { onboarding, requestId, deadline }: CallContext,
    admits: (outcome: Outcome) => boolean = () => true,
  ): Promise<MadeCall> {
    const { product, mobile, agent } = onboarding;
    const { definition, fields } = call;
    const started = performance.now();
    reached('dispatching');
    const reply = await this.eko.call({ product, definition, mobile, agent, clientRefId, fields, deadline });
    reached('answered');
    const read =
      reply.kind === 'answered' ? this.registry.read(product, definition.name, reply.envelope) : undefined;
    const admitted = read && admits(read.outcome) ? read : undefined;
    const made: MadeCall = {
      call,
      clientRefId,
      reply,
      outcome: admitted?.outcome,
      override: admitted?.override,
    };
    const refused = credentialsRefused(made);
    this.count(product, made, refused, (performance.now() - started) / 1000);
    const notice = noticeOf(made, refused);
    if (notice) {
      const references = {
        requestId,
        onboarding: onboarding.id,
        clientRefId,
        product,
        call: definition.name,
      };
      this.logger.warn({ event: notice.event, ...references, ...factsOf(reply), ...notice.details });
    }
    return made;
  }

  private count(
    product: string,
    { call, reply, outcome, override }: MadeCall,
    refused: RefusalReason | undefined,
    seconds: number,
  ): void {
    const { name } = call.definition;
    const recognized = reply.kind !== 'answered' || outcome !== undefined;
    this.ekoMetrics.call(product, name, recognized ? reply.kind : 'unrecognized', seconds);
    if (refused) this.ekoMetrics.credentialsRefused(product, refused);
    if (override) this.ekoMetrics.overridden(product, name, override.pointer);
    if (call.sendsOtp && outcome && 'otpSent' in outcome)
      this.journeyMetrics.otpSent(product, outcome.otpSent);
  }
}

/** What the log says of a call besides Eko's ids; undefined for a reply that needs nobody's attention. */
function noticeOf(
  { call, reply, outcome }: MadeCall,
  refused: RefusalReason | undefined,
): { readonly event: string; readonly details?: object } | undefined {
  if (reply.kind !== 'answered') return { event: `upstream ${reply.kind}` };
  if (refused) return { event: 'upstream credentials refused', details: { reason: refused } };
  if (!outcome) return { event: 'upstream unrecognized', details: reply.shape() };
  const isForOperator = refusesGateway(call.definition.name, outcome, reply.envelope);
  return isForOperator ? { event: 'upstream refused parameters' } : undefined;
}

function credentialsRefused({ reply, outcome }: MadeCall): RefusalReason | undefined {
  if (reply.kind === 'signatureRefused') return reply.reason;
  const isRefused =
    reply.kind === 'answered' &&
    outcome !== undefined &&
    'problem' in outcome &&
    outcome.problem === 'UPSTREAM_CREDENTIALS_REJECTED';
  return isRefused ? credentialsRefusal(reply.envelope) : undefined;
}

/** Whether Eko refused parameters that only the operator can correct. */
function refusesGateway(call: CallName, outcome: Outcome, { invalidParameters }: Envelope): boolean {
  if (!('problem' in outcome)) return false;
  const { status } = CATALOGUE[outcome.problem];
  const ofGateway = gatewayParameters(call, invalidParameters).length > 0;
  return outcome.problem === 'UPSTREAM_REJECTED_REQUEST' || (ofGateway && status === 422);
}

/** Eko's ids and how it answered; no personal data. */
function factsOf(reply: EkoReply): object {
  if (reply.kind !== 'answered') {
    return {
      ...('reason' in reply && { reason: reply.reason }),
      ...('httpStatus' in reply && { httpStatus: reply.httpStatus }),
      ...('typeId' in reply && { typeId: reply.typeId }),
    };
  }
  const { typeId, statusId, status, invalidParameters: parameters } = reply.envelope;
  const { httpStatus } = reply;
  return { httpStatus, typeId, statusId, status, ...(parameters.length > 0 && { parameters }) };
}
