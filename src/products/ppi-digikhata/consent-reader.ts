import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { GATEWAY_CONFIG, type GatewayConfig } from '../../config/gateway-config.js';
import type { CallDefinition, WireValue } from '../../eko/call.js';
import { asObject, readText, type JsonObject } from '../../eko/envelope.js';
import { EkoClient } from '../../eko/eko-client.js';
import { Problem } from '../../errors/problem.js';
import { Identifiers } from '../../idempotency/identifiers.js';
import { OnboardingService } from '../../onboarding/onboarding.service.js';
import { interpret } from '../../onboarding/outcome.js';
import { outcomesOf } from '../../onboarding/product.js';
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

/** What Eko wants in `org_id` of both consent calls (contract.md, "Calls"). */
const ORGANISATION = '1';
const RETRY_AFTER_SECONDS = 5;
const OUTCOMES = outcomesOf(ppiDigikhata);

/** Reads what must be shown or played before Aadhaar. Nothing is changed by it, so every failure is safe to repeat. */
@Injectable()
export class ConsentReader {
  constructor(
    private readonly onboardings: OnboardingService,
    private readonly eko: EkoClient,
    private readonly identifiers: Identifiers,
    @Inject(GATEWAY_CONFIG) private readonly config: GatewayConfig,
  ) {}

  /** The languages that Eko offers now, as far as the gateway knows their tags. @throws Problem */
  async languages(onboardingId: string, agent: string): Promise<ConsentLanguages> {
    const data = await this.ask(onboardingId, agent, consentLanguages, {});
    const list = data['consent_language_list'];
    if (!Array.isArray(list)) throw new Problem('UPSTREAM_INVALID_REPLY');
    const offered = new Set(list.map((one) => readText(asObject(one), 'pkid')));
    return {
      languages: CONSENT_LANGUAGES.filter(({ pkid }) => offered.has(pkid)).map(({ tag, name }) => ({
        language: tag,
        name,
      })),
    };
  }

  /** The notice in one language. @throws Problem */
  async text(onboardingId: string, agent: string, language: string): Promise<ConsentText> {
    const known = CONSENT_LANGUAGES.find(({ tag }) => tag === language);
    const data = await this.ask(onboardingId, agent, consentText, { consent_language: known?.pkid ?? '' });
    const detail = asObject(data['consent_detail']);
    const text = readText(detail, 'consentContent');
    if (text === undefined) throw new Problem('UPSTREAM_INVALID_REPLY');
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
    agent: string,
    definition: CallDefinition,
    fields: Readonly<Record<string, WireValue>>,
  ): Promise<JsonObject> {
    const { mobile } = await this.onboardings.find(ppiDigikhata, onboardingId, agent);
    const scope = { agent, route: definition.name, onboardingId, key: randomUUID() };
    const clientRefId = this.identifiers.clientRefId(scope, 'read');
    const reply = await this.eko.call({
      product: ppiDigikhata.name,
      definition,
      mobile,
      agent,
      clientRefId,
      fields: { org_id: ORGANISATION, ...fields },
      deadline: Date.now() + this.config.eko.timeoutMs,
    });
    switch (reply.kind) {
      case 'answered': {
        const outcome = interpret(OUTCOMES, definition.name, reply.envelope);
        if (outcome && 'information' in outcome) return reply.envelope.data;
        throw new Problem(outcome && 'problem' in outcome ? outcome.problem : 'UPSTREAM_UNRECOGNIZED', {
          clientRefId,
        });
      }
      case 'notSent':
        throw new Problem('UPSTREAM_UNAVAILABLE', {
          retryAfterSeconds: reply.retryAfterSeconds ?? RETRY_AFTER_SECONDS,
          clientRefId,
        });
      case 'overloaded':
        throw new Problem('OVERLOADED', { retryAfterSeconds: reply.retryAfterSeconds, clientRefId });
      case 'signatureRefused':
        throw new Problem('UPSTREAM_CREDENTIALS_REJECTED', { clientRefId });
      case 'rejected':
        throw new Problem('UPSTREAM_REJECTED_REQUEST', { clientRefId });
      case 'lost':
        throw new Problem('UPSTREAM_INVALID_REPLY', { clientRefId });
      default:
        return reply satisfies never;
    }
  }
}
