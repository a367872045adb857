import { CATALOGUE, problemType, type ProblemCode } from './catalogue.js';

export interface FieldError {
  readonly field: string;
  readonly message: string;
}

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
export function problemBody({ code, status, details }: Problem, requestId: string): object {
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
