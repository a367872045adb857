import { randomBytes, randomInt } from 'node:crypto';
import { BoundedList } from './bounded.js';
import type { Challenge, Customer } from './customers.js';
import type { LogLine, OtpPurpose, OtpReference, Product } from './wire.js';

const MAX_MESSAGES = 1000;
const MAX_USED_REFERENCES = 10;

/** One simulated SMS with an OTP; only the outbox receives it. */
export interface OutboxMessage {
  /** RFC 3339, UTC. */
  readonly sentAt: string;
  readonly product: string;
  readonly mobile: string;
  readonly purpose: OtpPurpose;
  readonly otp: string;
}

/** The result of verifying an OTP. */
export type OtpResult = 'ACCEPTED' | 'WRONG' | 'EXPIRED';

type ReferenceFormat = 'BASE64' | 'LONG_BASE64' | 'DIGITS' | 'INTEGER';

/**
 * The formats of otp_ref_id, used in turn for the OTPs sent to one customer. Eko's pages type it integer, its samples
 * show long base64 and digits in quotes. All three are used, to detect a client that changes the JSON type.
 */
const REFERENCE_FORMATS: Record<Product, Partial<Record<OtpPurpose, readonly ReferenceFormat[]>>> = {
  'customer-account': { MOBILE: ['BASE64'], AADHAAR: ['INTEGER'] },
  'dmt-fino': { EKYC: ['DIGITS'] },
  'ppi-digikhata': { MOBILE: ['LONG_BASE64', 'INTEGER'], AADHAAR: ['LONG_BASE64'] },
  'ppi-levin': { MOBILE: ['BASE64'], AADHAAR: ['INTEGER', 'DIGITS'] },
};

/** Sends OTPs to the outbox and verifies them. */
export class OtpService {
  private readonly messages = new BoundedList<OutboxMessage>(MAX_MESSAGES);

  /** @param lifetimeMs milliseconds for which an OTP is valid */
  constructor(
    private readonly lifetimeMs: number,
    private readonly now: () => number,
    private readonly log: (line: LogLine) => void,
  ) {}

  /** The newest 1000 messages, newest first. */
  outbox(): OutboxMessage[] {
    return this.messages.all().reverse();
  }

  /** Sends an OTP, which replaces the customer's previous one. */
  send(customer: Customer, purpose: OtpPurpose): Challenge {
    this.consume(customer);
    const challenge = {
      purpose,
      otp: newOtp(customer),
      reference: newReference(customer, purpose),
      kycRequestId: purpose === 'EKYC' ? String(randomInt(1_000_000, 10_000_000)) : '',
      expiresAt: this.now() + this.lifetimeMs,
    };
    customer.challenge = challenge;
    customer.otpsSent += 1;
    const { product, mobile } = customer;
    const sentAt = new Date(this.now()).toISOString();
    this.messages.add({ sentAt, product, mobile, purpose, otp: challenge.otp });
    this.log({ event: 'otp sent', product, mobile, purpose, otp: challenge.otp });
    return challenge;
  }

  /**
   * Verifies an OTP; an accepted OTP cannot be used again. `otp` and `reference` are the JSON values as received: a
   * reference of another JSON type is a different reference.
   */
  verify(customer: Customer, purpose: OtpPurpose, otp: unknown, reference: unknown): OtpResult {
    if (customer.scenario.otp === 'ALWAYS_WRONG') return 'WRONG';
    if (customer.scenario.otp === 'ALWAYS_EXPIRED') return 'EXPIRED';
    if (customer.usedReferences.some((used) => used === reference)) return 'EXPIRED';
    const { challenge } = customer;
    if (challenge?.purpose !== purpose || challenge.reference !== reference) return 'WRONG';
    if (this.now() >= challenge.expiresAt) return 'EXPIRED';
    if (String(otp) !== challenge.otp) return 'WRONG';
    this.consume(customer);
    return 'ACCEPTED';
  }

  private consume(customer: Customer): void {
    if (customer.challenge === undefined) return;
    customer.usedReferences = [...customer.usedReferences, customer.challenge.reference].slice(
      -MAX_USED_REFERENCES,
    );
    customer.challenge = undefined;
  }
}

function newOtp(customer: Customer): string {
  if (customer.scenario.otp === 'LEADING_ZERO') return `0${String(randomInt(100_000)).padStart(5, '0')}`;
  return String(randomInt(1_000_000)).padStart(6, '0');
}

function newReference(customer: Customer, purpose: OtpPurpose): OtpReference {
  const formats = REFERENCE_FORMATS[customer.product][purpose] ?? ['BASE64'];
  switch (formats[customer.otpsSent % formats.length] ?? 'BASE64') {
    case 'BASE64':
      return randomBytes(64).toString('base64');
    case 'LONG_BASE64':
      return randomBytes(75).toString('base64');
    case 'DIGITS':
      return String(randomInt(100_000_000, 1_000_000_000));
    case 'INTEGER':
      return randomInt(10_000_000, 100_000_000);
  }
}
