import { problemBody, problemHeaders, type Problem } from '../../errors/problem.js';

/** A complete answer. A replay sends the stored answer of the key byte for byte. */
export interface Answer {
  readonly status: number;
  readonly contentType: 'application/json' | 'application/problem+json';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The code of the problem that it reports. */
  readonly code?: string;
}

/** A successful answer with `resource` as its body. @param location the address of a created resource */
export function success(resource: object, location?: string): Answer {
  const body = JSON.stringify(resource);
  const contentType = 'application/json';
  if (location === undefined) return { status: 200, contentType, headers: {}, body };
  return { status: 201, contentType, headers: { Location: location }, body };
}

/** The answer that reports `problem`. */
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
