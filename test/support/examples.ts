import { readFileSync } from 'node:fs';
import type { Product } from './resources.js';

export interface Example {
  readonly product: Product;
  readonly method: string;
  readonly path: string;
  readonly scenario: string;
  readonly response: object;
}
/** Eko's documented replies, in the order of the documents. */
export const EXAMPLES = JSON.parse(
  readFileSync(new URL('../fixtures/eko-examples.json', import.meta.url), 'utf8'),
) as readonly Example[];

export function example(index: number): Example {
  const found = EXAMPLES[index];
  if (!found) throw new Error(`There is no example ${index}`);
  return found;
}
