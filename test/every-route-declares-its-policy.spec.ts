import 'reflect-metadata';
import { RequestMethod, type DynamicModule, type Type } from '@nestjs/common';
import { METHOD_METADATA, MODULE_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { AppModule } from '../src/app.module.js';
import { ROUTE_POLICY, type RoutePolicy } from '../src/http/route-policy.js';
import { nodesOf, SOURCES } from './support/sources.js';
import ts from 'typescript';

interface Route {
  readonly route: string;
  readonly policy: RoutePolicy | undefined;
}

let controllers: readonly Type[] = [];
let routes: readonly Route[] = [];

beforeAll(async () => {
  controllers = [...(await controllersOf(AppModule, new Set()))];
  routes = controllers.flatMap(routesOf);
});

const READS = { authentication: 'agent', scope: 'onboarding:read', idempotency: 'none', limit: 'agent' };
const DISPATCHES = {
  authentication: 'agent',
  scope: 'onboarding:write',
  idempotency: 'required',
  limit: 'agent',
};
const ERASES = { ...DISPATCHES, idempotency: 'none' };
const PUBLIC = { authentication: 'none', idempotency: 'none', limit: 'none' };

describe('the routes', () => {
  it('have this authentication, scope, idempotency and limit', () => {
    expect(Object.fromEntries(routes.map(({ route, policy }) => [route, policy]))).toEqual({
      'GET /health/live': PUBLIC,
      'GET /health/ready': PUBLIC,
      'GET /health/startup': PUBLIC,
      'GET /problems': PUBLIC,
      'GET /problems/:name': PUBLIC,
      'GET /v1/products': READS,
      'POST /v1/:product/onboardings': DISPATCHES,
      'GET /v1/:product/onboardings/:id': READS,
      'DELETE /v1/:product/onboardings/:id': ERASES,
      'POST /v1/:product/onboardings/:id/refresh': DISPATCHES,
      'POST /v1/:product/onboardings/:id/registration': DISPATCHES,
      'POST /v1/:product/onboardings/:id/otp': DISPATCHES,
      'POST /v1/:product/onboardings/:id/otp/verification': DISPATCHES,
      'POST /v1/:product/onboardings/:id/aadhaar': DISPATCHES,
      'POST /v1/:product/onboardings/:id/pan': DISPATCHES,
      'POST /v1/dmt-fino/onboardings/:id/biometric': { ...DISPATCHES, maxBodyBytes: 192 * 1024 },
      'GET /v1/ppi-digikhata/onboardings/:id/consent/languages': READS,
      'GET /v1/ppi-digikhata/onboardings/:id/consent': READS,
    });
  });

  it('that change something require the scope to write and count towards the limit, and a POST requires a key', () => {
    const changes = routes.filter(({ route }) => !route.startsWith('GET '));
    const policies: Readonly<Record<string, object>> = { POST: DISPATCHES, DELETE: ERASES };
    for (const { route, policy } of changes)
      expect({ route, policy }).toMatchObject({ route, policy: policies[route.split(' ')[0] ?? ''] });
  });

  it('of onboardings all require an agent', () => {
    const open = routes.filter(({ route, policy }) => {
      return route.includes(' /v1/') && policy?.authentication !== 'agent';
    });
    expect(open).toEqual([]);
  });
});

it('every controller in src/ belongs to a module', () => {
  const written = SOURCES.flatMap((source) =>
    nodesOf(source)
      .filter(ts.isClassDeclaration)
      .filter((node) =>
        (ts.getDecorators(node) ?? []).some((one) => one.getText().startsWith('@Controller(')),
      )
      .map((node) => node.name?.text ?? ''),
  );
  expect(controllers.map(({ name }) => name).sort()).toEqual(written.sort());
});

type Imported = Type | DynamicModule | { readonly forwardRef: () => Imported };

/** The controllers of a module and of everything it imports. */
async function controllersOf(entry: unknown, seen: Set<unknown>): Promise<ReadonlySet<Type>> {
  const imported = (await entry) as Imported;
  if (seen.has(imported)) return new Set();
  seen.add(imported);
  if ('forwardRef' in imported) return controllersOf(imported.forwardRef(), seen);
  const dynamic = 'module' in imported ? imported : undefined;
  const module = dynamic?.module ?? (imported as Type);
  const own = metadata<Type>(MODULE_METADATA.CONTROLLERS, module);
  const found = new Set([...own, ...(dynamic?.controllers ?? [])]);
  for (const one of [...metadata(MODULE_METADATA.IMPORTS, module), ...(dynamic?.imports ?? [])]) {
    for (const controller of await controllersOf(one, seen)) found.add(controller);
  }
  return found;
}

function routesOf(controller: Type): readonly Route[] {
  const prototype = controller.prototype as Readonly<Record<string, unknown>>;
  const [prefix = ''] = [Reflect.getMetadata(PATH_METADATA, controller) as string | string[]].flat();
  return Object.getOwnPropertyNames(prototype).flatMap((name) => {
    const handler = prototype[name];
    if (typeof handler !== 'function' || !Reflect.hasMetadata(METHOD_METADATA, handler)) return [];
    const method = RequestMethod[Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod];
    const path = Reflect.getMetadata(PATH_METADATA, handler) as string;
    const policy = Reflect.getMetadata(ROUTE_POLICY, handler) as RoutePolicy | undefined;
    return [{ route: `${method} /${[prefix, path].filter((part) => part !== '/').join('/')}`, policy }];
  });
}

function metadata<T = unknown>(key: string, target: Type): readonly T[] {
  return (Reflect.getMetadata(key, target) ?? []) as readonly T[];
}
