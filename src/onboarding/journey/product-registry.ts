import { NO_OVERRIDES, type Overrides } from '../../config/overrides.js';
import type { CallName } from '../../eko/call.js';
import type { Envelope } from '../../eko/envelope.js';
import { Problem } from '../../errors/problem.js';
import { decidingRow, type Outcome, type OutcomeTable } from './outcome.js';
import { outcomesOf, type Product } from './product.js';

/** What a reply means, with the row that decided if it is one of the overrides file. */
export interface Reading {
  readonly outcome: Outcome;
  readonly override?: OverridingRow;
}

/** A row of the overrides file that decided. */
export interface OverridingRow {
  /** The position of the row in the file, as a JSON pointer. */
  readonly pointer: string;
  /** The digest of the file: it identifies its version. */
  readonly digest: string;
}

/** The products that the gateway onboards for, by name, and the meaning of their replies under the current overrides. */
export class ProductRegistry {
  private readonly byName: ReadonlyMap<string, Product>;

  constructor(
    readonly products: readonly Product[],
    private readonly overrides: () => Overrides = () => NO_OVERRIDES,
  ) {
    this.byName = new Map(products.map((product) => [product.name, product]));
  }

  has(name: string): boolean {
    return this.byName.has(name);
  }

  /** @throws Problem ROUTE_NOT_FOUND */
  get(name: string): Product {
    const product = this.byName.get(name);
    if (!product) throw new Problem('ROUTE_NOT_FOUND');
    return product;
  }

  /**
   * What a reply to a call of the product means. The order of the rows: the product's in the overrides file, the
   * product's own, those for all products (`*`) in the overrides file, those of `EVERYWHERE`.
   * @returns undefined when no row matches: the reply is unrecognized, and nothing may be concluded from it
   */
  read(productName: string, call: CallName, envelope: Envelope): Reading | undefined {
    const product = this.get(productName);
    const { digest, outcomes } = this.overrides();
    // The schema of the overrides file has checked that each row is an OutcomeRow.
    const own = (outcomes[productName] ?? []) as OutcomeTable;
    const shared = (outcomes['*'] ?? []) as OutcomeTable;
    const row = decidingRow(own, call, envelope) ?? decidingRow(outcomesOf(product, shared), call, envelope);
    if (!row) return undefined;
    const place = own.includes(row)
      ? `${productName}/${own.indexOf(row)}`
      : shared.includes(row)
        ? `*/${shared.indexOf(row)}`
        : undefined;
    const { outcome } = row;
    return place === undefined
      ? { outcome }
      : { outcome, override: { pointer: `/outcomes/${place}`, digest } };
  }
}
