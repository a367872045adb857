import { isDeepStrictEqual } from 'node:util';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import type { TSchema } from 'typebox';
import { schemaPath } from './schema.js';

type Node = Readonly<Record<string, unknown>>;

interface Parameter {
  readonly name?: string;
  schema?: object;
}

/** What the decorators of the routes do not say. */
export interface DocumentContent {
  /** Names of all products. */
  readonly products: readonly string[];
  /** Schemas that others refer to by name, and no route answers with. */
  readonly schemas: readonly TSchema[];
}

/** The OpenAPI 3.1 document: the routes as they are, and the schemas of what they answer as components. */
export function createDocument(
  app: NestFastifyApplication,
  { products, schemas }: DocumentContent,
): OpenAPIObject {
  const settings = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Eko onboarding gateway')
    .setDescription('Onboards customers: read `state`, do what `nextAction` says, show `customer`.')
    .setVersion('1')
    .addBearerAuth()
    .build();
  const document = SwaggerModule.createDocument(app, settings, {
    operationIdFactory: (_controller, handler) => handler,
  });
  const components = new Map<string, Node>();
  const paths = withProducts(named(document.paths, components) as OpenAPIObject['paths']);
  named(schemas, components);
  const answers = Object.fromEntries(components);
  const all = {
    ...document.components?.schemas,
    ...answers,
    Product: { ...answers['Product'], enum: [...products] },
  };
  return { ...document, paths, components: { ...document.components, schemas: all } };
}

/** The same with every named schema (`$id`) moved to `components`, and a reference in its place. */
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

/** `{product}` in an address is one of the products. */
function withProducts(paths: OpenAPIObject['paths']): OpenAPIObject['paths'] {
  const product = { $ref: schemaPath('Product') };
  for (const path of Object.values(paths)) {
    for (const operation of Object.values(path as Record<string, { parameters?: Parameter[] }>)) {
      for (const parameter of operation.parameters ?? []) {
        if (parameter.name === 'product') parameter.schema = product;
      }
    }
  }
  return paths;
}
