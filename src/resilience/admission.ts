import type { FastifyInstance } from 'fastify';
import { Problem } from '../errors/problem.js';
import { sendProblem } from '../errors/send-problem.js';
import { Lifecycle } from '../health/lifecycle.js';
import type { HttpMetrics } from '../observability/http-metrics.js';
import { productOf } from './product-of.js';
import type { Workload } from './workload.js';

/** Load comes and goes within seconds. */
const RETRY_AFTER_SECONDS = 1;

/**
 * Refuses requests before any work is done for them when there is too much already, and lets connections end with
 * their answer while the process drains. Health is exempt: an overloaded process must not be taken for a dead one.
 */
export function admitRequests(
  fastify: FastifyInstance,
  { workload, lifecycle, metrics }: { workload: Workload; lifecycle: Lifecycle; metrics: HttpMetrics },
): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    if (request.routeOptions.url?.startsWith('/health') === true) {
      done();
      return;
    }
    const product = productOf(request);
    const reason = workload.refusal(product);
    if (reason !== undefined) {
      metrics.shed(reason);
      sendProblem(new Problem('OVERLOADED', { retryAfterSeconds: RETRY_AFTER_SECONDS }), request, reply);
      return;
    }
    reply.raw.once('close', workload.requestBegan(product));
    done();
  });
  fastify.addHook('onSend', (_request, reply, _payload, done) => {
    if (lifecycle.draining) reply.header('Connection', 'close');
    done();
  });
}
