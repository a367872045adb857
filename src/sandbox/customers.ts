import { BoundedMap } from './bounded.js';
import { scenarioOf, type Scenario, type CustomerState } from './scenarios.js';
import type { OtpPurpose, OtpReference, Product } from './wire.js';

const MAX_CUSTOMERS = 100_000;

/** The one OTP that can be verified now. A later OTP replaces it. */
export interface Challenge {
  readonly purpose: OtpPurpose;
  readonly otp: string;
  readonly reference: OtpReference;
  readonly kycRequestId: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** One customer of one product. */
export interface Customer {
  readonly product: Product;
  readonly mobile: string;
  readonly scenario: Scenario;
  state: CustomerState;
  name: string;
  challenge: Challenge | undefined;
  /** References that were valid before, to distinguish "expired" from "wrong". */
  usedReferences: OtpReference[];
  otpsSent: number;
  faultsDelivered: number;
  /** EXPIRED lasts until the mobile OTP is verified again. */
  walletSession: 'VALID' | 'WILL_EXPIRE' | 'EXPIRED';
  /** Whether the scenario's one-time event has happened. */
  oneTimeEventDone: boolean;
}

/** All customers; beyond 100,000 the least recently used one is evicted. */
export class Customers {
  private readonly known = new BoundedMap<string, Customer>(MAX_CUSTOMERS);

  /** The customer of this product and mobile number; a new one starts in the scenario's first state. */
  of(product: Product, mobile: string): Customer {
    const key = `${product} ${mobile}`;
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const customer = newCustomer(product, mobile);
    this.known.set(key, customer);
    return customer;
  }
}

function newCustomer(product: Product, mobile: string): Customer {
  const scenario = scenarioOf(mobile);
  const state = product === 'dmt-fino' ? scenario.state?.dmtFino : scenario.state?.others;
  return {
    product,
    mobile,
    scenario,
    state: state ?? 'NOT_REGISTERED',
    name: state === undefined ? '' : 'Karan Garg',
    challenge: undefined,
    usedReferences: [],
    otpsSent: 0,
    faultsDelivered: 0,
    walletSession: scenario.wallet === 'EXPIRES' ? 'WILL_EXPIRE' : 'VALID',
    oneTimeEventDone: false,
  };
}
