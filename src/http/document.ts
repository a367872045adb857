import { isDeepStrictEqual } from 'node:util';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { TSchema } from 'typebox';
import { documentedLibrary } from './documented.js';
import { schemaPath } from './schema.js';

type Node = Readonly<Record<string, unknown>>;

interface Parameter {
  readonly name?: string;
  schema?: object;
}

/** Content of the document that the decorators of the routes do not contain. */
export interface DocumentContent {
  /** Names of all products. */
  readonly products: readonly string[];
  /** Schemas that other schemas refer to by name, and that are not the answer of a route. */
  readonly schemas: readonly TSchema[];
}

/** The OpenAPI 3.1 document: the routes, and the schemas of their answers as components. */
export async function createDocument(
  app: NestFastifyApplication,
  { products, schemas }: DocumentContent,
): Promise<OpenAPIObject> {
  const { DocumentBuilder, SwaggerModule } = await documentedLibrary();
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

/** Serves the page of Swagger UI at /docs. */
export async function showDocument(app: NestFastifyApplication, document: OpenAPIObject): Promise<void> {
  const { SwaggerModule } = await documentedLibrary();
  SwaggerModule.setup('docs', app, document, { raw: false });
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

/** Restricts `{product}` in an address to the products. */
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
