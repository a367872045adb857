import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { Client, onboardingOf, problemOf, type Reply } from './support/client.js';
import type { Gateway } from './support/gateway.js';
import { identity, newMobile } from './support/people.js';
import { PRODUCTS } from './support/resources.js';
import { sharedGateway } from './support/shared-gateway.js';
import { StepBlindClient } from './support/step-blind-client.js';

type Schema = Readonly<Record<string, unknown>>;
interface Operation {
  readonly responses: Readonly<
    Record<
      string,
      { readonly headers?: Schema; readonly content?: Readonly<Record<string, { schema: Schema }>> }
    >
  >;
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

let gateway: Gateway;
let document: Document;
let client: RecordingClient;

/** Records each answer with its method and path. */
class RecordingClient extends Client {
  readonly replies: { readonly method: string; readonly path: string; readonly reply: Reply }[] = [];

  override async send(method: string, path: string, init?: RequestInit): Promise<Reply> {
    const reply = await super.send(method, path, init);
    this.replies.push({ method, path: path.replace(/\?.*/, ''), reply });
    return reply;
  }
}

beforeAll(async () => {
  gateway = await sharedGateway();
  document = (await gateway.client.get('/openapi.json')).body as Document;
  client = new RecordingClient(gateway.url);
});

/** Ajv refuses unknown keywords and formats: a misspelt one is found. */
function validatorOf(schema: Schema): ValidateFunction {
  const ajv = new Ajv2020({ allErrors: true, keywords: ['example', 'components', 'discriminator'] });
  for (const format of ['date-time', 'date', 'uri', 'uri-reference', 'password']) ajv.addFormat(format, true);
  return ajv.compile({ ...schema, components: document.components });
}

/** The headers that clients read; some are in only some of the answers that they are documented for. */
const HEADERS = [
  'X-Request-Id',
  'RateLimit',
  'RateLimit-Policy',
  'Retry-After',
  'Idempotency-Replayed',
  'Location',
  'Allow',
  'WWW-Authenticate',
];

const validators = new Map<string, ValidateFunction>();

/** The faults of a reply according to the document. */
function faultsOf(method: string, path: string, reply: Reply): unknown {
  const template = Object.keys(document.paths)
    .filter((one) => new RegExp(`^${one.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path))
    .find((one) => document.paths[one]?.[method.toLowerCase()]);
  if (template === undefined) return `the document has no operation ${method} ${path}`;
  const operation = document.paths[template]?.[method.toLowerCase()];
  const response = operation?.responses[String(reply.status)];
  if (!operation || !response)
    return `${method} ${path} does not document the status ${String(reply.status)}`;
  const undocumented = HEADERS.filter(
    (name) => reply.headers.has(name) && !Object.hasOwn(response.headers ?? {}, name),
  );
  if (undocumented.length > 0) return `${method} ${path} does not list the headers ${String(undocumented)}`;
  if (reply.status === 204) return reply.text === '' && !response.content ? [] : '204 has a body';
  const type = (reply.headers.get('content-type') ?? '').split(';')[0] ?? '';
  const schema = response.content?.[type]?.schema;
  if (!schema) return `${method} ${path} does not document the type ${type}`;
  const name = JSON.stringify(schema);
  const validate = validators.get(name) ?? validatorOf(schema);
  validators.set(name, validate);
  return validate(reply.body) ? [] : validate.errors;
}

function expectFitting(): void {
  for (const { method, path, reply } of client.replies.splice(0)) {
    if (path.startsWith('/sandbox/')) continue;
    const faults = faultsOf(method, path, reply);
    expect({ method, path, status: reply.status, faults, text: reply.text }).toMatchObject({ faults: [] });
  }
}

describe('the document’s schema fits every answer', () => {
  test.each(PRODUCTS)('during the journey of %s, and after it', async (product) => {
    const mobile = newMobile();
    const { onboarding, taken } = await new StepBlindClient(client).complete(product, mobile);
    const path = `/v1/${product}/onboardings/${onboarding.id}`;
    expect(onboarding.state).toBe('COMPLETED');
    expect((await client.get(path)).status).toBe(200);
    expect((await client.post(`${path}/refresh`, {})).status).toBe(200);
    expect((await client.delete(path)).status).toBe(204);

    expect(client.replies.length).toBeGreaterThan(taken.length + 3);
    expectFitting();
  });

  test('to a start that requires another product first', async () => {
    const { taken } = await new StepBlindClient(client).complete('dmt-fino', identity('363'));

    expect(taken.find(({ reply }) => reply.status === 409)?.reply.body).toHaveProperty('prerequisite');
    expectFitting();
  });

  test('with a problem', async () => {
    const { id } = onboardingOf(await client.start('ppi-levin', newMobile()));
    const path = `/v1/ppi-levin/onboardings/${id}`;
    const codes = [
      await client.post(`${path}/registration`, { name: '' }),
      await client.post(`${path}/pan`, { pan: 'ABCDE1234F' }),
      await client.send('POST', `${path}/refresh`),
      await client.get('/v1/ppi-levin/onboardings/onb_unknown'),
      await client.send('POST', `${path}/pan`, { body: '<pan/>', headers: { 'content-type': 'text/xml' } }),
    ].map((reply) => problemOf(reply).code);

    expect(new Set(codes).size).toBe(codes.length);
    expectFitting();
  });

  test('to GET /v1/products, the consent notice and the health checks', async () => {
    const { id } = onboardingOf(await client.start('ppi-digikhata', newMobile()));
    const consent = `/v1/ppi-digikhata/onboardings/${id}/consent`;
    const statuses = [
      await client.get('/v1/products'),
      await client.get(`${consent}/languages`),
      await client.get(`${consent}?language=hi`),
      await client.get(`${consent}?language=xx`),
      await client.get('/health/live'),
      await client.get('/health/ready'),
      await client.get('/health/startup'),
    ].map(({ status }) => status);

    expect(statuses).toEqual([200, 200, 200, 400, 200, 200, 200]);
    expectFitting();
  });
});

describe('the schema refuses', () => {
  test.each<[string, object]>([
    ['a property that it does not name', { ekoState: 4 }],
    ['a state that there is not', { state: 'DONE' }],
    ['a product that there is not', { product: 'ppi-other' }],
    [
      'an action that does not exist',
      { nextAction: { action: 'WAIT', method: 'POST', href: '/', fields: [] } },
    ],
    [
      'a field without a label',
      {
        nextAction: {
          action: 'VERIFY_OTP',
          method: 'POST',
          href: '/',
          fields: [{ name: 'otp', type: 'string', required: true, sensitive: true }],
        },
      },
    ],
    ['a time without milliseconds', { updatedAt: '2026-11-21T10:00:30Z' }],
    ['a missing id', { id: undefined }],
  ])('%s', async (_what, change) => {
    const { body } = await client.start('ppi-levin', newMobile());
    const validate = validatorOf({ $ref: '#/components/schemas/Onboarding' });

    expect(validate(body)).toBe(true);
    expect(validate({ ...(body as object), ...change })).toBe(false);
  });
});
