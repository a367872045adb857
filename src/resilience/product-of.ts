import type { FastifyRequest } from 'fastify';

/** The product in the address: from the route, or the text that the client put there. */
export function productOf({
  routeOptions,
  params,
}: Pick<FastifyRequest, 'routeOptions' | 'params'>): string | undefined {
  const [, , product, resource] = routeOptions.url?.split('/') ?? [];
  if (product === undefined || resource !== 'onboardings') return undefined;
  return product.startsWith(':') ? (params as { readonly product?: string }).product : product;
}
