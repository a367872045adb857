import type { CallOverride } from '../config/overrides.js';
import type { JsonText } from './envelope.js';

/** The calls of contract.md's table; the overrides file names them as `product.call`. */
export type CallName =
  | 'lookUp'
  | 'register'
  | 'sendOtp'
  | 'verifyMobileOtp'
  | 'sendAadhaarOtp'
  | 'verifyAadhaarOtp'
  | 'biometric'
  | 'verifyEkycOtp'
  | 'submitPan'
  | 'consentLanguages'
  | 'consentText';

/** A value of a request body. `Verbatim` is sent as the JSON text that it contains. */
export type WireValue = string | number | boolean | null | Verbatim | readonly string[];

/** JSON text that must reach Eko unchanged, such as a reference that arrived as a long number. */
export interface Verbatim {
  readonly json: JsonText;
}

/** One kind of call of one product, from contract.md's table. */
export interface CallDefinition {
  readonly name: CallName;
  readonly method: 'GET' | 'POST' | 'PUT';
  /** Path below the base URL; `{customer_id}` is replaced by the customer's mobile number. */
  readonly path: string;
}

/** One call to make. */
export interface EkoCall {
  readonly product: string;
  readonly definition: CallDefinition;
  /** The customer's ten-digit mobile number. */
  readonly mobile: string;
  /** Eko's user_code of the agent the call is made for. */
  readonly agent: string;
  readonly clientRefId: string;
  /** Fields besides the common ones: query parameters of a GET, otherwise members of the body. */
  readonly fields: Readonly<Record<string, WireValue>>;
  /** Fields that are omitted, including common ones. */
  readonly omit?: readonly string[];
  /** When the step's budget ends, milliseconds since the epoch. */
  readonly deadline: number;
}

/** The call with the changes of the overrides file. */
export function overridden(call: EkoCall, override: CallOverride | undefined): EkoCall {
  if (!override) return call;
  const { method, path, add, omit } = override;
  const { definition, fields } = call;
  return {
    ...call,
    definition: { ...definition, ...(method && { method }), ...(path !== undefined && { path }) },
    fields: { ...fields, ...add },
    ...(omit && { omit }),
  };
}
