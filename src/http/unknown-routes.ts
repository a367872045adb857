import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Problem } from '../errors/problem.js';

interface KnownRoute {
  readonly method: string;
  readonly pattern: RegExp;
  /** The product, of a route that only one has. */
  readonly product?: string;
}

/** An address below a product, and what it names below one onboarding. */
const ONBOARDINGS = /^\/v1\/([^/]+)\/onboardings(?:\/[^/]+(?:\/(.+))?)?$/;

/** Answers preflights, and where no route is, by address and method, before anything else is looked at. */
export function refuseUnknownRoutes(fastify: FastifyInstance, unknown: UnknownRoutes): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    if (isPreflight(request)) void reply.code(204).send();
    else if (isNowhere(request)) done(unknown.problemFor(request.url));
    else done();
  });
}

/** Only where CORS is on has the router a route for them. */
function isPreflight({ method, headers, routeOptions }: FastifyRequest): boolean {
  if (method !== 'OPTIONS' || routeOptions.url !== '*') return false;
  return headers.origin !== undefined && headers['access-control-request-method'] !== undefined;
}

/** Answers for products and steps that do not exist. Strangers do not get here, and bodies are not read. */
export function refuseUnknownSteps(fastify: FastifyInstance, unknown: UnknownRoutes): void {
  fastify.addHook('onRequest', (request, _reply, done) => {
    done(unknown.problemOfStep(request));
  });
}

/** The router takes an empty part of an address for an id, and has a route for preflights everywhere. */
function isNowhere({ is404, params, routeOptions: { url } }: FastifyRequest): boolean {
  return is404 || url === '*' || Object.values(params as object).includes('');
}

/**
 * Tells apart what a plain 404 cannot: an address that takes other methods (405 with Allow), and a step that
 * another product has but this one has not (STEP_NOT_FOUND).
 */
export class UnknownRoutes {
  private readonly known: KnownRoute[] = [];

  /** @param lacking every product, with the routes below an onboarding that all share but whose steps it has not */
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

  /** Of a request that a route shared by the products takes; undefined when this product has it, too. */
  problemOfStep({ params, routeOptions: { url = '' } }: FastifyRequest): Problem | undefined {
    const { product } = params as { readonly product?: string };
    if (product === undefined) return undefined;
    const lacking = this.lacking.get(product);
    if (!lacking) return new Problem('ROUTE_NOT_FOUND');
    const [, , step] = ONBOARDINGS.exec(url) ?? [];
    return step !== undefined && lacking.includes(step) ? new Problem('STEP_NOT_FOUND') : undefined;
  }

  /** @param url as the client sent it, with its query */
  problemFor(url: string): Problem {
    const path = url.split('?')[0] ?? '';
    const [, product, step] = ONBOARDINGS.exec(path) ?? [];
    if (product !== undefined && !this.lacking.has(product)) return new Problem('ROUTE_NOT_FOUND');
    if (product !== undefined && step !== undefined && this.isElsewhere(product, step))
      return new Problem('STEP_NOT_FOUND');
    const allow = [...new Set(this.routesAt(path).map(({ method }) => method))];
    return allow.length > 0 ? new Problem('METHOD_NOT_ALLOWED', { allow }) : new Problem('ROUTE_NOT_FOUND');
  }

  /** Whether another product has the step, and this one has not. */
  private isElsewhere(product: string, step: string): boolean {
    if (this.lacking.get(product)?.includes(step)) return true;
    const at = (name: string): number => this.routesAt(`/v1/${name}/onboardings/id/${step}`).length;
    return at(product) === 0 && this.known.some((route) => route.product && at(route.product) > 0);
  }

  private routesAt(path: string): readonly KnownRoute[] {
    return this.known.filter(({ pattern }) => pattern.test(path));
  }
}
