import type { Customer } from './customers.js';
import type { OtpDesk } from './otp-desk.js';
import type { ParameterRules } from './parameters.js';
import type { Fields, Product, Reply, StepName } from './wire.js';
import type { WalletTokens } from './wallet-tokens.js';

/** One call that passed every check, with what its step may use. */
export interface StepCall {
  readonly customer: Customer;
  /** The same person as a customer of customer-account. */
  readonly account: () => Customer;
  readonly fields: Fields;
  readonly otps: OtpDesk;
  readonly wallets: WalletTokens;
}

/** Executes a call and answers it as Eko would. */
export type Step = (call: StepCall) => Reply;

/** One line of the table of calls; `path` lies below the version of the API. */
export interface Route {
  readonly product: Product;
  readonly step: StepName;
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly parameters: ParameterRules;
  readonly answer: Step;
}
