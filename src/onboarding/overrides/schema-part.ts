/** A part of a file: a JSON Schema that says in words what the part must be, for the message about a bad one. */
export interface Part {
  readonly must: string;
  readonly properties?: Readonly<Record<string, Part>>;
  readonly [keyword: string]: unknown;
}

/** An object with these members and no others. */
export function object(must: string, properties: Readonly<Record<string, Part>>): Part {
  return { type: 'object', must, properties, additionalProperties: false };
}

/** One of a few words. */
export function oneOf(choices: readonly string[]): Part {
  return {
    type: 'string',
    enum: choices,
    must: choices.length === 1 ? String(choices[0]) : `one of ${choices.join(', ')}`,
  };
}

/** At least one such part. */
export function list(items: Part): Part {
  return {
    type: 'array',
    minItems: 1,
    uniqueItems: true,
    items,
    must: 'a list of at least one, and none twice',
  };
}

/** The word true. */
export const onlyTrue: Part = { type: 'boolean', const: true, must: 'true' };

/** A name as Eko's fields have. */
export const fieldName: Part = {
  type: 'string',
  pattern: '^[A-Za-z][A-Za-z0-9_]{0,39}$',
  must: 'the name of a field',
};
