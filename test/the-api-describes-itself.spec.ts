import { Validator } from '@seriousme/openapi-schema-validator';
import { expect, test } from '@jest/globals';
import { sharedGateway } from './support/shared-gateway.js';

interface Operation {
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
  }[];
  readonly requestBody?: object;
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { schema?: object; examples?: object }>> }>
  >;
  readonly security?: readonly object[];
}
interface Document {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}

const gateway = await sharedGateway();
const document = (await gateway.client.get('/openapi.json')).body as Document;

/** Every route of api.md for clients. */
const ROUTES = [
  'DELETE /v1/{product}/onboardings/{id}',
  'GET /health/live',
  'GET /health/ready',
  'GET /health/startup',
  'GET /v1/ppi-digikhata/onboardings/{id}/consent',
  'GET /v1/ppi-digikhata/onboardings/{id}/consent/languages',
  'GET /v1/products',
  'GET /v1/{product}/onboardings/{id}',
  'POST /v1/dmt-fino/onboardings/{id}/biometric',
  'POST /v1/{product}/onboardings',
  'POST /v1/{product}/onboardings/{id}/aadhaar',
  'POST /v1/{product}/onboardings/{id}/otp',
  'POST /v1/{product}/onboardings/{id}/otp/verification',
  'POST /v1/{product}/onboardings/{id}/pan',
  'POST /v1/{product}/onboardings/{id}/refresh',
  'POST /v1/{product}/onboardings/{id}/registration',
];

function operations(): readonly (readonly [name: string, operation: Operation])[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(
      ([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const,
    ),
  );
}

test('the document is valid OpenAPI 3.1', async () => {
  const validator = new Validator();
  const { valid, errors } = await validator.validate(
    structuredClone(document) as object as Record<string, unknown>,
  );

  expect(errors ?? []).toEqual([]);
  expect(valid).toBe(true);
  expect(document.openapi).toMatch(/^3\.1\./);
});

test('it lists exactly the routes of the API', () => {
  expect(
    operations()
      .map(([name]) => name)
      .sort(),
  ).toEqual(ROUTES);
});

test('every route in it exists', async () => {
  for (const [name] of operations()) {
    const [method = '', path = ''] = name.split(' ');
    const real = path.replace('{product}', 'ppi-levin').replace('{id}', 'onb_AAAAAAAAAAAAAAAAAAAAAAAA');
    const reply = await gateway.client.send(method, real);
    expect([name, (reply.body as { code?: string }).code]).not.toEqual([name, 'ROUTE_NOT_FOUND']);
    expect([name, reply.status]).not.toEqual([name, 405]);
  }
});

test('every route describes exactly the parameters of its path', () => {
  for (const [name, { parameters = [] }] of operations()) {
    const described = parameters.filter((one) => one.in === 'path').map((one) => `{${one.name}}`);
    expect([name, described.sort()]).toEqual([name, (name.match(/\{\w+\}/g) ?? []).sort()]);
  }
});

test('every POST requires an Idempotency-Key and a body, every route of an agent a token', () => {
  for (const [name, operation] of operations()) {
    const key = operation.parameters?.find((one) => one.name === 'Idempotency-Key');
    const posts = name.startsWith('POST');
    expect([name, key?.in, key?.required]).toEqual(
      posts ? [name, 'header', true] : [name, undefined, undefined],
    );
    expect([name, operation.requestBody !== undefined]).toEqual([name, posts]);
    expect([name, (operation.security ?? []).length > 0]).toEqual([name, name.includes(' /v1/')]);
  }
});

test('every answer with a body has a schema, and every problem an example', () => {
  for (const [name, { responses }] of operations()) {
    for (const [status, { content }] of Object.entries(responses)) {
      const types = Object.keys(content ?? {});
      if (status === '204') {
        expect([name, types]).toEqual(['DELETE /v1/{product}/onboardings/{id}', []]);
        continue;
      }
      const expected = Number(status) >= 400 && !(name.includes('/health/') && status === '503');
      expect([name, status, types]).toEqual([
        name,
        status,
        [expected ? 'application/problem+json' : 'application/json'],
      ]);
      for (const { schema, examples } of Object.values(content ?? {})) {
        expect(schema).toBeDefined();
        if (expected) expect(Object.keys(examples ?? {}).length).toBeGreaterThan(0);
      }
    }
  }
});

test('UPSTREAM_INVALID_REPLY is a problem of the consent reads only', () => {
  const naming = operations()
    .filter(([, { responses }]) => JSON.stringify(responses).includes('UPSTREAM_INVALID_REPLY'))
    .map(([name]) => name);
  expect(naming.sort()).toEqual(ROUTES.filter((name) => name.includes('/consent')));
});

test('the docs are served, and load nothing from other hosts', async () => {
  const page = await gateway.client.get('/docs');
  const script = await gateway.client.get('/docs/scalar.js');

  expect(page.status).toBe(200);
  expect(page.headers.get('content-type')).toMatch(/^text\/html/);
  expect(page.text).not.toMatch(/(src|href)="(https?:)?\/\//);
  expect(script.status).toBe(200);
});

// In production, by default: test/security/production-is-closed-by-default.spec.ts.
test('with DOCS_ENABLED=false the document is served, the docs are not, and the start page names none', async () => {
  const bare = await sharedGateway({ DOCS_ENABLED: 'false' });
  expect((await bare.client.get('/')).body).not.toHaveProperty('links.docs');
  expect((await bare.client.get('/docs')).body).toMatchObject({ status: 404, code: 'ROUTE_NOT_FOUND' });
  expect((await bare.client.get('/docs/scalar.js')).status).toBe(404);
  expect((await bare.client.get('/openapi.json')).body).toEqual(document);
});
