import type { ServerResponse } from 'node:http';
import type { Reply } from './wire.js';

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

/** Eko refused a parameter: type id -1, status 97 when it is missing and 461 when it is malformed. */
export function invalidParameter(name: string, expected: string, value: unknown): Reply {
  return {
    response_status_id: -1,
    invalid_params: { [name]: `${name} must be ${expected}` },
    response_type_id: -1,
    message: 'Invalid Parameters',
    status: value === undefined ? 97 : 461,
  };
}

/**
 * A refusal by status, as integrators recorded it from the live service. It also has type id -1, which looks like a
 * refused parameter, and often the name of a parameter (contract.md, "Replies").
 */
export function refusedByStatus(status: number, message: string, parameter?: string): Reply {
  return {
    response_status_id: 1,
    ...(parameter !== undefined && { invalid_params: { [parameter]: message } }),
    response_type_id: -1,
    message,
    status,
  };
}

/** Eko does not know the customer. */
export function unknownCustomer(): Reply {
  return refusedByStatus(463, 'Customer does not exist in System', 'customer_id');
}

/** Type id 1388, which many calls return: status and status id distinguish the replies. */
export function generic(
  status: number,
  statusId: number,
  message: string,
  data: Readonly<Record<string, unknown>>,
): Reply {
  return { status, response_status_id: statusId, message, response_type_id: 1388, data };
}
