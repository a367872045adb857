import { expect } from '@jest/globals';
import { EXAMPLES } from '../../src/products/examples.js';

/** A value with what differs from customer to customer replaced by its kind; everything else must be equal. */
export function kindOf(value: unknown, name = ''): unknown {
  if (Array.isArray(value)) return value.map((one) => kindOf(one));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, kindOf(inner, key)]));
  if (['version', 'retryAfterSeconds', 'attemptsLeft'].includes(name)) return typeof value;
  if (['requestId', 'clientRefId', 'max', 'message', 'statement', 'text', 'audioUrl'].includes(name))
    return typeof value;
  if (typeof value !== 'string') return value;
  return value
    .replace(/onb_[\w-]{24}/, '<id>')
    .replace(/\*{6}\d{4}/, '<mobile>')
    .replace(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/, '<time>');
}

/** Expects that an answer is as the example in the OpenAPI document; that of a problem has its code as its name. */
export function expectAsExample({ body }: { readonly body: unknown }, name?: string): void {
  const example = name ?? (body as { readonly code: string }).code;
  expect(kindOf(body)).toEqual(kindOf(EXAMPLES.values[example]?.value));
}
