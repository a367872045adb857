import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { Type } from 'typebox';
import type { Reader } from '../../http/caller.js';
import { GATEWAY_CONFIG, type GatewayConfig } from '../../config/gateway-config.js';
import type { CallDefinition, WireValue } from '../../eko/call.js';
import { asObject, readText, type JsonObject } from '../../eko/envelope.js';
import { isSeen } from '../../eko/reply.js';
import { Problem } from '../../errors/problem.js';
import { Identifiers } from '../../store/identifiers.js';
import { callsDeadline } from '../../onboarding/steps/budget.js';
import { Calls } from '../../onboarding/steps/calls.js';
import { OnboardingService } from '../../onboarding/steps/onboarding.service.js';
import { unanswered, type MadeCall } from '../../onboarding/steps/result.js';
import type { ValueOf } from '../../http/schema.js';
import { CONSENT_LANGUAGES } from './consent-languages.js';
import { consentLanguages, consentText, ppiDigikhata } from './ppi-digikhata.journey.js';

export const ConsentLanguages = Type.Object(
  {
    languages: Type.Array(
      Type.Object(
        {
          language: Type.String({ description: 'BCP 47 tag', example: 'hi' }),
          name: Type.String({ description: 'Its name in English', example: 'Hindi' }),
        },
        { $id: 'ConsentLanguage', additionalProperties: false, description: 'A language' },
      ),
      { description: 'The available languages' },
    ),
  },
  {
    $id: 'ConsentLanguages',
    additionalProperties: false,
    description: 'The languages of the consent notice',
  },
);
export type ConsentLanguages = ValueOf<typeof ConsentLanguages>;

export const ConsentText = Type.Object(
  {
    language: Type.String({ description: 'BCP 47 tag of the language of the notice', example: 'en' }),
    statement: Type.Optional(Type.String({ description: 'The short statement of the consent' })),
    text: Type.String({ description: 'The full notice' }),
    audioUrl: Type.Optional(Type.String({ format: 'uri', description: 'The address of the spoken notice' })),
  },
  {
    $id: 'ConsentText',
    additionalProperties: false,
    description: 'The notice to show or play to the customer before Aadhaar',
  },
);
export type ConsentText = ValueOf<typeof ConsentText>;

/** The data of Eko's reply, with the reference of the call. */
interface Answer {
  readonly data: JsonObject;
  readonly clientRefId: string;
}

/** The value of `org_id` in both consent calls (contract.md, "Calls"). */
const ORGANISATION = '1';

/** Reads the consent notice that must be shown or played before Aadhaar. It changes nothing, so that retries are safe. */
@Injectable()
export class ConsentReader {
  constructor(
    private readonly onboardings: OnboardingService,
    private readonly calls: Calls,
    private readonly identifiers: Identifiers,
    @Inject(GATEWAY_CONFIG) private readonly config: GatewayConfig,
  ) {}

  /** The languages that Eko offers now and whose tags the gateway knows. @throws Problem */
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
    const onboarding = await this.onboardings.find(ppiDigikhata, onboardingId, agent);
    const scope = { agent, route: definition.name, onboardingId, key: randomUUID() };
    const clientRefId = this.identifiers.clientRefId(scope, 'read');
    const call = { definition, sendsOtp: false, fields: { org_id: ORGANISATION, ...fields } };
    const deadline = callsDeadline(reader, this.config.eko.timeoutMs);
    const made = await this.calls.make(call, clientRefId, { onboarding, requestId, deadline });
    return { data: dataOf(made), clientRefId };
  }
}

/** @throws Problem for every reply without the requested data */
function dataOf({ reply, outcome, clientRefId }: MadeCall): JsonObject {
  const reference = isSeen(reply) ? { clientRefId } : {};
  if (reply.kind === 'answered') {
    if (outcome && 'information' in outcome) return reply.envelope.data;
    throw new Problem(outcome && 'problem' in outcome ? outcome.problem : 'UPSTREAM_UNRECOGNIZED', reference);
  }
  const { problem, retryAfterSeconds } = unanswered(reply);
  throw new Problem(problem === 'OUTCOME_UNKNOWN' ? 'UPSTREAM_INVALID_REPLY' : problem, {
    ...reference,
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
  });
}
