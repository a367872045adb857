import { applyDecorators, type Type } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiHeader, ApiOperation, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { CATALOGUE, PROBLEM_CODES, problemType, type ProblemCode } from '../errors/catalogue.js';
import { EmptyRequest, StartRequest } from '../onboarding/requests.js';

/** Problems that any route of an agent can answer with. */
const OF_AGENTS: readonly ProblemCode[] = [
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

/** Of a step whose answer cannot be read the outcome is unknown. */
const OF_STEPS = PROBLEM_CODES.filter((code) => code !== 'UPSTREAM_INVALID_REPLY');

/** A POST that may dispatch: nearly any code of the catalogue can come of it. */
export function DescribeStep(summary: string, body: Type): MethodDecorator {
  const starts = body === StartRequest;
  return applyDecorators(
    ApiOperation({ summary }),
    ApiBearerAuth(),
    ApiHeader({
      name: 'Idempotency-Key',
      required: true,
      description: 'New for each intent, the same for each repetition of it',
      schema: { type: 'string', pattern: '^[\\x21-\\x7e]{1,255}$', minLength: 1, maxLength: 255 },
      example: '5f0c6f4e-1b7d-4a53-9d6c-2f0f4a1f7a10',
    }),
    ApiBody({ type: body, required: body !== EmptyRequest }),
    answers(200, starts ? 'Resumed' : 'The onboarding as it stands now', 'Onboarding'),
    ...(starts ? [answers(201, 'Created', 'Onboarding')] : []),
    problems(OF_STEPS),
  );
}

/** A GET of one onboarding. */
export function DescribeRead(summary: string): MethodDecorator {
  return describeGet(summary, 'Onboarding', OF_ONBOARDINGS);
}

/** The erasure of one onboarding. */
export function DescribeErasure(): MethodDecorator {
  return applyDecorators(
    ApiOperation({
      summary: 'Erase what is kept of the customer',
      description:
        'At the wish of the customer. The onboarding is not found from then on; a later start begins anew, ' +
        'and no Idempotency-Key that was used on it leads to a call to Eko again.',
    }),
    ApiBearerAuth(),
    ApiResponse({ status: 204, description: 'Erased' }),
    problems(OF_ERASURE),
  );
}

/** A GET of what there is to onboard for. */
export function DescribeProducts(): MethodDecorator {
  return describeGet('The products, their steps and states', 'Products', OF_AGENTS);
}

/** A GET of languages; Eko is asked, so it can fail as Eko does. */
export function DescribeConsentLanguages(): MethodDecorator {
  return describeGet('The languages consent can be asked in', 'ConsentLanguages', OF_CONSENT_READS);
}

/** A GET of the notice; Eko is asked, so it can fail as Eko does. */
export function DescribeConsentText(): MethodDecorator {
  return describeGet('What to show or play before Aadhaar', 'ConsentText', OF_CONSENT_READS);
}

/** A question of the orchestrator, answered without authentication. */
export function DescribeHealth(summary: string): MethodDecorator {
  return applyDecorators(
    ApiOperation({ summary }),
    answers(200, 'Yes', 'Health'),
    answers(503, 'No', 'Health'),
    problems(['METHOD_NOT_ALLOWED']),
  );
}

function describeGet(summary: string, schema: string, codes: readonly ProblemCode[]): MethodDecorator {
  return applyDecorators(
    ApiOperation({ summary }),
    ApiBearerAuth(),
    answers(200, summary, schema),
    problems(codes),
  );
}

function answers(status: number, description: string, schema: string): MethodDecorator {
  return ApiResponse({
    status,
    description,
    content: { 'application/json': { schema: { $ref: getSchemaPath(schema) } } },
  });
}

/** One response for each HTTP status, with an example of each code. */
function problems(codes: readonly ProblemCode[]): MethodDecorator {
  const statuses = [...new Set(codes.map((code) => CATALOGUE[code].status))];
  return applyDecorators(...statuses.map((status) => problemResponse(status, codes)));
}

function problemResponse(status: number, codes: readonly ProblemCode[]): MethodDecorator {
  const ofStatus = codes.filter((code) => CATALOGUE[code].status === status);
  const examples = Object.fromEntries(ofStatus.map((code) => [code, { value: example(code) }]));
  return ApiResponse({
    status,
    description: ofStatus.join(', '),
    content: { 'application/problem+json': { schema: { $ref: getSchemaPath('Problem') }, examples } },
  });
}

function example(code: ProblemCode): object {
  const { status, title, detail, retry } = CATALOGUE[code];
  return {
    type: problemType(code),
    title,
    status,
    detail,
    code,
    requestId: '5f0c6f4e-1b7d-4a53-9d6c-2f0f4a1f7a10',
    retry,
  };
}
