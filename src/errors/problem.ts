import { Type, type Static } from 'typebox';
import { CATALOGUE, ProblemCode, problemType, Retry } from './catalogue.js';

const FieldError = Type.Object(
  {
    field: Type.String({ description: 'Property of the body; nested objects by dotted names' }),
    message: Type.String({ description: 'What it must be, in English' }),
  },
  { $id: 'FieldError', additionalProperties: false, description: 'A field that is not valid' },
);
export type FieldError = Readonly<Static<typeof FieldError>>;

/** What a client gets of a problem (api.md, "Errors"). */
export const ProblemBody = Type.Object(
  {
    type: Type.String({
      format: 'uri-reference',
      description: 'The page that explains the code',
      example: '/problems/otp-incorrect',
    }),
    title: Type.String({ description: 'What went wrong, in a few words of English' }),
    status: Type.Integer({ description: 'The HTTP status' }),
    detail: Type.String({ description: 'What it means and what to do, for a person' }),
    code: Type.Intersect([ProblemCode], { description: 'What went wrong, for the app' }),
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
      Type.Integer({ minimum: 1, description: 'Do not send the request again sooner' }),
    ),
    // Nothing stands below errors/: the two are named, and the document has them.
    prerequisite: Type.Optional(
      Type.Unsafe<object>({
        $ref: '#/components/schemas/StartAction',
        description: 'What must be completed before this step',
      }),
    ),
    onboarding: Type.Optional(
      Type.Unsafe<object>({
        $ref: '#/components/schemas/Onboarding',
        description: 'The onboarding as it stands now',
      }),
    ),
  },
  {
    $id: 'Problem',
    additionalProperties: false,
    description: 'Why a request was not done, and what to do (RFC 9457)',
  },
);
export type ProblemBody = Readonly<Static<typeof ProblemBody>>;

/** Members that a problem carries where they apply (api.md, "Errors"). */
export interface ProblemDetails {
  readonly errors?: readonly FieldError[];
  readonly onboarding?: object;
  readonly clientRefId?: string;
  readonly retryAfterSeconds?: number;
  /** The action that must be completed before this step can be. */
  readonly prerequisite?: object;
  /** Overrides the catalogue's status, where HTTP has one that no code has. */
  readonly status?: number;
  /** Overrides the catalogue's sentence; must carry no Eko wording and nothing personal. */
  readonly detail?: string;
  /** Methods the address takes, for METHOD_NOT_ALLOWED; becomes the Allow header. */
  readonly allow?: readonly string[];
  /** What follows `Bearer` in WWW-Authenticate (RFC 6750, section 3). */
  readonly challenge?: string;
}

/** The one error that reaches a client: a code of the catalogue with what applies to this case. */
export class Problem extends Error {
  override readonly name = 'Problem';

  readonly code: ProblemCode;
  readonly details: ProblemDetails;

  constructor(code: ProblemCode, details: ProblemDetails = {}) {
    // Where it was made says nothing, and the frames cost as much as all the rest of a refused request.
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(code);
    Error.stackTraceLimit = stackTraceLimit;
    this.code = code;
    this.details = details;
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

/** The headers that belong to a problem. */
export function problemHeaders({ status, details }: Problem): Record<string, string> {
  const { retryAfterSeconds, allow, challenge } = details;
  const authenticate = challenge === undefined ? 'Bearer' : `Bearer ${challenge}`;
  return {
    ...(retryAfterSeconds !== undefined && { 'Retry-After': String(retryAfterSeconds) }),
    ...(allow && { Allow: allow.join(', ') }),
    ...((status === 401 || challenge !== undefined) && { 'WWW-Authenticate': authenticate }),
  };
}
