import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { HttpMetrics } from '../http/http-metrics.js';
import type { UnreadableRequest } from '../http/unreadable-requests.js';
import type { RequestSpan, SpanEnd, Tracing } from './tracing.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** The code of the problem it was answered with. */
    problemCode?: string;
    /** Why its token was refused: a word, or `claim` and the name of one that the configuration or RFC 7519 names. */
    tokenRefusal?: string;
    /** The span it is worked on in. */
    span?: RequestSpan;
  }
}

/** What proxies write of a request whose client went away before it was answered. */
const CLIENT_GONE = 499;

/**
 * One line per request, with these fields and no others: an allow-list, so that no header, body, query or real
 * path (which may be anything a client sent) can reach the log. One hook costs a fifth of pino-http's serializers.
 * It goes by the end of the response, since Fastify's onResponse says nothing of clients that went away.
 */
export function observeRequests(
  fastify: FastifyInstance,
  logger: Logger,
  http: HttpMetrics,
  tracing: Tracing,
  productOf: (request: FastifyRequest) => string,
): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    const startedAt = performance.now();
    http.began();
    const span = isHealth(request) ? undefined : tracing.request(request.headers);
    if (span) request.span = span;
    reply.raw.once('close', () => {
      const route = request.routeOptions.url ?? 'none';
      const status = reply.raw.writableFinished ? reply.raw.statusCode : CLIENT_GONE;
      const milliseconds = performance.now() - startedAt;
      const { method } = request;
      const product = productOf(request);
      http.ended({ product, method, route, status, seconds: milliseconds / 1000 });
      span?.end(`${request.method} ${route}`, endOf(request.method, route, status));
      const { problemCode, tokenRefusal } = request;
      if (problemCode !== undefined) http.problem(product, problemCode);
      if (!span) return;
      // What is refused because there is too much to do is counted: a line each would be more to do.
      logger[problemCode === 'OVERLOADED' ? 'debug' : 'info']({
        event: 'request',
        requestId: request.id,
        method: request.method,
        route,
        status,
        ...(problemCode !== undefined && { code: problemCode }),
        ...(tokenRefusal !== undefined && { refusal: tokenRefusal }),
        ms: Math.round(milliseconds * 10) / 10,
        ...(span.traceId !== undefined && { trace_id: span.traceId }),
      });
    });
    done();
  });
  // After the body has been read, since its events come from outside the request's context.
  fastify.addHook('preValidation', (request, _reply, done) => {
    if (request.span) request.span.run(done);
    else done();
  });
}

/** Logs and counts a request of which there was nothing but bytes that no parser takes, or too few of them in time. */
export function logUnreadable(logger: Logger, http: HttpMetrics, request: UnreadableRequest): void {
  http.problem('none', request.code);
  logger.info({ event: 'request', method: 'none', route: 'none', ...request });
}

/** Orchestrators ask every few seconds: neither logged nor traced. */
function isHealth({ routeOptions }: FastifyRequest): boolean {
  return routeOptions.url?.startsWith('/health') === true;
}

/** Names of OpenTelemetry's HTTP conventions. The route stands for the address, which names an onboarding. */
function endOf(method: string, route: string, status: number): SpanEnd {
  return {
    facts: { 'http.request.method': method, 'http.route': route, 'http.response.status_code': status },
    failed: status >= 500,
  };
}
