import { FAULT_POINTS, FAULTS } from './faults.js';
import { IDENTITIES } from './scenarios.js';

/** A test customer: any mobile number of 9900, three digits and the code. */
interface TestCustomer {
  readonly code: string;
  readonly mobile: string;
  readonly description: string;
}

/** What `GET /sandbox/customers` shows; docs/sandbox.md has the same tables. */
export interface TestCustomers {
  readonly customers: readonly TestCustomer[];
  /** Which calls of a customer meet a fault: the first digit of its code. */
  readonly calls: readonly { readonly digit: string; readonly description: string }[];
  /** What goes wrong then: the last two digits. */
  readonly faults: readonly {
    readonly digits: string;
    readonly executed: string;
    readonly description: string;
  }[];
}

export const TEST_CUSTOMERS: TestCustomers = {
  customers: IDENTITIES.map(({ code, description }) => ({ code, mobile: `9900000${code}`, description })),
  calls: FAULT_POINTS.map(({ digit, description }) => ({ digit, description })),
  faults: FAULTS.map(({ digits, executed, description }) => ({ digits, executed, description })),
};
