import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { patienceOf, type Patience } from '../http/request-timeout.js';
import type { Caller, Requester } from '../onboarding/steps/step.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who calls, set by `authenticateRequests` and by nothing else. */
    identity?: Identity;
  }
}

/** Who calls, and what for. */
export interface Identity {
  /** Eko's user_code. */
  readonly agent: string;
  readonly scopes: readonly string[];
}

/** Who sent a request. @throws Error on a route that does not authenticate: a mistake of ours */
export function identityOf({ identity }: FastifyRequest): Identity {
  if (identity === undefined) throw new Error('the route declares no authentication');
  return identity;
}

/** The authenticated agent of a request. @throws Error on a route that does not authenticate: a mistake of ours */
export function agentOf(request: FastifyRequest): string {
  return identityOf(request).agent;
}

/** Injects the agent into a handler. */
export const Agent = createParamDecorator((_data: unknown, context: ExecutionContext): string =>
  agentOf(context.switchToHttp().getRequest<FastifyRequest>()),
);

/** Who reads what Eko has to be asked for, and how long for. */
export interface Reader extends Patience {
  /** Eko's user_code of the agent. */
  readonly agent: string;
  /** Under which the request is logged. */
  readonly requestId: string;
}

/** Injects agent, request id and the client's patience into a handler of a route that asks Eko and changes nothing. */
export const ReaderOf = createParamDecorator((_data: unknown, context: ExecutionContext) =>
  readerOf(context),
);

/** Injects agent and request id into a handler of a route that asks Eko for nothing. */
export const RequesterOf = createParamDecorator((_data: unknown, context: ExecutionContext): Requester => {
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  return { agent: agentOf(request), requestId: request.id };
});

/** Injects agent, idempotency key, request id and the client's patience into a handler of a route that dispatches. */
export const CallerOf = createParamDecorator((_data: unknown, context: ExecutionContext): Caller => {
  const { headers } = context.switchToHttp().getRequest<FastifyRequest>();
  const idempotencyKey = headers['idempotency-key'];
  if (typeof idempotencyKey !== 'string') throw new Error('the route declares no idempotency');
  return { ...readerOf(context), idempotencyKey };
});

function readerOf(context: ExecutionContext): Reader {
  const http = context.switchToHttp();
  const request = http.getRequest<FastifyRequest>();
  const { id: requestId } = request;
  return { agent: agentOf(request), requestId, ...patienceOf(request, http.getResponse<FastifyReply>()) };
}
