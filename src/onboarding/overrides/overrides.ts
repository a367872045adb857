import { createHash } from 'node:crypto';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import type { CallOverride, OverridesReader } from '../../config/overrides.js';
import { fileOf } from './overrides.schema.js';
import type { OutcomeTable } from '../journey/outcome.js';
import type { Product } from '../journey/product.js';
import type { Part } from './schema-part.js';

/** More faults than these would not be read. */
const MOST_FAULTS = 20;

/** The file as it may be written: what is absent is as it is shipped. */
interface OverridesFile {
  readonly calls?: Readonly<Record<string, CallOverride>>;
  readonly outcomes?: Readonly<Record<string, OutcomeTable>>;
}

/**
 * What reads the overrides file of these products (api.md, "Overrides"). It can say what the code can do and nothing
 * else: every name in it is one of the code's.
 */
export function overridesReader(products: readonly Product[]): OverridesReader {
  const ajv = new Ajv({ allErrors: true, verbose: true, allowUnionTypes: true, keywords: ['must'] });
  // Compiling costs a fifth of the start: only a gateway with such a file pays it.
  let compiled: ValidateFunction<OverridesFile> | undefined;
  return (text) => {
    const isOverridesFile = (compiled ??= ajv.compile<OverridesFile>(fileOf(products)));
    const file = parsed(text);
    if ('fault' in file) return { faults: [file.fault] };
    if (!isOverridesFile(file.value)) return { faults: faultsOf(isOverridesFile.errors ?? []) };
    const { calls = {}, outcomes = {} } = file.value;
    return { overrides: { calls, outcomes, digest: digestOf(text) } };
  };
}

/** Enough to tell one edition of the file from another. */
function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}

function parsed(text: string): { readonly value: unknown } | { readonly fault: string } {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch (error) {
    // The rest of the message quotes the file.
    const [, place] = /(line \d+ column \d+)/.exec(String(error)) ?? [];
    return { fault: `must hold JSON${place === undefined ? '' : `; it stops being that at ${place}`}` };
  }
}

function faultsOf(errors: readonly ErrorObject[]): readonly string[] {
  const whole = errors.filter(isWhole);
  const clear = whole.filter(({ keyword }) => keyword !== 'oneOf').map(faultOf);
  // A part that has no choice to fall under because of a fault in it has but that fault.
  const choices = whole
    .filter(({ keyword }) => keyword === 'oneOf')
    .map(faultOf)
    .filter(([at]) => !clear.some(([other]) => other === at || other.startsWith(`${at}/`)));
  const faults = new Map([...clear, ...choices].reverse());
  return [...faults]
    .reverse()
    .slice(0, MOST_FAULTS)
    .map(([pointer, fault]) => `${pointer} ${fault}`.trim());
}

/** What is wrong with a name is said by the part that the name is in, and with a choice by the choice. */
function isWhole({ propertyName, schemaPath }: ErrorObject): boolean {
  return propertyName === undefined && !schemaPath.includes('/oneOf/');
}

function faultOf({ keyword, instancePath, params, parentSchema, schema }: ErrorObject): [string, string] {
  const part = parentSchema as Part;
  switch (keyword) {
    case 'additionalProperties': {
      const known = Object.keys(part.properties ?? {}).join(', ');
      return [pointerTo(instancePath, params['additionalProperty']), `is not known here; known are ${known}`];
    }
    case 'propertyNames':
      return [pointerTo(instancePath, params['propertyName']), `must be ${(schema as Part).must}`];
    case 'required':
      return [instancePath, `needs ${String(params['missingProperty'])}`];
    default:
      return [instancePath, `must be ${part.must}`];
  }
}

/** RFC 6901. */
function pointerTo(parent: string, name: unknown): string {
  return `${parent}/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}
