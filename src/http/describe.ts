import { applyDecorators } from '@nestjs/common';
import type { ApiResponseOptions } from '@nestjs/swagger';
import type { TSchema } from 'typebox';
import { CATALOGUE, PROBLEM_CODES, type ProblemCode } from '../errors/catalogue.js';
import { ProblemBody } from '../errors/problem.js';
import { headersOf, REQUEST_HEADERS, type RouteKind } from './described-headers.js';
import { Documented } from './documented.js';
import { examplePath } from './schema.js';

const PROBLEM: TSchema = ProblemBody;

/** Problems of a request that the server cannot read, on any route. */
const OF_UNREADABLE_REQUESTS: readonly ProblemCode[] = [
  'REQUEST_TIMEOUT',
  'URI_TOO_LONG',
  'HEADERS_TOO_LARGE',
];
/** Problems that any route of an agent can answer with. */
const OF_AGENTS: readonly ProblemCode[] = [
  ...OF_UNREADABLE_REQUESTS,
  'MALFORMED_REQUEST',
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'ROUTE_NOT_FOUND',
  'METHOD_NOT_ALLOWED',
  'RATE_LIMITED',
  'INTERNAL_ERROR',
  'STORE_UNAVAILABLE',
  'OVERLOADED',
];
const OF_ONBOARDINGS: readonly ProblemCode[] = [...OF_AGENTS, 'ONBOARDING_NOT_FOUND', 'STEP_NOT_FOUND'];
const OF_ERASURE: readonly ProblemCode[] = [
  ...OF_AGENTS,
  'ONBOARDING_NOT_FOUND',
  'STEP_IN_PROGRESS',
  'PAYLOAD_TOO_LARGE',
  'UNSUPPORTED_MEDIA_TYPE',
];
const OF_CONSENT_READS: readonly ProblemCode[] = [
  ...OF_ONBOARDINGS,
  'VALIDATION_FAILED',
  'LIMIT_EXHAUSTED',
  'UPSTREAM_UNRECOGNIZED',
  'UPSTREAM_REJECTED_REQUEST',
  'UPSTREAM_CREDENTIALS_REJECTED',
  'UPSTREAM_INVALID_REPLY',
  'UPSTREAM_UNAVAILABLE',
];

/** A step whose reply cannot be read is OUTCOME_UNKNOWN instead of UPSTREAM_INVALID_REPLY. */
const OF_STEPS = PROBLEM_CODES.filter((code) => code !== 'UPSTREAM_INVALID_REPLY');

/** The tags of the document, with their texts. */
export const TAGS = {
  Onboarding: 'The steps of a journey. Each answer is the onboarding, and its `nextAction` is the next step.',
  Consent: 'The notice that is shown or played to the customer before Aadhaar.',
  Products: 'What customers can be onboarded for.',
  Health: 'Probes of the orchestrator, without authentication.',
} as const;

/** The texts of a route in the document. */
export interface Description {
  readonly summary: string;
  readonly description: string;
}

/** The texts and the answer of a route. */
export interface AnsweredDescription extends Description {
  readonly answer: TSchema;
}

/** The texts, the body and the answer of a step. */
export interface StepDescription extends AnsweredDescription {
  readonly body: TSchema;
  /** Whether it may create an onboarding. */
  readonly creates: boolean;
  /** Whether it has no fields, so that the body may be absent. */
  readonly empty: boolean;
}

interface Route extends RouteKind {
  readonly tag: keyof typeof TAGS;
  readonly headers: readonly (keyof typeof REQUEST_HEADERS)[];
}

const TRACED = ['X-Request-Id', 'traceparent'] as const;
const STEP: Route = {
  agent: true,
  step: true,
  tag: 'Onboarding',
  headers: ['Idempotency-Key', 'Request-Timeout', ...TRACED],
};
const READ: Route = { agent: true, step: false, tag: 'Onboarding', headers: TRACED };
const LIST: Route = { ...READ, tag: 'Products' };
const CONSENT_READ: Route = { ...READ, tag: 'Consent', headers: ['Request-Timeout', ...TRACED] };
const PROBE: Route = { agent: false, step: false, tag: 'Health', headers: [] };

/** A POST that may dispatch: it can answer with nearly every code of the catalogue. */
export function DescribeStep({ body, answer, creates, empty, ...texts }: StepDescription): MethodDecorator {
  return applyDecorators(
    route(STEP, texts),
    Documented(({ ApiBody }) => ApiBody({ schema: body, required: !empty })),
    answered(STEP, 200, creates ? 'Resumed' : 'The onboarding after the step', answer),
    ...(creates ? [answered(STEP, 201, 'Created', answer)] : []),
    problems(STEP, OF_STEPS),
  );
}

/** A GET of one onboarding. */
export function DescribeRead(description: AnsweredDescription): MethodDecorator {
  return get(READ, description, OF_ONBOARDINGS);
}

/** The erasure of one onboarding. */
export function DescribeErasure(texts: Description): MethodDecorator {
  return applyDecorators(
    route(READ, texts),
    response({ status: 204, description: 'Erased', headers: headersOf(204, READ) }),
    problems(READ, OF_ERASURE),
  );
}

/** A GET whose answer is the same for every onboarding. */
export function DescribeList(description: AnsweredDescription): MethodDecorator {
  return get(LIST, description, OF_AGENTS);
}

/** A GET that calls Eko, and so can fail because of Eko. */
export function DescribeConsentRead(description: AnsweredDescription): MethodDecorator {
  return get(CONSENT_READ, description, OF_CONSENT_READS);
}

/** A probe of the orchestrator, without authentication. */
export function DescribeHealth({ answer, ...texts }: AnsweredDescription): MethodDecorator {
  return applyDecorators(
    route(PROBE, texts),
    answered(PROBE, 200, 'Yes', answer),
    answered(PROBE, 503, 'No', answer),
    problems(PROBE, [...OF_UNREADABLE_REQUESTS, 'METHOD_NOT_ALLOWED']),
  );
}

function get(
  kind: Route,
  { answer, ...texts }: AnsweredDescription,
  codes: readonly ProblemCode[],
): MethodDecorator {
  return applyDecorators(
    route(kind, texts),
    answered(kind, 200, texts.summary, answer),
    problems(kind, codes),
  );
}

function route({ agent, tag, headers }: Route, texts: Description): MethodDecorator {
  return applyDecorators(
    Documented(({ ApiOperation }) =>
      ApiOperation({ ...texts, tags: [tag], ...(!agent && { security: [] }) }),
    ),
    ...(agent ? [Documented(({ ApiBearerAuth }) => ApiBearerAuth())] : []),
    ...headers.map((name) =>
      Documented(({ ApiHeader }) =>
        ApiHeader({ name, required: name === 'Idempotency-Key', ...REQUEST_HEADERS[name] }),
      ),
    ),
  );
}

function response(options: ApiResponseOptions): MethodDecorator {
  return Documented(({ ApiResponse }) => ApiResponse(options));
}

function answered(kind: Route, status: number, description: string, schema: TSchema): MethodDecorator {
  const content = { 'application/json': { schema } };
  return response({ status, description, headers: headersOf(status, kind), content });
}

/** One response for each HTTP status, with an example of each code. */
function problems(kind: Route, codes: readonly ProblemCode[]): MethodDecorator {
  const statuses = [...new Set(codes.map((code) => CATALOGUE[code].status))];
  return applyDecorators(...statuses.map((status) => problemResponse(kind, status, codes)));
}

function problemResponse(kind: Route, status: number, codes: readonly ProblemCode[]): MethodDecorator {
  const ofStatus = codes.filter((code) => CATALOGUE[code].status === status);
  const examples = Object.fromEntries(ofStatus.map((code) => [code, { $ref: examplePath(code) }]));
  return response({
    status,
    description: ofStatus.join(', '),
    headers: headersOf(status, kind),
    content: { 'application/problem+json': { schema: PROBLEM, examples } },
  });
}
