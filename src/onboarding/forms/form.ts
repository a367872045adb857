import { Type, type TSchema } from 'typebox';
import { property, type ValueOf } from '../../http/schema.js';
import { definitionsOf, type Definition, type RequestClass } from './field.js';

/** One field of a form: a client that does not know the step can still ask for it. */
export const FormField = Type.Object(
  {
    name: Type.String({ description: 'The property of the body; nested objects by dotted names' }),
    type: Type.Enum(['string', 'boolean'], { type: 'string', description: 'The type of the value' }),
    pattern: Type.Optional(Type.String({ description: 'Regular expression that the value must match' })),
    format: Type.Optional(
      Type.Enum(['date', 'xml'], { type: 'string', description: 'A date as YYYY-MM-DD, or an XML document' }),
    ),
    minLength: Type.Optional(Type.Integer({ minimum: 0, description: 'The minimum number of characters' })),
    maxLength: Type.Optional(Type.Integer({ minimum: 1, description: 'The maximum number of characters' })),
    min: Type.Optional(Type.String({ format: 'date', description: 'The earliest date' })),
    max: Type.Optional(
      Type.String({ format: 'date', description: 'The latest date: that of the youngest allowed age' }),
    ),
    options: Type.Optional(
      Type.Array(Type.String(), {
        description: 'The values to choose from, as strings; for a boolean "true" or "false"',
      }),
    ),
    required: Type.Boolean({ description: 'Whether the body must contain it' }),
    sensitive: Type.Boolean({
      description: 'Whether the client must not keep, log or show the value after sending it',
    }),
    label: Type.String({ description: 'The name of the input, in English; translate it by `name`' }),
    hint: Type.Optional(Type.String({ description: 'What to enter, in English; translate it by `name`' })),
    inputMode: Type.Optional(
      Type.String({ description: 'The value of the HTML attribute `inputmode`', example: 'numeric' }),
    ),
    autocomplete: Type.Optional(
      Type.String({
        description: 'The value of the HTML attribute `autocomplete`',
        example: 'one-time-code',
      }),
    ),
  },
  {
    $id: 'OnboardingField',
    additionalProperties: false,
    description: 'A field to ask the customer or the agent for',
  },
);
export type FormField = ValueOf<typeof FormField>;

/** The parts of a field that depend on the onboarding. */
type Change = Partial<Pick<FormField, 'hint' | 'options' | 'min' | 'max'>>;
/** The changes by the names of the fields. */
export type Changes = Readonly<Record<string, Change>>;

/** A form in both notations: the gateway's list of fields, and JSON Schema. */
export interface Form {
  readonly fields: readonly FormField[];
  /** Absent where there is nothing to ask for. */
  readonly schema?: object;
}

const DIALECT = 'https://json-schema.org/draft/2020-12/schema';
const UNCHANGED: Changes = {};
/** The last form of each class, and the changes that it was made with: most are the same for every customer. */
const latest = new WeakMap<RequestClass, { readonly changes: string; readonly form: Form }>();

/** The form that leads to a body of the class. */
export function formOf(request: RequestClass, changes = UNCHANGED): Form {
  const key = JSON.stringify(changes);
  const known = latest.get(request);
  if (known?.changes === key) return known.form;
  const fields = fieldsOf(request, changes, '');
  const form = { fields, ...(fields.length > 0 && { schema: schemaOf(request, changes) }) };
  latest.set(request, { changes: key, form });
  return form;
}

function fieldsOf(request: RequestClass, changes: Changes, prefix: string): readonly FormField[] {
  return [...definitionsOf(request)].flatMap(([last, definition]) => {
    const name = `${prefix}${last}`;
    return definition.type === 'object'
      ? fieldsOf(definition.of, changes, `${name}.`)
      : [fieldOf(name, definition, changes[name] ?? {})];
  });
}

function fieldOf(
  name: string,
  definition: Exclude<Definition, { type: 'object' }>,
  change: Change,
): FormField {
  const { description: _description, example: _example, required = true, ...declared } = definition;
  return {
    name,
    ...declared,
    ...change,
    required,
    sensitive: declared.type === 'string' && declared.sensitive === true,
  };
}

function schemaOf(request: RequestClass, changes: Changes): object {
  return { $schema: DIALECT, ...objectSchema(request, '', asked) };

  function asked(name: string, definition: Definition): object {
    const { label, hint } = { ...definition, ...changes[name] };
    const texts = { title: label, ...(hint !== undefined && { description: hint }) };
    if (definition.type === 'object') return { ...texts, ...objectSchema(definition.of, `${name}.`, asked) };
    if (definition.type === 'boolean') {
      return { type: 'boolean', enum: definition.options.map((option) => option === 'true'), ...texts };
    }
    const options = changes[name]?.options;
    return { ...textSchema(definition), ...(options && { enum: options }), ...texts };
  }
}

/** The schema of a body of the class in the OpenAPI document; nested classes are schemas of their own. */
export function bodySchema(request: RequestClass): TSchema {
  return { $id: request.name, ...objectSchema(request, '', documented) };

  function documented(_name: string, definition: Definition): object {
    const { description } = definition;
    if (definition.type === 'object') return property(bodySchema(definition.of), description);
    const { label: title, example } = definition;
    const schema = definition.type === 'boolean' ? { type: 'boolean' } : textSchema(definition);
    return { ...schema, title, description, example };
  }
}

function objectSchema(
  request: RequestClass,
  prefix: string,
  schemaOfProperty: (name: string, definition: Definition) => object,
): object {
  const properties = [...definitionsOf(request)];
  return {
    type: 'object',
    required: properties.filter(([, { required = true }]) => required).map(([name]) => name),
    properties: Object.fromEntries(
      properties.map(([name, definition]) => [name, schemaOfProperty(`${prefix}${name}`, definition)]),
    ),
    additionalProperties: false,
  };
}

/** XML has no format in JSON Schema; `password` is OpenAPI's hint to hide a value. */
function textSchema({
  pattern,
  format,
  minLength,
  maxLength,
  sensitive,
}: Extract<Definition, { type: 'string' }>): object {
  return {
    type: 'string',
    ...(pattern !== undefined && { pattern }),
    ...(sensitive === true ? { format: 'password' } : format === 'date' && { format }),
    ...(minLength !== undefined && { minLength }),
    ...(maxLength !== undefined && { maxLength }),
  };
}
