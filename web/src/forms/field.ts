import type { Action } from '@eko-onboarding/client';
import type { Texts } from '../texts/en.js';

export type Field = Action['fields'][number];

/** What was entered, by name of the field; a ticked box is `true`, everything else is text. */
export type Values = Readonly<Record<string, string>>;

export function labelOf({ name, label }: Field, { fields }: Texts): string {
  return fields[name]?.label ?? label;
}

export function hintOf({ name, hint }: Field, { fields }: Texts): string | undefined {
  return fields[name]?.hint ?? hint;
}

/** The id of the control, which errors at the field refer to. */
export function idOf({ name }: Field): string {
  return `field-${name.replaceAll('.', '-')}`;
}

/** `{"address":{"city":"Indore"}}` from the value of `address.city`. Empty values are left out. */
export function bodyOf(fields: readonly Field[], values: Values): object {
  const body: Record<string, unknown> = {};
  for (const { name, type, format } of fields) {
    const entered = values[name] ?? '';
    // What a device made goes on as it is, to the last byte.
    const value = format === 'xml' ? entered : entered.trim();
    if (value === '') continue;
    const [last = '', ...path] = name.split('.').reverse();
    const inner = path.reduceRight<Record<string, unknown>>(
      (outer, part) => (outer[part] ??= {}) as Record<string, unknown>,
      body,
    );
    inner[last] = type === 'boolean' ? value === 'true' : value;
  }
  return body;
}

/** What is wrong with the values, by name of the field, as far as the form describes it. */
export function faultsOf(fields: readonly Field[], values: Values, texts: Texts): Values {
  const faults = fields.flatMap((field) => {
    const fault = faultOf(field, values[field.name]?.trim() ?? '', texts);
    return fault === undefined ? [] : [[field.name, fault] as const];
  });
  return Object.fromEntries(faults);
}

function faultOf(field: Field, value: string, { form, ...texts }: Texts): string | undefined {
  if (value === '') return field.required ? missing(field, { form, ...texts }) : undefined;
  const { pattern, minLength = 0, maxLength = Infinity, min, max } = field;
  if (min !== undefined && value < min) return form.min(min);
  if (max !== undefined && value > max) return form.max(max);
  const fits = pattern === undefined || new RegExp(pattern, 'u').test(value);
  if (fits && value.length >= minLength && value.length <= maxLength) return undefined;
  const hint = hintOf(field, { form, ...texts });
  return hint === undefined ? form.format : `${form.format} ${hint}.`;
}

function missing({ name, format }: Field, { form, consent, fingerprint }: Texts): string {
  if (format === 'xml') return fingerprint.needed;
  return name.startsWith('consent.') ? consent.needed : form.required;
}
