import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { agentOf } from '../auth/agent.js';
import { ROUTE_POLICY, type RoutePolicy } from '../http/route-policy.js';
import { Problem } from '../errors/problem.js';
import { AgentLimits } from './agent-limits.js';
import { LimitsUnavailable, type Taken } from './limiter.js';

const RETRY_AFTER_SECONDS = 1;

/** Counts an agent's requests, tells it how many are left, and turns away those beyond its limit. */
@Injectable()
export class LimitGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly limits: AgentLimits,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const policy = this.reflector.get<RoutePolicy | undefined>(ROUTE_POLICY, context.getHandler());
    if (policy?.limit !== 'agent') return true;
    const http = context.switchToHttp();
    const taken = await this.count(agentOf(http.getRequest<FastifyRequest>()), policy);
    if (!taken) return true;
    this.tell(http.getResponse<FastifyReply>(), taken);
    if (taken.granted) return true;
    throw new Problem('RATE_LIMITED', { retryAfterSeconds: taken.resetSeconds });
  }

  /** What changes nothing is answered without a count; what has effects is not done while nobody counts. */
  private async count(agent: string, policy: RoutePolicy): Promise<Taken | undefined> {
    try {
      return await this.limits.request(agent);
    } catch (error) {
      if (!(error instanceof LimitsUnavailable)) throw error;
      if (policy.scope === 'onboarding:read') return undefined;
      throw new Problem('STORE_UNAVAILABLE', { retryAfterSeconds: RETRY_AFTER_SECONDS });
    }
  }

  /** Fields of draft-ietf-httpapi-ratelimit-headers-10: quota, window; remaining, seconds until it is full again. */
  private tell(reply: FastifyReply, { left, resetSeconds }: Taken): void {
    const { limit, windowSeconds } = this.limits.requests;
    reply.header('RateLimit-Policy', `"requests";q=${limit};w=${windowSeconds}`);
    reply.header('RateLimit', `"requests";r=${left};t=${resetSeconds}`);
  }
}
