import { isDeepStrictEqual } from 'node:util';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { TSchema } from 'typebox';
import { TAGS } from './describe.js';
import { ANSWER_HEADERS } from './described-headers.js';
import { documentedLibrary } from './documented.js';
import { guideWith } from './guide.js';
import { examplePath, schemaPath } from './schema.js';

type Node = Readonly<Record<string, unknown>>;

interface Parameter {
  readonly name?: string;
  readonly in?: string;
}
interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly Parameter[];
  readonly responses: Readonly<Record<string, { content?: Record<string, { examples?: object }> }>>;
}

/** Examples of answers, as the OpenAPI document shows them. */
export interface Examples {
  readonly values: Readonly<Record<string, { readonly summary: string; readonly value: object }>>;
  /** The names of the examples of each successful answer, by operation and status. */
  readonly answers: Readonly<Record<string, Readonly<Record<number, readonly string[]>>>>;
}

/** Content of the document that the decorators of the routes do not contain. */
export interface DocumentContent {
  /** Names of all products. */
  readonly products: readonly string[];
  /** Schemas that other schemas refer to by name, and that are not the answer of a route. */
  readonly schemas: readonly TSchema[];
  readonly examples: Examples;
  /** A section of the guide for each product, in Markdown. */
  readonly guide: string;
  /** Titles of tags, by name, where they differ. */
  readonly tagTitles: Readonly<Record<string, string>>;
}

/** The parameters in addresses. */
const PATH_PARAMETERS: Readonly<Record<string, object>> = {
  product: {
    description: 'What the customer is onboarded for',
    schema: { $ref: schemaPath('Product') },
  },
  id: {
    description: 'The `id` of the onboarding',
    schema: { type: 'string' },
    example: 'onb_S2Fyb24tR2FyZy1leGFtcGxl',
  },
};

const CONTACT = { name: 'The operator of this gateway' };
const LICENSE = { name: 'Proprietary', identifier: 'LicenseRef-Proprietary' };

/** The OpenAPI 3.1 document: the routes, and the schemas of their answers as components. */
export async function createDocument(
  app: NestFastifyApplication,
  { products, schemas, examples, guide, tagTitles }: DocumentContent,
): Promise<OpenAPIObject> {
  const { DocumentBuilder, SwaggerModule } = await documentedLibrary();
  const settings = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Eko onboarding gateway')
    .setDescription(guideWith(guide))
    .setVersion('1')
    .addServer('/', 'The gateway that this document comes from')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'Names the agent' })
    .build();
  const document = SwaggerModule.createDocument(app, settings, {
    operationIdFactory: (_controller, handler) => handler,
    autoTagControllers: false,
  });
  const components = new Map<string, Node>();
  const paths = named(document.paths, components) as OpenAPIObject['paths'];
  for (const item of Object.values(paths))
    for (const operation of Object.values(item as Record<string, Operation>)) complete(operation, examples);
  named(schemas, components);
  const known = Object.fromEntries(components);
  return {
    ...document,
    info: { ...document.info, license: LICENSE, contact: CONTACT },
    tags: Object.entries(TAGS).map(([name, description]) => ({
      name,
      description,
      'x-displayName': tagTitles[name] ?? name,
    })),
    paths,
    components: {
      securitySchemes: document.components?.securitySchemes ?? {},
      schemas: { ...known, Product: { ...known['Product'], enum: [...products] } },
      headers: ANSWER_HEADERS,
      examples: examples.values,
    },
  };
}

/** A copy in which every named schema (`$id`) is moved to `components` and replaced by a reference. */
function named(node: unknown, components: Map<string, Node>): unknown {
  if (Array.isArray(node)) return node.map((one) => named(one, components));
  if (typeof node !== 'object' || node === null) return node;
  const { $id, allOf, ...rest } = Object.fromEntries(
    Object.entries(node).map(([key, value]) => [key, named(value, components)]),
  );
  const [referred] = (allOf ?? []) as readonly Node[];
  const schema = { ...referred, ...rest };
  if (typeof $id !== 'string') return schema;
  const other = components.get($id);
  if (other && !isDeepStrictEqual(other, schema)) throw new Error(`Two schemas are named ${$id}`);
  components.set($id, schema);
  return { $ref: schemaPath($id) };
}

/** Adds what the decorators do not contain: the parameters in addresses, and examples of answers. */
function complete({ operationId, parameters = [], responses }: Operation, { answers }: Examples): void {
  for (const parameter of parameters)
    if (parameter.in === 'path') Object.assign(parameter, PATH_PARAMETERS[parameter.name ?? '']);
  for (const [status, names] of Object.entries(answers[operationId] ?? {})) {
    const content = responses[status]?.content?.['application/json'];
    if (content)
      content.examples = Object.fromEntries(names.map((name) => [name, { $ref: examplePath(name) }]));
  }
}
