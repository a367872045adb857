import { Problem } from '../errors/problem.js';
import { outcomesOf, type Product } from './product.js';
import type { OutcomeTable } from './outcome.js';

/** The products the gateway onboards for, by name. */
export class ProductRegistry {
  private readonly byName: ReadonlyMap<
    string,
    { readonly product: Product; readonly outcomes: OutcomeTable }
  >;

  constructor(readonly products: readonly Product[]) {
    this.byName = new Map(
      products.map((product) => [product.name, { product, outcomes: outcomesOf(product) }]),
    );
  }

  has(name: string): boolean {
    return this.byName.has(name);
  }

  /** @throws Problem ROUTE_NOT_FOUND */
  get(name: string): Product {
    return this.entry(name).product;
  }

  /** The product's whole outcome table. @throws Problem ROUTE_NOT_FOUND */
  outcomes(name: string): OutcomeTable {
    return this.entry(name).outcomes;
  }

  private entry(name: string): { readonly product: Product; readonly outcomes: OutcomeTable } {
    const entry = this.byName.get(name);
    if (!entry) throw new Problem('ROUTE_NOT_FOUND');
    return entry;
  }
}
