/** The JSON Schema of a part of a file; `must` describes the part in the message about an invalid one. */
export interface Part {
  readonly must: string;
  readonly properties?: Readonly<Record<string, Part>>;
  readonly [keyword: string]: unknown;
}

/** The schema of an object with only these members. */
export function object(must: string, properties: Readonly<Record<string, Part>>): Part {
  return { type: 'object', must, properties, additionalProperties: false };
}

/** The schema of one of these texts. */
export function oneOf(choices: readonly string[]): Part {
  return {
    type: 'string',
    enum: choices,
    must: choices.length === 1 ? String(choices[0]) : `one of ${choices.join(', ')}`,
  };
}

/** The schema of a list of at least one such part. */
export function list(items: Part): Part {
  return {
    type: 'array',
    minItems: 1,
    uniqueItems: true,
    items,
    must: 'a list of at least one item, without duplicates',
  };
}

/** The schema of true. */
export const onlyTrue: Part = { type: 'boolean', const: true, must: 'true' };

/** The schema of the name of one of Eko's fields. */
export const fieldName: Part = {
  type: 'string',
  pattern: '^[A-Za-z][A-Za-z0-9_]{0,39}$',
  must: 'the name of a field',
};
