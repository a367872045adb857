import type { Customer } from './customers.js';
import type { OtpService } from './otp-service.js';
import type { ParameterRules } from './parameters.js';
import type { Fields, Product, Reply, StepName } from './wire.js';
import type { WalletTokens } from './wallet-tokens.js';

/** One call that passed every check, and what its step may use. */
export interface StepCall {
  readonly customer: Customer;
  /** The same person as a customer of customer-account. */
  readonly account: () => Customer;
  readonly fields: Fields;
  readonly otps: OtpService;
  readonly wallets: WalletTokens;
}

/** Executes a call and returns the reply that Eko would send. */
export type Step = (call: StepCall) => Reply;

/** One row of the table of calls; `path` is relative to the API version. */
export interface Route {
  readonly product: Product;
  readonly step: StepName;
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly parameters: ParameterRules;
  readonly answer: Step;
}
