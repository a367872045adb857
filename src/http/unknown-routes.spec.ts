import { beforeAll, describe, expect, it } from '@jest/globals';
import { fastify } from 'fastify';
import { UnknownRoutes } from './unknown-routes.js';

const routes = new UnknownRoutes(
  new Map([
    ['ppi-levin', ['biometric']],
    ['dmt-fino', ['otp']],
    ['ppi-digikhata', ['biometric']],
    ['customer-account', ['biometric']],
  ]),
);

beforeAll(async () => {
  const app = fastify({ exposeHeadRoutes: false });
  routes.watch(app);
  const handler = (): string => '';
  app.get('/v1/products', handler);
  app.post('/v1/:product/onboardings', handler);
  app.get('/v1/:product/onboardings/:id', handler);
  app.post('/v1/:product/onboardings/:id/otp', handler);
  app.post('/v1/:product/onboardings/:id/otp/verification', handler);
  app.post('/v1/dmt-fino/onboardings/:id/biometric', handler);
  app.get('/v1/ppi-digikhata/onboardings/:id/consent', handler);
  app.get('/openapi.json', handler);
  app.get('/docs/*', handler);
  app.route({ method: ['GET', 'HEAD'], url: '/health/live', handler });
  await app.ready();
  await app.close();
});

describe('an address with other methods', () => {
  it.each([
    ['/v1/products', ['GET']],
    ['/v1/ppi-levin/onboardings', ['POST']],
    ['/v1/ppi-levin/onboardings?mobile=1', ['POST']],
    ['/v1/ppi-levin/onboardings/onb_a', ['GET']],
    ['/v1/ppi-levin/onboardings/onb_a/otp', ['POST']],
    ['/v1/dmt-fino/onboardings/onb_a/biometric', ['POST']],
    ['/v1/dmt-fino/onboardings/onb_a/otp/verification', ['POST']],
    ['/openapi.json', ['GET']],
    ['/docs/any/thing', ['GET']],
    ['/health/live', ['GET', 'HEAD']],
  ])('%s has the methods %j', (url, allow) => {
    const problem = routes.problemFor(url);
    expect(problem.code).toBe('METHOD_NOT_ALLOWED');
    expect(problem.details).toEqual({ allow });
  });
});

describe("another product's step", () => {
  it.each([
    '/v1/ppi-levin/onboardings/onb_a/biometric',
    '/v1/customer-account/onboardings/onb_a/biometric?x=1',
    '/v1/dmt-fino/onboardings/onb_a/consent',
    '/v1/dmt-fino/onboardings/onb_a/otp',
  ])('%s is not a step of this product', (url) => {
    expect(routes.problemFor(url)).toMatchObject({ code: 'STEP_NOT_FOUND', details: {} });
  });
});

describe('any other address', () => {
  it.each([
    '/',
    '/v1',
    '/v1/product',
    '/v1/ppi-levin',
    '/v1/ppi-levin/onboardings/onb_a/nothing',
    '/v1/ppi-levin/onboardings/onb_a/otp/verification/again',
    '/v1/ppi-levin/onboardings//otp',
    '/v1/ppi-levin/onboardings/',
    '/v1/ppi-levin/onboardings/onb_a/otp/',
    '/health/live/',
    '/openapixjson',
    '/OPENAPI.JSON',
    '/health/livex',
    '/v1/ppi-levin/onboardings/onb_a/__proto__',
    '/v1/no-product/onboardings/onb_a/biometric',
    '/v1/no-product/onboardings/onb_a/otp',
    '/v1/no-product/onboardings/onb_a',
    '/v1/no-product/onboardings',
    '/v1/__proto__/onboardings',
  ])('%s has no route', (url) => {
    expect(routes.problemFor(url)).toMatchObject({ code: 'ROUTE_NOT_FOUND', details: {} });
  });
});
