import { expect, test } from '@jest/globals';
import { sharedGateway } from './support/shared-gateway.js';

type Schema = Readonly<Record<string, unknown>>;
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly operationId: string }>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

const gateway = await sharedGateway();
const document = (await gateway.client.get('/openapi.json')).body as Document;

/** Every schema of the document, with where it is. */
function schemas(
  node: unknown = document,
  place = '',
): readonly (readonly [place: string, schema: Schema])[] {
  if (typeof node !== 'object' || node === null) return [];
  const inner = Object.entries(node).flatMap(([key, value]) =>
    schemas(value, `${place}/${key.replaceAll('/', '~1')}`),
  );
  return [[place, node as Schema], ...inner];
}

test('a unique name for each operation', () => {
  const operations = Object.values(document.paths).flatMap((path) => Object.values(path));
  expect(operations.map(({ operationId }) => operationId).sort()).toEqual([
    'checkLiveness',
    'checkReadiness',
    'checkStartup',
    'eraseOnboarding',
    'getConsentText',
    'getOnboarding',
    'listConsentLanguages',
    'listProducts',
    'refreshOnboarding',
    'registerCustomer',
    'resendOtp',
    'startOnboarding',
    'submitAadhaar',
    'submitBiometric',
    'submitPan',
    'verifyOtp',
  ]);
});

test('what each reference refers to', () => {
  const references = schemas().flatMap(([, { $ref }]) => (typeof $ref === 'string' ? [$ref] : []));
  const missing = references.filter((reference) => {
    const [, ...path] = reference.split('/');
    return path.reduce<unknown>((node, key) => (node as Schema | undefined)?.[key], document) === undefined;
  });
  expect([...new Set(missing)]).toEqual([]);
  for (const name of ['Product', 'OnboardingState', 'ProblemCode', 'OnboardingAction', 'OnboardingField'])
    expect(document.components.schemas).toHaveProperty(name);
});

test('each enum once', () => {
  const sets = schemas().flatMap(([, schema]) => (Array.isArray(schema['enum']) ? [schema['enum']] : []));
  for (const value of ['OTP_PENDING', 'OTP_INCORRECT', 'SAME_KEY', 'EKYC_OTP', 'PARTIAL', 'ppi-levin'])
    expect([value, sets.filter((values) => values.includes(value)).length]).toEqual([value, 1]);
});

test('one type for each value, no constant and no write-only property', () => {
  for (const [place, schema] of schemas(document.components.schemas)) {
    expect([place, Array.isArray(schema['type'])]).toEqual([place, false]);
    if ('enum' in schema) expect([place, schema['type']]).toEqual([place, expect.any(String)]);
    for (const keyword of ['const', 'writeOnly', '$id'])
      expect([place, Object.hasOwn(schema, keyword)]).toEqual([place, false]);
  }
});

test('one schema for each object: none is one of several, but for nextAction, which may be null', () => {
  const several = schemas(document.components.schemas).filter(([, schema]) =>
    ['oneOf', 'anyOf', 'allOf', 'discriminator'].some((keyword) => Object.hasOwn(schema, keyword)),
  );
  expect(several).toEqual([
    [
      '/Onboarding/properties/nextAction',
      expect.objectContaining({
        anyOf: [{ $ref: '#/components/schemas/OnboardingAction' }, { type: 'null' }],
      }),
    ],
  ]);
});

test('the actions as one enum', () => {
  expect(document.components.schemas).toHaveProperty('OnboardingAction.properties.action.enum', [
    'REGISTER',
    'VERIFY_OTP',
    'RESEND_OTP',
    'SUBMIT_AADHAAR',
    'SUBMIT_BIOMETRIC',
    'SUBMIT_PAN',
    'REFRESH',
  ]);
});

test('a description of every property', () => {
  const undescribed = schemas(document.components.schemas).flatMap(([place, { properties }]) =>
    Object.entries((properties ?? {}) as Readonly<Record<string, Schema>>)
      .filter(([, { description }]) => typeof description !== 'string' || description === '')
      .map(([name]) => `${place}/${name}`),
  );
  expect(undescribed).toEqual([]);
});

test('a description of every parameter, header, tag, operation and answer', () => {
  const described = schemas().filter(([place]) =>
    /^\/(paths\/[^/]+\/[a-z]+(\/(parameters|responses)\/[^/]+)?|components\/headers\/[^/]+|tags\/\d+)$/.test(
      place,
    ),
  );
  expect(described.length).toBeGreaterThan(200);
  const without = described.filter(
    ([, { description }]) => typeof description !== 'string' || description === '',
  );
  expect(without.map(([place]) => place)).toEqual([]);
});

test('an example of every answer with a body', () => {
  const answers = schemas().filter(([place]) => /\/responses\/\d+\/content\/[^/]+$/.test(place));
  expect(answers.length).toBeGreaterThan(100);
  const without = answers.filter(([, { examples }]) => Object.keys((examples ?? {}) as Schema).length === 0);
  expect(without.map(([place]) => place)).toEqual([]);
});

test('the headers that a request can have', () => {
  const headersOf = (operation: Schema): readonly unknown[] =>
    (operation['parameters'] as readonly Schema[])
      .filter((one) => one['in'] === 'header')
      .map(({ name }) => name);
  for (const [place, operation] of schemas().filter(([, { operationId }]) => operationId !== undefined)) {
    const { tags, summary } = operation;
    const traced = ['X-Request-Id', 'traceparent'];
    const expected = place.endsWith('/post')
      ? ['Idempotency-Key', 'Request-Timeout', ...traced]
      : [
          ...(String(tags) === 'Consent' ? ['Request-Timeout'] : []),
          ...(String(tags) === 'Health' ? [] : traced),
        ];
    expect({ summary, headers: [...headersOf(operation)].sort() }).toEqual({
      summary,
      headers: expected.sort(),
    });
  }
});
