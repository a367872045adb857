import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { fastify } from 'fastify';
import type { Caller } from '../../http/caller.js';
import { PRODUCTS } from '../../products/registry.js';
import { ACTION_ROUTES, statesOf } from '../journey/product.js';
import { ProductRegistry } from '../journey/product-registry.js';
import type { Action } from '../journey/state.js';
import { Answered, failure, success } from '../steps/answers.js';
import type { OnboardingService } from '../steps/onboarding.service.js';
import { Problem } from '../../errors/problem.js';
import { OnboardingController } from './onboarding.controller.js';
import { ProductsController } from './products.controller.js';
import { sendAnswers } from './send-answer.js';

const CALLER: Caller = { agent: '20810200', idempotencyKey: 'key-1', requestId: 'request-1', receivedAt: 0 };
/** An action of one product alone, which has a route of its own. */
const OWN_ROUTES: readonly Action[] = ['SUBMIT_BIOMETRIC'];

/** The controller over a service that returns what it was asked for. */
function controller(): OnboardingController {
  const asked =
    (what: string) =>
    (...given: readonly unknown[]): Promise<unknown> =>
      Promise.resolve([what, ...given]);
  const service = { start: asked('start'), act: asked('act'), read: asked('read'), erase: asked('erase') };
  return new OnboardingController(service as unknown as OnboardingService);
}

const routes = Object.getOwnPropertyNames(OnboardingController.prototype).flatMap((name) => {
  const method = Reflect.get(OnboardingController.prototype, name) as (...given: unknown[]) => unknown;
  const path = Reflect.getMetadata('path', method) as string | undefined;
  return path?.startsWith(':id/') === true ? [[path, method] as const] : [];
});

describe('a route', () => {
  it.each(Object.entries(ACTION_ROUTES).filter(([action]) => !OWN_ROUTES.includes(action as Action)))(
    'takes the action %s, at the address that clients are given for it',
    async (action, address) => {
      const [route, ...others] = routes.filter(([path]) => path === `:id/${address}`);
      expect(others).toEqual([]);
      const body = { a: 1 };
      const taken = await route?.[1].call(controller(), 'ppi-levin', 'onb_a', body, CALLER);
      expect(taken).toEqual(['act', 'ppi-levin', 'onb_a', action, body, CALLER]);
    },
  );

  it('starts, reads and erases the onboarding of the caller', async () => {
    const one = controller();
    const { startOnboarding } = Object.getOwnPropertyDescriptors(OnboardingController.prototype);
    expect(Reflect.getMetadata('path', startOnboarding.value as object)).toBe('/');
    const started = await one.startOnboarding('ppi-levin', { mobile: '9876543210' }, CALLER);
    expect(started).toEqual(['start', 'ppi-levin', '9876543210', CALLER]);
    expect(await one.getOnboarding('ppi-levin', 'onb_a', '20810200')).toEqual([
      ...['read', 'ppi-levin', 'onb_a', '20810200'],
    ]);
    const requester = { agent: '20810200', requestId: 'request-1' };
    const erased: Promise<unknown> = one.eraseOnboarding('ppi-levin', 'onb_a', requester);
    expect(await erased).toEqual(['erase', 'ppi-levin', 'onb_a', requester]);
  });
});

it('the list of products has the steps and states of each', () => {
  const { products } = new ProductsController(new ProductRegistry(PRODUCTS)).listProducts();
  expect(products.map(({ product }) => product)).toEqual(PRODUCTS.map(({ name }) => name));
  for (const [index, product] of PRODUCTS.entries()) {
    expect(products[index]?.steps).toEqual(product.journey.steps.map(({ step }) => step));
    expect(products[index]?.states).toEqual(statesOf(product));
  }
});

describe('an answer is sent', () => {
  const problem = new Problem('UPSTREAM_UNAVAILABLE', { retryAfterSeconds: 5 });
  it.each<[string, Answered, object, string | undefined]>([
    [
      'of a new onboarding',
      new Answered(success({ id: 'onb_a' }, '/v1/a'), false, { outcome: 'COMPLETED' }),
      { 'content-type': 'application/json; charset=utf-8', location: '/v1/a' },
      undefined,
    ],
    [
      'of a problem, repeated',
      new Answered(failure(problem, 'request-1'), true, { outcome: 'UPSTREAM_UNAVAILABLE' }),
      {
        ...{ 'content-type': 'application/problem+json; charset=utf-8', 'retry-after': '5' },
        ...{ 'idempotency-replayed': 'true' },
      },
      'UPSTREAM_UNAVAILABLE',
    ],
  ])('byte for byte, with its headers: %s', async (_what, answered, headers, code) => {
    const server = fastify();
    sendAnswers(server);
    let counted: string | undefined;
    server.addHook('onSend', (request, _reply, _payload, done) => {
      counted = request.problemCode;
      done();
    });
    server.get('/answer', () => answered);
    server.get('/other', () => ({ b: 1 }));
    const { statusCode, body, headers: sent } = await server.inject('/answer');
    expect([statusCode, body, counted]).toEqual([answered.answer.status, answered.answer.body, code]);
    expect(sent).toMatchObject(headers);
    expect('idempotency-replayed' in sent).toBe(answered.replayed);
    expect((await server.inject('/other')).body).toBe('{"b":1}');
    await server.close();
  });
});
