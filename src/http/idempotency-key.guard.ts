import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { ROUTE_POLICY, type RoutePolicy } from './route-policy.js';
import { Problem } from '../errors/problem.js';

/** 1 to 255 visible ASCII characters (api.md, "Idempotency"). */
const KEY = /^[\x21-\x7e]{1,255}$/;

/** Turns away a call without a usable Idempotency-Key where the route requires one. */
@Injectable()
export class IdempotencyKeyGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const policy = this.reflector.get<RoutePolicy | undefined>(ROUTE_POLICY, context.getHandler());
    if (policy?.idempotency !== 'required') return true;
    const key = context.switchToHttp().getRequest<FastifyRequest>().headers['idempotency-key'];
    if (typeof key === 'string' && KEY.test(key)) return true;
    throw new Problem('IDEMPOTENCY_KEY_MISSING');
  }
}
