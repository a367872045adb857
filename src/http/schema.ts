import { Type, type Static, type TIntersect, type TSchema } from 'typebox';

/** The type of a schema's values, deeply read-only. */
export type ValueOf<Schema extends TSchema> = DeepReadonly<Static<Schema>>;
type DeepReadonly<Value> = { readonly [Key in keyof Value]: DeepReadonly<Value[Key]> };

/** The path of a named schema (`$id`) in the OpenAPI document. */
export function schemaPath(name: string): string {
  return `#/components/schemas/${name}`;
}

/** The path of an example in the OpenAPI document. */
export function examplePath(name: string): string {
  return `#/components/examples/${name}`;
}

/** A named schema as a property with another description. */
export function property<Schema extends TSchema>(schema: Schema, description: string): TIntersect<[Schema]> {
  return Type.Intersect([schema], { description });
}
