import {
  type ArgumentsHost,
  Catch,
  type ExceptionFilter,
  HttpException,
  Logger,
  ServiceUnavailableException,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { UnknownRoutes } from './unknown-routes.js';
import type { ProblemCode } from '../errors/catalogue.js';
import { Problem, problemBody, problemHeaders } from '../errors/problem.js';
import { traceOf } from '../errors/trace.js';

/** Turns every error into an answer. An error that is not a Problem and has no known code is an internal error. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('errors');

  constructor(private readonly unknownRoutes: UnknownRoutes) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    if (error instanceof ServiceUnavailableException) {
      // Terminus throws this for a failed health check; its result is the answer.
      void http.getResponse<FastifyReply>().code(error.getStatus()).send(error.getResponse());
      return;
    }
    // The client cancelled its upload: it reads no answer, and nothing failed here.
    if (request.raw.destroyed && !request.raw.complete) return;
    const problem = isNotFound(error) ? this.unknownRoutes.problemFor(request.url) : asProblem(error);
    if (problem.code === 'INTERNAL_ERROR') {
      // Only the stack: a message may contain data of a client or of Eko.
      this.logger.error({ event: 'unexpected error', requestId: request.id, ...traceOf(error) });
    }
    sendProblem(problem, request, http.getResponse<FastifyReply>());
  }
}

/** Fastify's refusals of a request, by their codes; its reference lists them under "Errors". */
const FASTIFY_CODES: ReadonlyMap<unknown, ProblemCode> = new Map<unknown, ProblemCode>([
  ['FST_ERR_CTP_BODY_TOO_LARGE', 'PAYLOAD_TOO_LARGE'],
  ['FST_ERR_CTP_INVALID_CONTENT_LENGTH', 'MALFORMED_REQUEST'],
]);

function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  // Nest wraps a refusal of Fastify in an exception of its own.
  const refusal = error instanceof HttpException ? error.cause : error;
  const code =
    typeof refusal === 'object' && refusal !== null && 'code' in refusal ? refusal.code : undefined;
  const known = FASTIFY_CODES.get(code);
  if (known) return new Problem(known);
  return new Problem('INTERNAL_ERROR');
}

/** Whether Nest found no route for the address. */
function isNotFound(error: unknown): boolean {
  return error instanceof HttpException && error.getStatus() === 404;
}

/** Writes a problem as `application/problem+json` with its headers. */
export function sendProblem(problem: Problem, request: FastifyRequest, reply: FastifyReply): void {
  request.problemCode = problem.code;
  void reply
    .code(problem.status)
    .headers(problemHeaders(problem))
    .type('application/problem+json; charset=utf-8')
    .send(JSON.stringify(problemBody(problem, request.id)));
}
