/** How a call differs from its shipped definition. */
export interface CallOverride {
  readonly method?: 'GET' | 'POST' | 'PUT';
  /** Path below the base URL; `{customer_id}` is replaced by the customer's mobile number. */
  readonly path?: string;
  /** Fields that are added to the call's own, or replace its constant ones. */
  readonly add?: Readonly<Record<string, string | number | boolean>>;
  /** Fields that are not sent. */
  readonly omit?: readonly string[];
}

/** The content of EKO_OVERRIDES_FILE (api.md, "Overrides"), after validation. */
export interface Overrides {
  /** By `product.call`. */
  readonly calls: Readonly<Record<string, CallOverride>>;
  /** Rows of outcome tables, as `onboarding/outcome.ts` has them, by product or `*` for all. */
  readonly outcomes: Readonly<Record<string, readonly object[]>>;
  /** Identifies this version of the file. */
  readonly digest: string;
}

/** No file: nothing is overridden. */
export const NO_OVERRIDES: Overrides = { calls: {}, outcomes: {}, digest: 'none' };

/** Checks the text of the file against what the code supports. Faults name a place in the file by JSON pointer. */
export type OverridesReader = (
  text: string,
) => { readonly overrides: Overrides } | { readonly faults: readonly string[] };
