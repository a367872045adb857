import { rowsOf } from './outcome-rows.schema.js';
import type { Product } from '../journey/product.js';
import type { Part } from './schema-part.js';

/** A log line of an unrecognized reply. A person passes it in, so that every property is unchecked. */
export interface UnrecognizedLine {
  readonly event?: unknown;
  readonly product?: unknown;
  readonly call?: unknown;
  readonly typeId?: unknown;
  readonly status?: unknown;
  readonly statusId?: unknown;
  readonly data?: unknown;
}

/** Type ids without a meaning (contract.md, "Replies"). */
const NO_TYPE: readonly unknown[] = [undefined, -1];

/**
 * The row that matches the reply of the line, with an empty outcome to fill in.
 * @returns undefined when the reply has nothing that a row can match
 */
export function rowFor({ call, typeId, status, statusId, data }: UnrecognizedLine): object | undefined {
  const calls = { calls: [call] };
  const outcome = {};
  if (typeof typeId === 'number' && !NO_TYPE.includes(typeId) && typeId !== status) {
    return { ...calls, typeId, ...(typeof status === 'number' && { status }), outcome };
  }
  const stated = [status, statusId].find((one) => typeof one === 'number' && one > 1);
  if (stated !== undefined) return { ...calls, status: stated, outcome };
  const fields = typeof data === 'object' && data !== null ? Object.entries(data) : [];
  const [present] = fields.find(([, type]) => type === 'string' || type === 'number') ?? [];
  if (typeId !== undefined || present === undefined) return undefined;
  return { ...calls, typeId: 'NONE', where: { present }, outcome };
}

/** The possible outcomes of a row of the product, one line each. */
export function outcomeChoices(product: Product): readonly string[] {
  const row = rowsOf([product])['items'] as Part;
  return Object.entries(row.properties?.['outcome']?.properties ?? {}).map(
    ([name, { must }]) => `${name}: ${must}`,
  );
}
