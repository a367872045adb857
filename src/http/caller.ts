import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

declare module 'fastify' {
  interface FastifyRequest {
    /** The caller; only `authenticateRequests` sets it. */
    identity?: Identity;
  }
}

/** The agent that a token names, and the scopes that it grants. */
export interface Identity {
  /** Eko's user_code. */
  readonly agent: string;
  readonly scopes: readonly string[];
}

/** When the request arrived, and how long the client waits for its answer. */
export interface RequestDeadline {
  /** When the request arrived, milliseconds since the epoch. */
  readonly receivedAt: number;
  /** From the Request-Timeout header, milliseconds; absent when the client sent none. */
  readonly requestTimeoutMs?: number;
}

/** The agent, and the id under which its request is logged. */
export interface Requester {
  /** Eko's user_code of the agent, from the token alone. */
  readonly agent: string;
  readonly requestId: string;
}

/** The caller of a route that reads from Eko and changes nothing. */
export interface Reader extends Requester, RequestDeadline {}

/** The caller of a route that dispatches. */
export interface Caller extends Reader {
  readonly idempotencyKey: string;
}

/** The identity of a request. @throws Error on a route that does not authenticate: a programming error */
export function identityOf({ identity }: FastifyRequest): Identity {
  if (identity === undefined) throw new Error('the route declares no authentication');
  return identity;
}

/** Injects the agent into a handler. */
export const Agent = injected((request): string => identityOf(request).agent);

/** Injects the Requester into a handler of a route that does not call Eko. */
export const RequesterOf = injected((request): Requester => ({
  agent: identityOf(request).agent,
  requestId: request.id,
}));

/** Injects the Reader into a handler of a route that reads from Eko and changes nothing. */
export const ReaderOf = injected(readerOf);

/** Injects the Caller into a handler of a route that dispatches. */
export const CallerOf = injected((request, reply): Caller => {
  const idempotencyKey = request.headers['idempotency-key'];
  if (typeof idempotencyKey !== 'string') throw new Error('the route declares no idempotency');
  return { ...readerOf(request, reply), idempotencyKey };
});

function injected<T>(read: (request: FastifyRequest, reply: FastifyReply) => T): () => ParameterDecorator {
  return createParamDecorator((_data: unknown, context: ExecutionContext): T => {
    const http = context.switchToHttp();
    return read(http.getRequest(), http.getResponse());
  });
}

function readerOf(request: FastifyRequest, reply: FastifyReply): Reader {
  return { agent: identityOf(request).agent, requestId: request.id, ...deadlineOf(request, reply) };
}

/** Seconds, with at most three decimals; any other value of the header is ignored. */
const SECONDS = /^\d{1,6}(\.\d{1,3})?$/;

function deadlineOf(request: FastifyRequest, reply: FastifyReply): RequestDeadline {
  const receivedAt = Date.now() - reply.elapsedTime;
  const header = request.headers['request-timeout'];
  const requestTimeoutMs = typeof header === 'string' && SECONDS.test(header) ? Number(header) * 1000 : 0;
  return { receivedAt, ...(requestTimeoutMs > 0 && { requestTimeoutMs }) };
}
