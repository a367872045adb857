import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Reader } from '../../auth/agent.js';
import { GATEWAY_CONFIG, type GatewayConfig } from '../../config/gateway-config.js';
import type { CallDefinition, WireValue } from '../../eko/call.js';
import { asObject, readText, type JsonObject } from '../../eko/envelope.js';
import { EkoClient } from '../../eko/eko-client.js';
import { isSeen, type EkoReply } from '../../eko/reply.js';
import { Problem, type ProblemDetails } from '../../errors/problem.js';
import { Identifiers } from '../../idempotency/identifiers.js';
import { callsDeadline } from '../../onboarding/budget.js';
import { OnboardingService } from '../../onboarding/onboarding.service.js';
import type { Outcome } from '../../onboarding/outcome.js';
import { ProductRegistry } from '../../onboarding/product-registry.js';
import { StepObserver } from '../../onboarding/step-observer.js';
import { CONSENT_LANGUAGES } from './consent-languages.js';
import { consentLanguages, consentText } from './ppi-digikhata.journey.js';
import { ppiDigikhata } from './ppi-digikhata.product.js';

export interface ConsentLanguages {
  readonly languages: readonly { readonly language: string; readonly name: string }[];
}

export interface ConsentText {
  readonly language: string;
  /** The short statement that the customer agrees to. */
  readonly statement?: string;
  /** The whole notice. */
  readonly text: string;
  /** Where the notice can be heard. */
  readonly audioUrl?: string;
}

/** What Eko told, and the reference that it was asked under. */
interface Answer {
  readonly data: JsonObject;
  readonly clientRefId: string;
}

/** What Eko wants in `org_id` of both consent calls (contract.md, "Calls"). */
const ORGANISATION = '1';
const RETRY_AFTER_SECONDS = 5;

/** Reads what must be shown or played before Aadhaar. Nothing is changed by it, so every failure is safe to repeat. */
@Injectable()
export class ConsentReader {
  constructor(
    private readonly onboardings: OnboardingService,
    private readonly eko: EkoClient,
    private readonly identifiers: Identifiers,
    private readonly observer: StepObserver,
    private readonly registry: ProductRegistry,
    @Inject(GATEWAY_CONFIG) private readonly config: GatewayConfig,
  ) {}

  /** The languages that Eko offers now, as far as the gateway knows their tags. @throws Problem */
  async languages(onboardingId: string, reader: Reader): Promise<ConsentLanguages> {
    const { data, clientRefId } = await this.ask(onboardingId, reader, consentLanguages, {});
    // Eko uses both names (contract.md, "Traps").
    const list = [data['consentlanguage'], data['consent_language_list']].find(Array.isArray);
    if (!list) throw new Problem('UPSTREAM_INVALID_REPLY', { clientRefId });
    const offered = new Set(list.map((one: unknown) => readText(asObject(one), 'pkid')));
    return {
      languages: CONSENT_LANGUAGES.filter(({ pkid }) => offered.has(pkid)).map(({ tag, name }) => ({
        language: tag,
        name,
      })),
    };
  }

  /** The notice in one language. @throws Problem */
  async text(onboardingId: string, reader: Reader, language: string): Promise<ConsentText> {
    const known = CONSENT_LANGUAGES.find(({ tag }) => tag === language);
    const fields = { consent_language: known?.pkid ?? '' };
    const { data, clientRefId } = await this.ask(onboardingId, reader, consentText, fields);
    const detail = asObject(data['consent_detail']);
    const text = readText(detail, 'consentContent');
    if (text === undefined) throw new Problem('UPSTREAM_INVALID_REPLY', { clientRefId });
    const statement = readText(detail, 'consent');
    const audioUrl = readText(detail, 'audioUrl');
    return {
      language,
      ...(statement !== undefined && { statement }),
      text,
      ...(audioUrl?.startsWith('https://') === true && { audioUrl }),
    };
  }

  private async ask(
    onboardingId: string,
    reader: Reader,
    definition: CallDefinition,
    fields: Readonly<Record<string, WireValue>>,
  ): Promise<Answer> {
    const { agent, requestId } = reader;
    const { name: product } = ppiDigikhata;
    const { name: call } = definition;
    const { mobile } = await this.onboardings.find(ppiDigikhata, onboardingId, agent);
    const scope = { agent, route: call, onboardingId, key: randomUUID() };
    const clientRefId = this.identifiers.clientRefId(scope, 'read');
    const started = performance.now();
    const reply = await this.eko.call({
      product,
      definition,
      mobile,
      agent,
      clientRefId,
      fields: { org_id: ORGANISATION, ...fields },
      deadline: callsDeadline(reader, this.config.eko.timeoutMs),
    });
    const read = reply.kind === 'answered' ? this.registry.read(product, call, reply.envelope) : undefined;
    const { outcome, override } = read ?? {};
    const seconds = (performance.now() - started) / 1000;
    const references = { requestId, onboarding: onboardingId, clientRefId };
    const made = { product, call, sendsOtp: false, reply, outcome, override, seconds };
    this.observer.called({ ...references, ...made });
    return { data: dataOf(reply, outcome, isSeen(reply) ? { clientRefId } : {}), clientRefId };
  }
}

/** @throws Problem for every reply that does not tell what was asked */
function dataOf(
  reply: EkoReply,
  outcome: Outcome | undefined,
  reference: Pick<ProblemDetails, 'clientRefId'>,
): JsonObject {
  switch (reply.kind) {
    case 'answered':
      if (outcome && 'information' in outcome) return reply.envelope.data;
      throw new Problem(
        outcome && 'problem' in outcome ? outcome.problem : 'UPSTREAM_UNRECOGNIZED',
        reference,
      );
    case 'notSent': {
      const { retryAfterSeconds = RETRY_AFTER_SECONDS } = reply;
      throw new Problem('UPSTREAM_UNAVAILABLE', { ...reference, retryAfterSeconds });
    }
    case 'overloaded':
      throw new Problem('OVERLOADED', { ...reference, retryAfterSeconds: reply.retryAfterSeconds });
    case 'unsigned':
      throw new Problem('STORE_UNAVAILABLE', { ...reference, retryAfterSeconds: reply.retryAfterSeconds });
    case 'signatureRefused':
      throw new Problem('UPSTREAM_CREDENTIALS_REJECTED', reference);
    case 'rejected':
      throw new Problem('UPSTREAM_REJECTED_REQUEST', reference);
    case 'lost':
      throw new Problem('UPSTREAM_INVALID_REPLY', reference);
    default:
      return reply satisfies never;
  }
}
