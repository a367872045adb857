import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { Problem } from '../errors/problem.js';
import { identityOf } from './agent.js';
import { ROUTE_POLICY, type RoutePolicy } from '../http/route-policy.js';

/** Turns away an agent whose token lacks the scope of the route. Who calls is known by then: `authenticateRequests`. */
@Injectable()
export class ScopeGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const policy = this.reflector.get<RoutePolicy | undefined>(ROUTE_POLICY, context.getHandler());
    if (!policy)
      throw new Error(`${context.getClass().name}.${context.getHandler().name} declares no policy`);
    if (policy.authentication === 'none') return true;
    const { scopes } = identityOf(context.switchToHttp().getRequest<FastifyRequest>());
    if (policy.scope === undefined || scopes.includes(policy.scope)) return true;
    throw new Problem('FORBIDDEN', { challenge: `error="insufficient_scope", scope="${policy.scope}"` });
  }
}
