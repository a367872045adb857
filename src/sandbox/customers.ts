import { BoundedMap } from './bounded.js';
import { scenarioOf } from './scenarios.js';
import type { Scenario, Stage } from './scenarios.js';
import type { OtpPurpose, OtpReference, Product } from './wire.js';

const MAX_CUSTOMERS = 100_000;

/** The one OTP that can be verified at present; a later one takes its place. */
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
  stage: Stage;
  name: string;
  challenge: Challenge | undefined;
  /** References which once were valid, so that "expired" can be told from "wrong". */
  spentReferences: OtpReference[];
  otpsSent: number;
  faultsMet: number;
  /** LAPSED lasts until the mobile OTP is verified again. */
  walletSession: 'SOUND' | 'WILL_LAPSE' | 'LAPSED';
  /** What his scenario has happen once has happened. */
  struck: boolean;
}

/** All customers heard of; beyond 100,000 the one used least recently is forgotten. */
export class Customers {
  private readonly known = new BoundedMap<string, Customer>(MAX_CUSTOMERS);

  /** The customer of this product and mobile number, as his scenario has him at first. */
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
  const stage = product === 'dmt-fino' ? scenario.stage?.dmtFino : scenario.stage?.others;
  return {
    product,
    mobile,
    scenario,
    stage: stage ?? 'NOT_REGISTERED',
    name: stage === undefined ? '' : 'Karan Garg',
    challenge: undefined,
    spentReferences: [],
    otpsSent: 0,
    faultsMet: 0,
    walletSession: scenario.wallet === 'LAPSES' ? 'WILL_LAPSE' : 'SOUND',
    struck: false,
  };
}
