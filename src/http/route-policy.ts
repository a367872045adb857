import { SetMetadata, applyDecorators } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Of the route; known as soon as the router has found it. */
    policy?: RoutePolicy;
  }
}

/** What a token may be for (api.md, "Authentication"). */
export const SCOPES = ['onboarding:read', 'onboarding:write'] as const;

/** What every route declares of itself; the process does not start with one that declares nothing. */
export interface RoutePolicy {
  /** `agent`: a token names the agent. `none`: open to anyone who can reach the port. */
  readonly authentication: 'agent' | 'none';
  readonly scope?: (typeof SCOPES)[number];
  readonly idempotency: 'required' | 'none';
  readonly limit: 'agent' | 'none';
  /** Largest body, where it is not the usual one. */
  readonly maxBodyBytes?: number;
}

export const ROUTE_POLICY = 'route-policy';

/** A route that shows nothing of anyone. */
export const OPEN: RoutePolicy = { authentication: 'none', idempotency: 'none', limit: 'none' };

/** For the guards, which ask Nest, and for the hooks that run before them, which ask the router. */
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

/** A route of an agent that erases: repeated, it finds nothing more, so that it needs no key. */
export const Erases = (): MethodDecorator =>
  declare({ authentication: 'agent', scope: 'onboarding:write', idempotency: 'none', limit: 'agent' });

/** A route that shows nothing of anyone. */
export const Public = (): MethodDecorator => declare(OPEN);

/** What is missing from a route's policy, or contradicts it; undefined when it is whole. */
export function policyFault(policy: RoutePolicy | undefined, method: string): string | undefined {
  if (!policy) return 'declares no policy; use @Reads, @DispatchesOnce, @Erases or @Public';
  const { authentication, scope, idempotency, limit } = policy;
  if (authentication === 'none')
    return method === 'GET' ? undefined : 'changes something, and is open to anyone';
  if (scope === undefined) return 'authenticates, and needs no scope';
  if (limit === 'none') return 'authenticates, and has no limit';
  if ((method === 'GET') !== (scope === 'onboarding:read'))
    return 'every GET, and nothing else, needs the scope to read';
  if ((method === 'POST') !== (idempotency === 'required'))
    return 'every POST, and nothing else, needs an Idempotency-Key';
  return undefined;
}
