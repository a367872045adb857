import { SetMetadata, applyDecorators } from '@nestjs/common';

/** What every route declares of itself; a test lists the routes and fails for one that declares nothing. */
export interface RoutePolicy {
  /** `agent`: a token names the agent. `none`: open to anyone who can reach the port. */
  readonly authentication: 'agent' | 'none';
  readonly scope?: 'onboarding:read' | 'onboarding:write';
  readonly idempotency: 'required' | 'none';
  readonly limit: 'agent' | 'none';
}

export const ROUTE_POLICY = 'route-policy';

const declare = (policy: RoutePolicy): MethodDecorator => applyDecorators(SetMetadata(ROUTE_POLICY, policy));

/** A route of an agent that changes nothing. */
export const Reads = (): MethodDecorator =>
  declare({ authentication: 'agent', scope: 'onboarding:read', idempotency: 'none', limit: 'agent' });

/** A route of an agent that may dispatch to Eko, once per Idempotency-Key. */
export const DispatchesOnce = (): MethodDecorator =>
  declare({ authentication: 'agent', scope: 'onboarding:write', idempotency: 'required', limit: 'agent' });

/** A route that shows nothing of anyone. */
export const Public = (): MethodDecorator =>
  declare({ authentication: 'none', idempotency: 'none', limit: 'none' });
