import { problemBody, problemHeaders, type Problem } from '../../errors/problem.js';

/** A finished answer, as bytes: what is stored for a key is what is sent again. */
export interface Answer {
  readonly status: number;
  readonly contentType: 'application/json' | 'application/problem+json';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The code of the problem it tells of. */
  readonly code?: string;
}

/** A successful answer with `resource` as its body; `location` is where a created one is found. */
export function success(resource: object, location?: string): Answer {
  const body = JSON.stringify(resource);
  const contentType = 'application/json';
  if (location === undefined) return { status: 200, contentType, headers: {}, body };
  return { status: 201, contentType, headers: { Location: location }, body };
}

/** The answer that tells of `problem`. */
export function failure(problem: Problem, requestId: string): Answer {
  const body = JSON.stringify(problemBody(problem, requestId));
  return {
    status: problem.status,
    contentType: 'application/problem+json',
    headers: problemHeaders(problem),
    body,
    code: problem.code,
  };
}
