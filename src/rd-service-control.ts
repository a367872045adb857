import type { FastifyInstance, FastifyReply } from 'fastify';
import type { EkoEndpoint } from './eko/eko-endpoint.js';
import { Problem } from './errors/problem.js';
import { OPEN, type RoutePolicy } from './http/route-policy.js';

const CONTROL: RoutePolicy = {
  authentication: 'agent',
  scope: 'onboarding:write',
  idempotency: 'none',
  limit: 'agent',
};

/** Shows and chooses how the simulated fingerprint device of the sandbox behaves (docs/sandbox.md). */
export function controlRdService(fastify: FastifyInstance, endpoint: EkoEndpoint): void {
  const device = endpoint.rdService();
  if (device === undefined) return;
  const show = (reply: FastifyReply): FastifyReply => {
    const { port, behaviour, behaviours } = device;
    return reply.send({ port, behaviour, behaviours });
  };
  fastify.get('/sandbox/rd-service', { config: { policy: OPEN } }, (_request, reply) => show(reply));
  fastify.put('/sandbox/rd-service', { config: { policy: CONTROL } }, async ({ body }, reply) => {
    const given: unknown = typeof body === 'object' && body !== null && 'behaviour' in body && body.behaviour;
    const behaviour = device.behaviours.find((one) => one === given);
    if (behaviour === undefined) {
      const message = `must be one of ${device.behaviours.join(', ')}`;
      throw new Problem('VALIDATION_FAILED', { errors: [{ field: 'behaviour', message }] });
    }
    await device.behaveAs(behaviour);
    return show(reply);
  });
}
