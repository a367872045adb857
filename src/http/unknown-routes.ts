import type { FastifyInstance } from 'fastify';
import { Problem } from '../errors/problem.js';

interface KnownRoute {
  readonly method: string;
  readonly pattern: RegExp;
  /** The product, of a route that only one has. */
  readonly product?: string;
}

/**
 * Tells apart what a plain 404 cannot: an address that takes other methods (405 with Allow), and a step that
 * another product has but this one has not (STEP_NOT_FOUND).
 */
export class UnknownRoutes {
  private readonly known: KnownRoute[] = [];

  constructor(private readonly products: readonly string[]) {}

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
    const allow = [...new Set(this.routesAt(path).map(({ method }) => method))];
    if (allow.length > 0) return new Problem('METHOD_NOT_ALLOWED', { allow });
    const [, name = '', step = ''] = /^\/v1\/([^/]+)(\/onboardings\/[^/]+\/.+)$/.exec(path) ?? [];
    const elsewhere =
      this.products.includes(name) &&
      this.known.some(({ product }) => product && this.routesAt(`/v1/${product}${step}`).length > 0);
    return new Problem(elsewhere ? 'STEP_NOT_FOUND' : 'ROUTE_NOT_FOUND');
  }

  private routesAt(path: string): readonly KnownRoute[] {
    return this.known.filter(({ pattern }) => pattern.test(path));
  }
}
