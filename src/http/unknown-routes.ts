import type { FastifyInstance } from 'fastify';
import { Problem } from '../errors/problem.js';

interface KnownRoute {
  readonly method: string;
  readonly pattern: RegExp;
  /** The product, of a route that only one has. */
  readonly product?: string;
}

/** An address below a product, and what it names below one onboarding. */
const ONBOARDINGS = /^\/v1\/([^/]+)\/onboardings(?:\/[^/]+(?:\/(.+))?)?$/;

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
