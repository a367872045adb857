import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ProblemCode } from '../errors/catalogue.js';
import { Problem, problemBody } from '../errors/problem.js';
import { sendProblem } from './problem.filter.js';

// An import would load the undici that is built into Node.js (decision 0019).
const { STATUS_CODES } = process.getBuiltinModule('node:http');

/** The longest address of the API is under 200 characters. */
export const MAX_URL_LENGTH = 2_048;
/** Maximum of address and headers together, bytes: the largest token and the other headers. */
export const MAX_HEADER_BYTES = 16 * 1024;
/** An address without a route, for requests whose address the router refuses. */
const UNROUTED = '/unreadable';
/** RFC 9110, section 10.1.1; it has no code of its own in the catalogue. */
const EXPECTATION_FAILED = 417;

/** Errors of Node.js's parser (`HPE_…`) and server that are not MALFORMED_REQUEST. */
const PARSER_CODES: Readonly<Record<string, ProblemCode>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 'REQUEST_TIMEOUT',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 'PAYLOAD_TOO_LARGE',
};

/** The client ended its side of the connection within a request. */
const ENDED_EARLY = 'HPE_INVALID_EOF_STATE';

/** A request that could not be parsed at all, for the log and metrics. */
export interface UnreadableRequest {
  readonly requestId: string;
  readonly status: number;
  readonly code: ProblemCode;
}

/** An error of Node.js's server; `rawPacket` contains the bytes that were parsed last. */
type ParserError = Error & { readonly code: string; readonly rawPacket?: unknown };

/**
 * Answers requests that cannot be read, which Node.js's parser, the router or the hook of `watch` detects. If there is a
 * request object, it is answered like any other request, with the same headers, log line and metrics.
 */
export class UnreadableRequests {
  private readonly latest = new WeakMap<Socket, { request: FastifyRequest; reply: FastifyReply }>();
  private readonly refused = new WeakMap<IncomingMessage, ProblemCode>();
  private report: (request: UnreadableRequest) => void = () => undefined;

  /**
   * Must run before the hooks that answer.
   * @param report receives requests without a request object
   */
  watch(fastify: FastifyInstance, report: (request: UnreadableRequest) => void): void {
    this.report = report;
    fastify.addHook('onRequest', (request, reply, done) => {
      this.latest.set(request.raw.socket, { request, reply });
      const problem = this.problemOf(request.raw);
      if (problem) sendProblem(problem, request, reply);
      else done();
    });
  }

  /** For requests that the router refuses: routes the request once more, to an address where the hooks answer it. */
  readonly answerRouted = (
    { code }: { code: string },
    { raw, server }: FastifyRequest,
    reply: FastifyReply,
  ): void => {
    this.refused.set(raw, routerCode(code));
    raw.url = UNROUTED;
    server.routing(raw, reply.raw);
  };

  /** For requests that Node.js's parser refuses. Later data on the connection cannot be trusted, so it is closed. */
  readonly answerSocket = (error: ParserError, socket: Socket): void => {
    if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) return;
    const problem = new Problem(parserCode(error));
    const { request, reply } = this.latest.get(socket) ?? {};
    if (!request || !reply || (request.raw.complete && reply.raw.writableFinished))
      this.answerBytes(problem, socket);
    else if (reply.raw.headersSent) socket.destroySoon();
    else if (request.raw.complete) reply.raw.shouldKeepAlive = false;
    else if (error.code === ENDED_EARLY) socket.destroy();
    else sendProblem(problem, request, reply.header('Connection', 'close'));
  };

  private answerBytes(problem: Problem, socket: Socket): void {
    const { code, status } = problem;
    const requestId = randomUUID();
    this.report({ requestId, status, code });
    const body = JSON.stringify(problemBody(problem, requestId));
    socket.end(
      [
        `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
        'Content-Type: application/problem+json; charset=utf-8',
        `Content-Length: ${Buffer.byteLength(body)}`,
        `X-Request-Id: ${requestId}`,
        'Cache-Control: no-store',
        'X-Content-Type-Options: nosniff',
        'Connection: close',
        '',
        body,
      ].join('\r\n'),
    );
  }

  private problemOf(raw: IncomingMessage): Problem | undefined {
    const refused = this.refused.get(raw);
    if (refused !== undefined) return new Problem(refused);
    if ((raw.url?.length ?? 0) > MAX_URL_LENGTH) return new Problem('URI_TOO_LONG');
    const { host, expect } = raw.headers;
    // Node.js's own check answers without a body.
    if (host === undefined && raw.httpVersion === '1.1')
      return new Problem('MALFORMED_REQUEST', { detail: 'The request has no Host header.' });
    if (expect === undefined || /^100-continue$/i.test(expect)) return undefined;
    const detail = 'The Expect header asks for something other than 100-continue.';
    return new Problem('MALFORMED_REQUEST', { status: EXPECTATION_FAILED, detail });
  }
}

/** The address for the router; for `OPTIONS *` and anything else that is not an HTTP address, one without a route. */
export function addressOf({ url = '' }: { readonly url?: string | undefined }): string {
  return /^(\/|https?:\/\/)/i.test(url) ? url : UNROUTED;
}

function routerCode(code: string): ProblemCode {
  return code === 'FST_ERR_MAX_PARAM_LENGTH' ? 'URI_TOO_LONG' : 'MALFORMED_REQUEST';
}

function parserCode({ code, rawPacket }: ParserError): ProblemCode {
  if (code !== 'HPE_HEADER_OVERFLOW') return PARSER_CODES[code] ?? 'MALFORMED_REQUEST';
  // The parser counts the address as part of the headers. The address is too long if the overflowing line begins with it.
  const line = Buffer.isBuffer(rawPacket) ? readBefore(rawPacket).split('\n').at(-1) : undefined;
  return line !== undefined && /^[A-Z]+ /.test(line) ? 'URI_TOO_LONG' : 'HEADERS_TOO_LARGE';
}

/** A packet is a slice of the data that was read from the socket at once: returns that data up to the packet's end. */
function readBefore({ buffer, byteOffset, length }: Buffer): string {
  return Buffer.from(buffer, 0, byteOffset + length).toString('latin1');
}
