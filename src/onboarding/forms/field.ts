import 'reflect-metadata'; // class-transformer stores the types of nested properties with it
import { Type } from 'class-transformer';
import { IsBoolean, IsObject, Matches, ValidateNested } from 'class-validator';
import { IsPlainText } from './validators.js';

/** A class of request bodies; the decorators below describe its properties. */
export type RequestClass = new () => object;

interface Texts {
  /** The name of the input, for a person, in short English. */
  readonly label: string;
  /** What to enter, for a person, in short English. */
  readonly hint?: string;
  /** What the value is, for a developer. */
  readonly description: string;
  /** Whether the body must contain it; true if absent. */
  readonly required?: boolean;
}

/** The description of a property whose value is a string. */
export interface TextDefinition extends Texts {
  readonly example: string;
  /** Whether a client must not keep, log or show the value after sending it. */
  readonly sensitive?: boolean;
  readonly pattern?: string;
  readonly format?: 'date' | 'xml';
  readonly minLength?: number;
  readonly maxLength?: number;
  /** The HTML tokens of the same names. */
  readonly inputMode?: string;
  readonly autocomplete?: string;
}

interface BooleanDefinition extends Texts {
  readonly example: boolean;
  /** The values that the step accepts; another one is valid, but refused by the step. */
  readonly options: readonly ('true' | 'false')[];
}

interface ObjectDefinition extends Texts {
  readonly of: RequestClass;
}

/** The description of one property. */
export type Definition =
  | ({ readonly type: 'string' } & TextDefinition)
  | ({ readonly type: 'boolean' } & BooleanDefinition)
  | ({ readonly type: 'object' } & ObjectDefinition);

const definitions = new WeakMap<object, Map<string, Definition>>();

/** The descriptions of the properties of a class, in their order; inherited ones first. */
export function definitionsOf(request: RequestClass): ReadonlyMap<string, Definition> {
  return ofPrototype(request.prototype as object);
}

function ofPrototype(prototype: object): ReadonlyMap<string, Definition> {
  const parent = Object.getPrototypeOf(prototype) as object | null;
  return new Map([...(parent ? ofPrototype(parent) : []), ...(definitions.get(prototype) ?? [])]);
}

/** A string, validated by `rules`. */
export function TextField(
  definition: TextDefinition,
  ...rules: readonly PropertyDecorator[]
): PropertyDecorator {
  return declared({ type: 'string', ...definition }, rules);
}

/** A string that matches its pattern. @param message what it must be, for the client */
export function PatternField(
  definition: TextDefinition & { readonly pattern: string },
  message: string,
): PropertyDecorator {
  return TextField(definition, Matches(new RegExp(definition.pattern), { message }));
}

/** Text for a person to read, of one line. */
export function PlainTextField(
  definition: TextDefinition & { readonly maxLength: number },
): PropertyDecorator {
  return TextField({ minLength: 1, autocomplete: 'off', ...definition }, IsPlainText(definition.maxLength));
}

/** True or false. */
export function BooleanField(definition: BooleanDefinition): PropertyDecorator {
  return declared({ type: 'boolean', ...definition }, [IsBoolean({ message: 'must be true or false' })]);
}

/** An object of another class of this folder. */
export function ObjectField(
  definition: ObjectDefinition,
  ...rules: readonly PropertyDecorator[]
): PropertyDecorator {
  return declared({ type: 'object', ...definition }, [
    ...rules,
    ValidateNested(),
    Type(() => definition.of),
    IsObject({ message: 'must be an object' }),
  ]);
}

function declared(definition: Definition, rules: readonly PropertyDecorator[]): PropertyDecorator {
  return (prototype, name) => {
    const known = definitions.get(prototype) ?? new Map<string, Definition>();
    definitions.set(prototype, known.set(String(name), definition));
    // As decorators above each other: the last is applied first.
    for (const rule of rules.toReversed()) rule(prototype, name);
  };
}
