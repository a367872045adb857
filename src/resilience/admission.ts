import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '../errors/problem.js';
import { sendProblem } from '../http/problem.filter.js';
import { Lifecycle } from '../health/lifecycle.js';
import type { HttpMetrics } from '../http/http-metrics.js';
import { routeOf } from '../http/route.js';
import { Workload } from './workload.js';

/**
 * Refuses requests before any work is done for them while the process is overloaded, and closes connections after
 * their answer while it drains. A request counts from when its body is complete: a body that never ends must not use
 * up the limit. Health is exempt: an orchestrator must not restart an overloaded process as dead.
 */
export function admitRequests(
  fastify: FastifyInstance,
  { workload, lifecycle, metrics }: { workload: Workload; lifecycle: Lifecycle; metrics: HttpMetrics },
): void {
  const isRefused = (request: FastifyRequest, reply: FastifyReply): boolean => {
    const { isHealth, product } = routeOf(request);
    const reason = isHealth ? undefined : workload.refusal(product);
    if (reason === undefined) return false;
    metrics.shed(reason);
    sendProblem(new Problem('OVERLOADED'), request, reply);
    return true;
  };
  fastify.addHook('onRequest', (request, reply, done) => {
    if (!isRefused(request, reply)) done();
  });
  fastify.addHook('preValidation', (request, reply, done) => {
    if (isRefused(request, reply)) return;
    const { isHealth, product } = routeOf(request);
    // A connection that is already closed emits no `close`, and would be counted for ever.
    if (!isHealth && !reply.raw.destroyed) reply.raw.once('close', workload.countRequest(product));
    done();
  });
  fastify.addHook('onSend', (_request, reply, _payload, done) => {
    if (lifecycle.draining) reply.header('Connection', 'close');
    done();
  });
}

/**
 * Counts handlers until they have ended, also after their client has disconnected. Must run before the routes are added.
 * It wraps them, because an interceptor would make Nest build a chain of observables for every request.
 */
export function countHandlers(fastify: FastifyInstance, workload: Workload): void {
  const counted = new WeakSet<object>();
  fastify.addHook('onRoute', (route) => {
    const { handler } = route;
    // Fastify's HEAD routes have the handler of their GET route.
    if (counted.has(handler)) return;
    route.handler = function (request, reply): unknown {
      const end = workload.countHandler(routeOf(request).product);
      let handled: unknown;
      try {
        handled = handler.call(this, request, reply);
      } finally {
        if (handled instanceof Promise) void handled.then(end, end);
        else end();
      }
      return handled;
    };
    counted.add(route.handler);
  });
}
