import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Problem } from '../errors/problem.js';
import { routeOf } from './route.js';

interface KnownRoute {
  readonly method: string;
  readonly pattern: RegExp;
  /** The product, if only one has the route. */
  readonly product?: string;
}

/** An address of a product, and its part after the onboarding. */
const ONBOARDINGS = /^\/v1\/([^/]+)\/onboardings(?:\/[^/]+(?:\/(.+))?)?$/;

/** Answers preflights and addresses without a route, before anything else is checked. */
export function refuseUnknownRoutes(fastify: FastifyInstance, unknown: UnknownRoutes): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    if (isPreflight(request)) void reply.code(204).send();
    else if (hasNoRoute(request)) done(unknown.problemFor(request.url));
    else done();
  });
}

/** The router has a route for them only when CORS is on. */
function isPreflight(request: FastifyRequest): boolean {
  const { method, headers } = request;
  if (method !== 'OPTIONS' || routeOf(request).url !== '*') return false;
  return headers.origin !== undefined && headers['access-control-request-method'] !== undefined;
}

/** Answers for products and steps that do not exist, after authentication and before bodies are read. */
export function refuseUnknownSteps(fastify: FastifyInstance, unknown: UnknownRoutes): void {
  fastify.addHook('onRequest', (request, _reply, done) => {
    done(unknown.problemOfStep(request));
  });
}

/** The router accepts an empty part of an address as an id, and has a route for preflights at every address. */
function hasNoRoute(request: FastifyRequest): boolean {
  const { is404, params } = request;
  return is404 || routeOf(request).url === '*' || Object.values(params as object).includes('');
}

/**
 * The problem for an address without a route: other methods are allowed there (405 with Allow), another product has the
 * step (STEP_NOT_FOUND), or neither (ROUTE_NOT_FOUND).
 */
export class UnknownRoutes {
  private readonly known: KnownRoute[] = [];

  /** @param lacking for every product, the shared routes below an onboarding whose steps the product does not have */
  constructor(private readonly lacking: ReadonlyMap<string, readonly string[]>) {}

  /** Must run before the routes are added. */
  watch(fastify: FastifyInstance): void {
    fastify.addHook('onRoute', ({ method, url }) => {
      if (url === '*') return; // a browser's preflight is answered at every address, known or not
      const source = url
        .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
        .replace(/:[A-Za-z]+/g, '[^/]+')
        .replace('*', '.*');
      const pattern = new RegExp(`^${source}$`);
      const [, product] = /^\/v1\/([a-z-]+)\/onboardings/.exec(url) ?? [];
      for (const one of [method].flat())
        this.known.push({ method: one, pattern, ...(product !== undefined && { product }) });
    });
  }

  /** The problem for a request to a route that all products share; undefined when the product has the step. */
  problemOfStep(request: FastifyRequest): Problem | undefined {
    const { product } = request.params as { readonly product?: string };
    if (product === undefined) return undefined;
    const lacking = this.lacking.get(product);
    if (!lacking) return new Problem('ROUTE_NOT_FOUND');
    const [, , step] = ONBOARDINGS.exec(routeOf(request).url ?? '') ?? [];
    return step !== undefined && lacking.includes(step) ? new Problem('STEP_NOT_FOUND') : undefined;
  }

  /** @param url as the client sent it, with its query */
  problemFor(url: string): Problem {
    const path = url.split('?')[0] ?? '';
    const [, product, step] = ONBOARDINGS.exec(path) ?? [];
    if (product !== undefined && !this.lacking.has(product)) return new Problem('ROUTE_NOT_FOUND');
    if (product !== undefined && step !== undefined && this.isOfOtherProduct(product, step))
      return new Problem('STEP_NOT_FOUND');
    const allow = [...new Set(this.routesAt(path).map(({ method }) => method))];
    return allow.length > 0 ? new Problem('METHOD_NOT_ALLOWED', { allow }) : new Problem('ROUTE_NOT_FOUND');
  }

  /** Whether another product has the step and this one does not. */
  private isOfOtherProduct(product: string, step: string): boolean {
    if (this.lacking.get(product)?.includes(step)) return true;
    const at = (name: string): number => this.routesAt(`/v1/${name}/onboardings/id/${step}`).length;
    return at(product) === 0 && this.known.some((route) => route.product && at(route.product) > 0);
  }

  private routesAt(path: string): readonly KnownRoute[] {
    return this.known.filter(({ pattern }) => pattern.test(path));
  }
}
