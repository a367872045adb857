import { fastify } from 'fastify';
import { describe, expect, it } from '@jest/globals';
import { OPEN } from './route-policy.js';
import { routeOf, type Route } from './route.js';

describe('the route of a request', () => {
  it.each<[string, string, Partial<Route>]>([
    ['/health/live', '/health/live', { isHealth: true, product: undefined }],
    ['/v1/:product/onboardings', '/v1/ppi-levin/onboardings', { isHealth: false, product: 'ppi-levin' }],
    ['/v1/:product/onboardings/:id', '/v1/any-text/onboardings/health', { product: 'any-text' }],
    [
      '/v1/ppi-digikhata/onboardings/:id/consent',
      '/v1/ppi-digikhata/onboardings/a/consent',
      { product: 'ppi-digikhata' },
    ],
    ['/v1/products', '/v1/products', { isHealth: false, product: undefined }],
    ['/v1/:product/other', '/v1/ppi-levin/other', { product: undefined }],
    ['/', '/', { product: undefined }],
  ])('%s is known at %s, with its product', async (pattern, url, route) => {
    const app = fastify();
    let found: Route | undefined;
    app.get(pattern, { config: { policy: OPEN } }, (request) => (found = routeOf(request)));
    await app.inject(url);
    expect(found).toMatchObject({ url: pattern, policy: OPEN, ...route });
  });

  it('is read once', async () => {
    const app = fastify();
    app.get('/', (request) => ({ same: routeOf(request) === routeOf(request) }));
    expect((await app.inject('/')).json<unknown>()).toEqual({ same: true });
  });

  it('is missing at any other address', async () => {
    const app = fastify();
    let found: Route | undefined;
    app.setNotFoundHandler((request) => (found = routeOf(request)));
    await app.inject('/health');
    expect(found).toEqual({ url: undefined, policy: undefined, isHealth: false, product: undefined });
  });
});
