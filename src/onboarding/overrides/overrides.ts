import { createHash } from 'node:crypto';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import type { CallOverride, OverridesReader } from '../../config/overrides.js';
import { fileOf } from './overrides.schema.js';
import type { OutcomeTable } from '../journey/outcome.js';
import type { Product } from '../journey/product.js';
import type { Part } from './schema-part.js';

/** At most this many faults are reported. */
const MAX_FAULTS = 20;

/** The contents of a valid file; an absent part keeps the shipped calls or outcomes. */
interface OverridesFile {
  readonly calls?: Readonly<Record<string, CallOverride>>;
  readonly outcomes?: Readonly<Record<string, OutcomeTable>>;
}

/**
 * The reader of the overrides file for these products (api.md, "Overrides"). The file can only use names of calls,
 * fields, states and problems that the code has.
 */
export function overridesReader(products: readonly Product[]): OverridesReader {
  const ajv = new Ajv({ allErrors: true, verbose: true, allowUnionTypes: true, keywords: ['must'] });
  // Compiling takes a fifth of the start time: it is done only if there is a file.
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

/** Long enough to distinguish the versions of a file. */
function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}

function parsed(text: string): { readonly value: unknown } | { readonly fault: string } {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch (error) {
    // The rest of the message is left out: it quotes the file.
    const [, place] = /(line \d+ column \d+)/.exec(String(error)) ?? [];
    return { fault: `must be JSON${place === undefined ? '' : `; the error is at ${place}`}` };
  }
}

function faultsOf(errors: readonly ErrorObject[]): readonly string[] {
  const whole = errors.filter(isWhole);
  const clear = whole.filter(({ keyword }) => keyword !== 'oneOf').map(faultOf);
  // A part may match no choice only because of a fault inside it: then only that fault is reported.
  const choices = whole
    .filter(({ keyword }) => keyword === 'oneOf')
    .map(faultOf)
    .filter(([at]) => !clear.some(([other]) => other === at || other.startsWith(`${at}/`)));
  const faults = new Map([...clear, ...choices].reverse());
  return [...faults]
    .reverse()
    .slice(0, MAX_FAULTS)
    .map(([pointer, fault]) => `${pointer} ${fault}`.trim());
}

/** Whether the fault is reported itself. A fault of a name or in a choice is reported by the part that contains it. */
function isWhole({ propertyName, schemaPath }: ErrorObject): boolean {
  return propertyName === undefined && !schemaPath.includes('/oneOf/');
}

function faultOf({ keyword, instancePath, params, parentSchema, schema }: ErrorObject): [string, string] {
  const part = parentSchema as Part;
  switch (keyword) {
    case 'additionalProperties': {
      const known = Object.keys(part.properties ?? {}).join(', ');
      return [
        pointerTo(instancePath, params['additionalProperty']),
        `is not allowed here; allowed are ${known}`,
      ];
    }
    case 'propertyNames':
      return [pointerTo(instancePath, params['propertyName']), `must be ${(schema as Part).must}`];
    case 'required':
      return [instancePath, `must have ${String(params['missingProperty'])}`];
    default:
      return [instancePath, `must be ${part.must}`];
  }
}

/** A JSON pointer (RFC 6901). */
function pointerTo(parent: string, name: unknown): string {
  return `${parent}/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}
