import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { SCHEMAS } from './schemas.js';

/** The OpenAPI 3.1 document: the routes as they are, and the shapes of what they answer. */
export function createDocument(app: NestFastifyApplication, products: readonly string[]): OpenAPIObject {
  const settings = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Eko onboarding gateway')
    .setDescription('Onboards customers: read `state`, do what `nextAction` says, show `customer`.')
    .setVersion('1')
    .addBearerAuth()
    .build();
  const document = SwaggerModule.createDocument(app, settings);
  const schemas = { ...document.components?.schemas, ...SCHEMAS } as NonNullable<
    OpenAPIObject['components']
  >['schemas'];
  const whole: OpenAPIObject = {
    ...document,
    components: { ...document.components, ...(schemas && { schemas }) },
  };
  for (const path of Object.values(whole.paths)) {
    for (const operation of Object.values(
      path as Record<string, { parameters?: { name?: string; schema?: object }[] }>,
    )) {
      for (const parameter of operation.parameters ?? []) {
        if (parameter.name === 'product') parameter.schema = { type: 'string', enum: products };
      }
    }
  }
  return whole;
}
