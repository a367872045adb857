import { rowsOf } from './outcome-rows.schema.js';
import type { Product } from '../journey/product.js';
import type { Part } from './schema-part.js';

/** What a log line says of a reply that no table knew; nothing of it is certain, since a person hands it over. */
export interface UnrecognizedLine {
  readonly event?: unknown;
  readonly product?: unknown;
  readonly call?: unknown;
  readonly typeId?: unknown;
  readonly status?: unknown;
  readonly statusId?: unknown;
  readonly data?: unknown;
}

/** A type id that says nothing by itself (contract.md, "Replies"). */
const NO_TYPE: readonly unknown[] = [undefined, -1];

/**
 * The row that reads a reply as the line describes it, with an outcome to be filled in.
 * @returns undefined when nothing in the reply tells it from others
 */
export function rowFor({ call, typeId, status, statusId, data }: UnrecognizedLine): object | undefined {
  const calls = { calls: [call] };
  const outcome = {};
  if (typeof typeId === 'number' && !NO_TYPE.includes(typeId) && typeId !== status) {
    return { ...calls, typeId, ...(typeof status === 'number' && { status }), outcome };
  }
  const told = [status, statusId].find((one) => typeof one === 'number' && one > 1);
  if (told !== undefined) return { ...calls, status: told, outcome };
  const fields = typeof data === 'object' && data !== null ? Object.entries(data) : [];
  const [present] = fields.find(([, type]) => type === 'string' || type === 'number') ?? [];
  if (typeId !== undefined || present === undefined) return undefined;
  return { ...calls, typeId: 'NONE', where: { present }, outcome };
}

/** What may be filled in as the outcome of a row of the product, a line each. */
export function outcomeChoices(product: Product): readonly string[] {
  const row = rowsOf([product])['items'] as Part;
  return Object.entries(row.properties?.['outcome']?.properties ?? {}).map(
    ([name, { must }]) => `${name}: ${must}`,
  );
}
