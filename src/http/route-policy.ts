import { SetMetadata, applyDecorators } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The policy of the route, which the router has found. */
    policy?: RoutePolicy;
  }
}

/** The scopes that a token can grant (api.md, "Authentication"). */
export const SCOPES = ['onboarding:read', 'onboarding:write'] as const;

/** The policy that every route declares; the process does not start with a route that declares none. */
export interface RoutePolicy {
  /** `agent`: a token names the agent. `none`: open to any client that can reach the port. */
  readonly authentication: 'agent' | 'none';
  readonly scope?: (typeof SCOPES)[number];
  readonly idempotency: 'required' | 'none';
  readonly limit: 'agent' | 'none';
  /** Largest body, bytes; absent: the usual maximum. */
  readonly maxBodyBytes?: number;
}

export const ROUTE_POLICY = 'route-policy';

/** The policy of a route that shows no data of an agent or customer. */
export const OPEN: RoutePolicy = { authentication: 'none', idempotency: 'none', limit: 'none' };

/** Guards read the policy from Nest's metadata; the hooks that run before them read it from the router. */
const declare = (policy: RoutePolicy): MethodDecorator =>
  applyDecorators(SetMetadata(ROUTE_POLICY, policy), RouteConfig({ policy }));

/** A route of an agent that changes nothing. */
export const Reads = (): MethodDecorator =>
  declare({ authentication: 'agent', scope: 'onboarding:read', idempotency: 'none', limit: 'agent' });

/** A route of an agent that may dispatch to Eko, once per Idempotency-Key. */
export const DispatchesOnce = (limits: Pick<RoutePolicy, 'maxBodyBytes'> = {}): MethodDecorator =>
  declare({
    authentication: 'agent',
    scope: 'onboarding:write',
    idempotency: 'required',
    limit: 'agent',
    ...limits,
  });

/** A route of an agent that erases: a repetition finds nothing, so it needs no key. */
export const Erases = (): MethodDecorator =>
  declare({ authentication: 'agent', scope: 'onboarding:write', idempotency: 'none', limit: 'agent' });

/** A route that shows no data of an agent or customer. */
export const Public = (): MethodDecorator => declare(OPEN);

/** The fault of a route's policy; undefined if it is complete and consistent. */
export function policyFault(policy: RoutePolicy | undefined, method: string): string | undefined {
  if (!policy) return 'declares no policy; use @Reads, @DispatchesOnce, @Erases or @Public';
  const { authentication, scope, idempotency, limit } = policy;
  if (authentication === 'none')
    return method === 'GET' ? undefined : 'is open to any client, but is not a GET';
  if (scope === undefined) return 'authenticates, but requires no scope';
  if (limit === 'none') return 'authenticates, but has no limit';
  if ((method === 'GET') !== (scope === 'onboarding:read'))
    return 'requires the scope to read if, and only if, it is a GET';
  if ((method === 'POST') !== (idempotency === 'required'))
    return 'requires an Idempotency-Key if, and only if, it is a POST';
  return undefined;
}
