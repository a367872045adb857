import type { ServerResponse } from 'node:http';

/** One complete HTTP answer. */
export interface HttpAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The refusal of a request before its step ran; GET /sandbox/calls shows the `reason`. */
export class Refusal extends Error {
  constructor(
    readonly reason: string,
    readonly answer: HttpAnswer,
  ) {
    super(reason);
  }
}

/** A JSON answer. */
export function jsonAnswer(status: number, body: unknown): HttpAnswer {
  return { status, contentType: 'application/json', text: JSON.stringify(body) };
}

/** A plain-text answer. */
export function plainAnswer(status: number, text: string, headers: Record<string, string> = {}): HttpAnswer {
  return { status, contentType: 'text/plain; charset=utf-8', text, headers };
}

/** Writes the whole answer. A client that has disconnected is not an error. */
export function writeAnswer(response: ServerResponse, answer: HttpAnswer): void {
  const payload = Buffer.from(answer.text);
  response.writeHead(answer.status, {
    'content-type': answer.contentType,
    'content-length': payload.length,
    ...answer.headers,
  });
  response.end(payload);
}
