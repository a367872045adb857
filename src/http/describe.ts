import { applyDecorators } from '@nestjs/common';
import type { ApiOperationOptions, ApiResponseOptions } from '@nestjs/swagger';
import type { TSchema } from 'typebox';
import { CATALOGUE, PROBLEM_CODES, problemType, type ProblemCode } from '../errors/catalogue.js';
import { ProblemBody } from '../errors/problem.js';
import { Documented } from './documented.js';

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

/** Of a step whose answer cannot be read the outcome is unknown. */
const OF_STEPS = PROBLEM_CODES.filter((code) => code !== 'UPSTREAM_INVALID_REPLY');

/** What the document says of a step. */
export interface StepDescription {
  readonly summary: string;
  readonly body: TSchema;
  readonly answer: TSchema;
  /** Whether it may make an onboarding that was not there. */
  readonly creates?: boolean;
  /** Whether it takes nothing, so that the body may be absent. */
  readonly empty?: boolean;
}

/** A POST that may dispatch: nearly any code of the catalogue can come of it. */
export function DescribeStep({ summary, body, answer, creates, empty }: StepDescription): MethodDecorator {
  return applyDecorators(
    operation({ summary }),
    ofAgents(),
    Documented(({ ApiHeader }) =>
      ApiHeader({
        name: 'Idempotency-Key',
        required: true,
        description: 'New for each intent, the same for each repetition of it',
        schema: { type: 'string', pattern: '^[\\x21-\\x7e]{1,255}$', minLength: 1, maxLength: 255 },
        example: '5f0c6f4e-1b7d-4a53-9d6c-2f0f4a1f7a10',
      }),
    ),
    Documented(({ ApiBody }) => ApiBody({ schema: body, required: empty !== true })),
    answers(200, creates ? 'Resumed' : 'The onboarding as it stands now', answer),
    ...(creates ? [answers(201, 'Created', answer)] : []),
    problems(OF_STEPS),
  );
}

/** A GET of one onboarding. */
export function DescribeRead(summary: string, answer: TSchema): MethodDecorator {
  return describeGet(summary, answer, OF_ONBOARDINGS);
}

/** The erasure of one onboarding. */
export function DescribeErasure(): MethodDecorator {
  return applyDecorators(
    operation({
      summary: 'Erase what is kept of the customer',
      description:
        'At the wish of the customer. The onboarding is not found from then on; a later start begins anew, ' +
        'and no Idempotency-Key that was used on it leads to a call to Eko again.',
    }),
    ofAgents(),
    response({ status: 204, description: 'Erased' }),
    problems(OF_ERASURE),
  );
}

/** A GET of what is the same for every onboarding. */
export function DescribeList(summary: string, answer: TSchema): MethodDecorator {
  return describeGet(summary, answer, OF_AGENTS);
}

/** A GET that asks Eko, and so can fail as Eko does. */
export function DescribeConsentRead(summary: string, answer: TSchema): MethodDecorator {
  return describeGet(summary, answer, OF_CONSENT_READS);
}

/** A question of the orchestrator, answered without authentication. */
export function DescribeHealth(summary: string, answer: TSchema): MethodDecorator {
  return applyDecorators(
    operation({ summary }),
    answers(200, 'Yes', answer),
    answers(503, 'No', answer),
    problems([...OF_UNREADABLE_REQUESTS, 'METHOD_NOT_ALLOWED']),
  );
}

function describeGet(summary: string, answer: TSchema, codes: readonly ProblemCode[]): MethodDecorator {
  return applyDecorators(operation({ summary }), ofAgents(), answers(200, summary, answer), problems(codes));
}

function operation(options: ApiOperationOptions): MethodDecorator {
  return Documented(({ ApiOperation }) => ApiOperation(options));
}

function ofAgents(): MethodDecorator {
  return Documented(({ ApiBearerAuth }) => ApiBearerAuth());
}

function response(options: ApiResponseOptions): MethodDecorator {
  return Documented(({ ApiResponse }) => ApiResponse(options));
}

function answers(status: number, description: string, schema: TSchema): MethodDecorator {
  return response({ status, description, content: { 'application/json': { schema } } });
}

/** One response for each HTTP status, with an example of each code. */
function problems(codes: readonly ProblemCode[]): MethodDecorator {
  const statuses = [...new Set(codes.map((code) => CATALOGUE[code].status))];
  return applyDecorators(...statuses.map((status) => problemResponse(status, codes)));
}

function problemResponse(status: number, codes: readonly ProblemCode[]): MethodDecorator {
  const ofStatus = codes.filter((code) => CATALOGUE[code].status === status);
  const examples = Object.fromEntries(ofStatus.map((code) => [code, { value: example(code) }]));
  return response({
    status,
    description: ofStatus.join(', '),
    content: { 'application/problem+json': { schema: PROBLEM, examples } },
  });
}

function example(code: ProblemCode): ProblemBody {
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
