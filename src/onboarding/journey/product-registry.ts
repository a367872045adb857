import { NO_OVERRIDES, type Overrides } from '../../config/overrides.js';
import type { CallName } from '../../eko/call.js';
import type { Envelope } from '../../eko/envelope.js';
import { Problem } from '../../errors/problem.js';
import { decidingRow, type Outcome, type OutcomeTable } from './outcome.js';
import { outcomesOf, type Product } from './product.js';

/** What a reply means, and by which row when it is one of the overrides file. */
export interface Reading {
  readonly outcome: Outcome;
  readonly override?: OverridingRow;
}

/** A row of the overrides file that decided. */
export interface OverridingRow {
  /** Its place in the file, as a JSON pointer. */
  readonly pointer: string;
  /** The edition of the file. */
  readonly digest: string;
}

/** The products the gateway onboards for, by name, and how their replies are read now. */
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
   * What a reply to a call of the product means. Rows of the overrides file come before the product's own, those for
   * all products (`*`) before the ones that hold everywhere.
   * @returns undefined when no row knows the reply: it is unrecognized, and nothing may be concluded from it
   */
  read(productName: string, call: CallName, envelope: Envelope): Reading | undefined {
    const product = this.get(productName);
    const { digest, outcomes } = this.overrides();
    // The reader of the file has checked each row against the type of rows.
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
