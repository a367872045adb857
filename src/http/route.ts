import type { FastifyRequest } from 'fastify';
import type { RoutePolicy } from './route-policy.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by `routeOf`. */
    route?: Route;
  }
}

/** The route that the router has found for a request. */
export interface Route {
  /** Its pattern, such as /v1/:product/onboardings/:id; undefined when there is no route. */
  readonly url: string | undefined;
  readonly policy: RoutePolicy | undefined;
  /** Whether it is a probe of the orchestrator. */
  readonly isHealth: boolean;
  /** The product in the address: from the route, or the text that the client put there. */
  readonly product: string | undefined;
}

/** The route of a request, read once: Fastify creates `routeOptions` anew at each use. */
export function routeOf(request: FastifyRequest): Route {
  return (request.route ??= read(request));
}

function read({ routeOptions: { url, config }, params }: FastifyRequest): Route {
  const [, , product, resource] = url?.split('/') ?? [];
  const name = product?.startsWith(':') ? (params as { readonly product?: string }).product : product;
  return {
    url,
    policy: config.policy,
    isHealth: url?.startsWith('/health') === true,
    product: resource === 'onboardings' ? name : undefined,
  };
}
