/** How a call goes out, where that is not as it is shipped. */
export interface CallOverride {
  readonly method?: 'GET' | 'POST' | 'PUT';
  /** Below the base URL; `{customer_id}` stands for the customer's mobile number. */
  readonly path?: string;
  /** Fields that are sent beside the call's own, or instead of its constant ones. */
  readonly add?: Readonly<Record<string, string | number | boolean>>;
  /** Fields that are not sent. */
  readonly omit?: readonly string[];
}

/** What EKO_OVERRIDES_FILE says (api.md, "Overrides"), after it was checked. */
export interface Overrides {
  /** By `product.call`. */
  readonly calls: Readonly<Record<string, CallOverride>>;
}

/** Without a file everything is as it is shipped. */
export const NO_OVERRIDES: Overrides = { calls: {} };

/** Checks the text of the file against what the code can do. Faults name a place in it by JSON pointer. */
export type OverridesReader = (
  text: string,
) => { readonly overrides: Overrides } | { readonly faults: readonly string[] };
