import type { FastifyInstance } from 'fastify';
import { Problem } from '../errors/problem.js';
import { clientNetwork } from './client-address.js';

/**
 * Bounds the unfinished request bodies of one agent at one address, so that another client with the agent's token at
 * another address cannot block the agent. A body that arrived together with its headers is not counted.
 */
export function limitUnfinishedBodies(fastify: FastifyInstance, maxPerAgent: number): void {
  const unfinished = new Map<string, number>();
  fastify.addHook('preParsing', (request, reply, payload, done) => {
    const { raw, identity, ip } = request;
    if (identity === undefined || raw.complete) {
      done(null, payload);
      return;
    }
    const sender = `${identity.agent} ${clientNetwork(ip)}`;
    const count = unfinished.get(sender) ?? 0;
    if (count >= maxPerAgent) {
      done(new Problem('RATE_LIMITED'));
      return;
    }
    unfinished.set(sender, count + 1);
    const end = (): void => {
      raw.off('close', end);
      reply.raw.off('close', end);
      const rest = (unfinished.get(sender) ?? 0) - 1;
      if (rest > 0) unfinished.set(sender, rest);
      else unfinished.delete(sender);
    };
    raw.once('close', end);
    // A request that was answered before its end emits no close.
    reply.raw.once('close', end);
    done(null, payload);
  });
}
