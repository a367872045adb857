import { Type, type Static } from 'typebox';
import { CATALOGUE, ProblemCode, problemType, Retry, type ProblemEntry } from './catalogue.js';

const FieldError = Type.Object(
  {
    field: Type.String({ description: 'Property of the body; nested objects by dotted names' }),
    message: Type.String({ description: 'What it must be, in English' }),
  },
  { $id: 'FieldError', additionalProperties: false, description: 'A field that is not valid' },
);
export type FieldError = Readonly<Static<typeof FieldError>>;

/** The body of an answer that reports a problem (api.md, "Errors"). */
export const ProblemBody = Type.Object(
  {
    type: Type.String({
      format: 'uri-reference',
      description: 'The page that explains the code',
      example: '/problems/otp-incorrect',
    }),
    title: Type.String({ description: 'What went wrong, in a few words of English' }),
    status: Type.Integer({ description: 'The HTTP status' }),
    detail: Type.String({ description: 'What happened and what to do, for a person' }),
    code: Type.Intersect([ProblemCode], { description: 'The kind of problem, for the app' }),
    requestId: Type.String({ description: 'The X-Request-Id of the answer: quote it to support' }),
    retry: Type.Intersect([Retry], {
      description: 'What the app does with the request and its Idempotency-Key',
    }),
    errors: Type.Optional(
      Type.Immutable(Type.Array(FieldError, { description: 'The fields that are not valid' })),
    ),
    clientRefId: Type.Optional(
      Type.String({ description: 'The reference of the call that failed: quote it to support' }),
    ),
    retryAfterSeconds: Type.Optional(
      Type.Integer({ minimum: 1, description: 'The seconds to wait before the request is repeated' }),
    ),
    // errors/ imports nothing: both schemas are referred to by name; the OpenAPI document contains them.
    prerequisite: Type.Optional(
      Type.Unsafe<object>({
        $ref: '#/components/schemas/StartAction',
        description: 'What must be completed before this step',
      }),
    ),
    onboarding: Type.Optional(
      Type.Unsafe<object>({
        $ref: '#/components/schemas/Onboarding',
        description: 'The current onboarding',
      }),
    ),
  },
  {
    $id: 'Problem',
    additionalProperties: false,
    description: 'Why a request failed, and what to do (RFC 9457)',
  },
);
export type ProblemBody = Readonly<Static<typeof ProblemBody>>;

/** Members that a problem carries where they apply (api.md, "Errors"). */
export interface ProblemDetails {
  readonly errors?: readonly FieldError[];
  readonly onboarding?: object;
  readonly clientRefId?: string;
  /** Replaces the catalogue's. */
  readonly retryAfterSeconds?: number;
  /** The action that must be completed before this step can be. */
  readonly prerequisite?: object;
  /** Replaces the catalogue's status, where HTTP has a status that no code has. */
  readonly status?: number;
  /** Replaces the catalogue's detail; must not contain Eko's wording or personal data. */
  readonly detail?: string;
  /** The methods that the address accepts, for METHOD_NOT_ALLOWED; sent as the Allow header. */
  readonly allow?: readonly string[];
  /** What follows `Bearer` in WWW-Authenticate (RFC 6750, section 3). */
  readonly challenge?: string;
}

/** The only error that a client sees: a code of the catalogue, with the details of this case. */
export class Problem extends Error {
  override readonly name = 'Problem';

  readonly code: ProblemCode;
  readonly details: ProblemDetails;

  constructor(code: ProblemCode, details: ProblemDetails = {}) {
    // The stack of a refusal is not needed, and collecting it takes as long as the rest of a refused request.
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(code);
    Error.stackTraceLimit = stackTraceLimit;
    this.code = code;
    const { retryAfterSeconds }: ProblemEntry = CATALOGUE[code];
    this.details = { ...(retryAfterSeconds !== undefined && { retryAfterSeconds }), ...details };
  }

  get status(): number {
    return this.details.status ?? CATALOGUE[this.code].status;
  }
}

/** The RFC 9457 body of a problem. */
export function problemBody({ code, status, details }: Problem, requestId: string): ProblemBody {
  const { title, detail, retry } = CATALOGUE[code];
  const { errors, onboarding, clientRefId, retryAfterSeconds, prerequisite } = details;
  return {
    type: problemType(code),
    title,
    status,
    detail: details.detail ?? detail,
    code,
    requestId,
    retry,
    ...(errors && { errors }),
    ...(clientRefId !== undefined && { clientRefId }),
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
    ...(prerequisite && { prerequisite }),
    ...(onboarding && { onboarding }),
  };
}

/** The headers of an answer that reports a problem. */
export function problemHeaders({ status, details }: Problem): Record<string, string> {
  const { retryAfterSeconds, allow, challenge } = details;
  const authenticate = challenge === undefined ? 'Bearer' : `Bearer ${challenge}`;
  return {
    ...(retryAfterSeconds !== undefined && { 'Retry-After': String(retryAfterSeconds) }),
    ...(allow && { Allow: allow.join(', ') }),
    ...((status === 401 || challenge !== undefined) && { 'WWW-Authenticate': authenticate }),
  };
}
