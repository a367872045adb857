import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { HttpMetrics } from '../http/http-metrics.js';
import { routeOf } from '../http/route.js';
import type { UnreadableRequest } from '../http/unreadable-requests.js';
import type { RequestSpan, SpanEnd, Tracing } from './tracing.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** The code of the problem that answered the request. */
    problemCode?: string;
    /** Why its token was refused: one word, or `claim` and the name of a configured or registered (RFC 7519) claim. */
    tokenRefusal?: string;
    /** The span of the request. */
    span?: RequestSpan;
  }
}

/** The status that proxies log for a client that disconnected before the answer. */
const CLIENT_DISCONNECTED = 499;

/**
 * Logs one line per request with an allow-list of fields, so that no header, body, query or real path (any text that a
 * client sent) reaches the log. One hook costs a fifth of pino-http's serializers. The line is written when the response
 * closes, since Fastify's onResponse is not called for clients that disconnected.
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
    // Orchestrators probe health every few seconds: neither logged nor traced.
    const span = routeOf(request).isHealth ? undefined : tracing.request(request.headers);
    if (span) request.span = span;
    reply.raw.once('close', () => {
      // A handler may have answered that there is no route.
      const route = request.routeOptions.url ?? 'none';
      const status = reply.raw.writableFinished ? reply.raw.statusCode : CLIENT_DISCONNECTED;
      const milliseconds = performance.now() - startedAt;
      const { method } = request;
      const product = productOf(request);
      http.ended({ product, method, route, status, seconds: milliseconds / 1000 });
      span?.end(`${request.method} ${route}`, endOf(request.method, route, status));
      const { problemCode, tokenRefusal } = request;
      if (problemCode !== undefined) http.problem(product, problemCode);
      if (!span) return;
      // Refusals by overload are counted; at info a line for each would add to the load.
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
  // After the body has been read, because its events run outside the request's context.
  fastify.addHook('preValidation', (request, _reply, done) => {
    if (request.span) request.span.run(done);
    else done();
  });
}

/** Logs and counts a request that could not be parsed or was not complete in time. */
export function logUnreadable(logger: Logger, http: HttpMetrics, request: UnreadableRequest): void {
  http.problem('none', request.code);
  logger.info({ event: 'request', method: 'none', route: 'none', ...request });
}

/** Names of OpenTelemetry's HTTP conventions. The route, not the address: an address contains an onboarding's id. */
function endOf(method: string, route: string, status: number): SpanEnd {
  return {
    attributes: { 'http.request.method': method, 'http.route': route, 'http.response.status_code': status },
    failed: status >= 500,
  };
}
