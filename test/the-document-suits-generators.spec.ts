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
  const inner = Object.entries(node).flatMap(([key, value]) => schemas(value, `${place}/${key}`));
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

test('a schema for each name', () => {
  const names = schemas().flatMap(([, { $ref }]) => (typeof $ref === 'string' ? [$ref] : []));
  const known = Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`);
  expect(names.filter((name) => !known.includes(name))).toEqual([]);
  for (const name of ['Product', 'OnboardingState', 'ProblemCode', 'OnboardingAction', 'OnboardingField'])
    expect(known).toContain(`#/components/schemas/${name}`);
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
