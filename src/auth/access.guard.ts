import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '../errors/problem.js';
import type { RoutePolicy } from '../http/route-policy.js';
import { AgentLimits } from '../limits/agent-limits.js';
import { LimitsUnavailable, type Taken } from '../limits/limiter.js';
import { identityOf } from '../http/caller.js';
import { routeOf } from '../http/route.js';

/** 1 to 255 visible ASCII characters (api.md, "Idempotency"). */
const KEY = /^[\x21-\x7e]{1,255}$/;

/**
 * Enforces a route's policy for an authenticated agent (`authenticateRequests`), in this order: the scope of the token,
 * the request limit, the Idempotency-Key.
 */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(private readonly limits: AgentLimits) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const { policy } = routeOf(request);
    if (!policy)
      throw new Error(`${context.getClass().name}.${context.getHandler().name} declares no policy`);
    if (policy.authentication === 'none') return true;
    requireScope(request, policy);
    if (policy.limit === 'agent') {
      const taken = await this.limits
        .request(identityOf(request).agent)
        .catch((error: unknown) => uncounted(error, policy));
      if (taken) this.enforce(taken, http.getResponse<FastifyReply>());
    }
    if (policy.idempotency === 'required') requireKey(request);
    return true;
  }

  /** Sends the RateLimit headers, and refuses requests beyond the limit of the agent. */
  private enforce({ granted, left, resetSeconds }: Taken, reply: FastifyReply): void {
    const { limit, windowSeconds } = this.limits.requests;
    // Fields of draft-ietf-httpapi-ratelimit-headers-10: quota, window; remaining, seconds until it is full.
    reply.header('RateLimit-Policy', `"requests";q=${String(limit)};w=${String(windowSeconds)}`);
    reply.header('RateLimit', `"requests";r=${String(left)};t=${String(resetSeconds)}`);
    if (!granted) throw new Problem('RATE_LIMITED', { retryAfterSeconds: resetSeconds });
  }
}

/** While the counters are unavailable, a request that only reads is answered uncounted; any other is refused. */
function uncounted(error: unknown, policy: RoutePolicy): Taken | undefined {
  if (!(error instanceof LimitsUnavailable)) throw error;
  if (policy.scope === 'onboarding:read') return undefined;
  throw new Problem('STORE_UNAVAILABLE');
}

/** @throws Problem FORBIDDEN */
function requireScope(request: FastifyRequest, { scope }: RoutePolicy): void {
  if (scope === undefined || identityOf(request).scopes.includes(scope)) return;
  throw new Problem('FORBIDDEN', { challenge: `error="insufficient_scope", scope="${scope}"` });
}

/** @throws Problem IDEMPOTENCY_KEY_MISSING */
function requireKey({ headers }: FastifyRequest): void {
  const key = headers['idempotency-key'];
  if (typeof key !== 'string' || !KEY.test(key)) throw new Problem('IDEMPOTENCY_KEY_MISSING');
}
