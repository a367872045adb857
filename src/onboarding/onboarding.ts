import type { JsonText } from '../eko/envelope.js';
import type { OnboardingState, OtpPurpose } from './state.js';

/** An amount in Indian rupees as the API shows it: a decimal string with two digits. */
export interface Money {
  readonly amount: string;
  readonly currency: 'INR';
}

export const KYC_LEVELS = ['NONE', 'PENDING', 'PARTIAL', 'FULL'] as const;
export type KycLevel = (typeof KYC_LEVELS)[number];

export interface CustomerLimits {
  readonly monthlyTotal?: Money;
  readonly remaining?: Money;
  readonly used?: Money;
  readonly unavailable?: Money;
}

/** What is known of the customer; each field only once Eko has said it. */
export interface Customer {
  readonly name?: string;
  readonly kyc?: KycLevel;
  readonly balance?: Money;
  readonly limits?: CustomerLimits;
}

/** The OTP that is pending, with what Eko wants back to verify it. Never shown to a client. */
export interface PendingOtp {
  readonly purpose: OtpPurpose;
  /** Eko's `otp_ref_id`, opaque, with the JSON type it came in (contract.md). Absent: nothing to verify against. */
  readonly reference?: JsonText;
  /** dmt-fino's `kyc_request_id`, a JSON string. */
  readonly kycRequestId?: JsonText;
  /** Where Eko says it went, masked; only some replies say. */
  readonly sentTo?: string;
  /** Eko said 303, or that the wallet session it belongs to is over: another try with this OTP is pointless. */
  readonly expired: boolean;
}

/** How often an OTP was tried. It outlasts what replaces the OTP: Eko may name its reference again. */
export interface OtpTries {
  readonly reference: JsonText;
  readonly used: number;
}

/** Levin's wallet session. The token may be missing; it is a bearer secret and is never shown to a client. */
export interface WalletSession {
  readonly token?: string;
  /** Empty while Eko has named none. */
  readonly id: string;
  /** Milliseconds since the epoch, from the token's `exp`; absent when the token does not say. */
  readonly expiresAt?: number;
}

/** One agent's onboarding of one customer for one product: everything that is kept of it. */
export interface Onboarding {
  readonly id: string;
  readonly product: string;
  /** Eko's user_code of the agent. */
  readonly agent: string;
  readonly mobile: string;
  readonly state: OnboardingState;
  /** The last state that was known, while `state` is REJECTED or OUTCOME_UNKNOWN. */
  readonly lastKnownState?: OnboardingState;
  readonly customer: Customer;
  /** Also while the outcome is unknown, for a look-up that finds it pending still. */
  readonly otp?: PendingOtp;
  /** Of the OTPs that were tried, the one tried last at the end. */
  readonly otpTries?: readonly OtpTries[];
  /** When OTPs were sent in the last hour, milliseconds since the epoch, oldest first. */
  readonly otpSends: readonly number[];
  /** The customer has read an OTP of this onboarding to the agent, and so is there. */
  readonly customerPresent?: boolean;
  readonly wallet?: WalletSession;
  /** Eko refused the wallet token: only a new look-up and mobile OTP bring another. */
  readonly walletExpired?: boolean;
  /** The client_ref_id of the call that led here. */
  readonly clientRefId: string;
  readonly version: number;
  /** Milliseconds since the epoch, as `updatedAt`. */
  readonly createdAt: number;
  readonly updatedAt: number;
}
