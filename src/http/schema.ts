import {
  Type,
  type Static,
  type TEnum,
  type TIntersect,
  type TObject,
  type TSchema,
  type TSchemaOptions,
  type TUnsafe,
} from 'typebox';

/** The type of a schema's values, deeply read-only. */
export type ValueOf<Schema extends TSchema> = DeepReadonly<Static<Schema>>;
type DeepReadonly<Value> = { readonly [Key in keyof Value]: DeepReadonly<Value[Key]> };

/** The path of a named schema (`$id`) in the OpenAPI document. */
export function schemaPath(name: string): string {
  return `#/components/schemas/${name}`;
}

/** A named schema as a property with a description of its own. */
export function property<Schema extends TSchema>(schema: Schema, description: string): TIntersect<[Schema]> {
  return Type.Intersect([schema], { description });
}

/**
 * One of several objects, distinguished by a property that is a constant in each.
 * @param variants named schemas, in which that property is an enum of one value
 */
export function oneOf<Variants extends readonly TObject[]>(
  propertyName: string,
  variants: Variants,
  options: TSchemaOptions,
): TUnsafe<Static<Variants[number]>> {
  const mapping: Record<string, string> = {};
  for (const variant of variants) {
    const { $id, properties } = variant as TObject<Record<string, TEnum>> & { readonly $id: string };
    for (const value of properties[propertyName]?.enum ?? []) mapping[value] = schemaPath($id);
  }
  return Type.Unsafe({ ...options, oneOf: variants, discriminator: { propertyName, mapping } });
}
