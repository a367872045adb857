import type { FastifyReply, FastifyRequest } from 'fastify';

/** How long a client is ready to wait, and since when it waits. */
export interface Patience {
  /** When the request arrived, milliseconds since the epoch. */
  readonly receivedAt: number;
  /** From the Request-Timeout header, milliseconds; absent when the client did not say. */
  readonly patienceMs?: number;
}

/** Seconds, with at most three decimals; whatever else the header says is as though it were not there. */
const SECONDS = /^\d{1,6}(\.\d{1,3})?$/;

/** What the Request-Timeout header asks for. */
export function patienceOf(request: FastifyRequest, reply: FastifyReply): Patience {
  const receivedAt = Date.now() - reply.elapsedTime;
  const header = request.headers['request-timeout'];
  const patienceMs = typeof header === 'string' && SECONDS.test(header) ? Number(header) * 1000 : 0;
  return { receivedAt, ...(patienceMs > 0 && { patienceMs }) };
}
