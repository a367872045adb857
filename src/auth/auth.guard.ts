import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { GATEWAY_CONFIG, type GatewayConfig } from '../config/gateway-config.js';
import { ROUTE_POLICY, type RoutePolicy } from './route-policy.js';

/** Finds out who calls, before anything else is looked at. A route without a policy is closed. */
@Injectable()
export class AuthGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    @Inject(GATEWAY_CONFIG) private readonly config: GatewayConfig,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    const policy = this.reflector.get<RoutePolicy | undefined>(ROUTE_POLICY, context.getHandler());
    if (!policy)
      throw new Error(`${context.getClass().name}.${context.getHandler().name} declares no policy`);
    if (policy.authentication === 'none') return true;
    context.switchToHttp().getRequest<FastifyRequest>().agent = this.config.auth.userCode;
    return true;
  }
}
