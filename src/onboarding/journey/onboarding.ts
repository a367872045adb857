import type { JsonText } from '../../eko/envelope.js';
import { Type, type Static } from 'typebox';
import { property, type ValueOf } from '../../http/schema.js';
import type { OnboardingState, OtpPurpose } from './state.js';

export const Money = Type.Object(
  {
    amount: Type.String({
      pattern: '^-?\\d+\\.\\d{2}$',
      description: 'A decimal with two digits after the point',
      example: '5287.00',
    }),
    currency: Type.Enum(['INR'], { type: 'string', description: 'The currency: Indian rupees' }),
  },
  { $id: 'Money', additionalProperties: false, description: 'An amount of money' },
);
export type Money = ValueOf<typeof Money>;

export const KYC_LEVELS = ['NONE', 'PENDING', 'PARTIAL', 'FULL'] as const;
const KycLevel = Type.Enum(KYC_LEVELS, {
  $id: 'KycLevel',
  type: 'string',
  description: 'How far the identity of a customer is verified',
});
export type KycLevel = Static<typeof KycLevel>;

const CustomerLimits = Type.Object(
  {
    monthlyTotal: Type.Optional(property(Money, 'What may be sent in a month')),
    remaining: Type.Optional(property(Money, 'What may still be sent this month')),
    used: Type.Optional(property(Money, 'What was sent this month')),
    unavailable: Type.Optional(property(Money, 'What may not be used at present')),
  },
  { $id: 'CustomerLimits', additionalProperties: false, description: 'How much a customer may send' },
);
export type CustomerLimits = ValueOf<typeof CustomerLimits>;

/** What is known of the customer; each property only once Eko has said it. */
export const Customer = Type.Object({
  name: Type.Optional(Type.String({ description: 'The name, as the service has it' })),
  kyc: Type.Optional(property(KycLevel, 'How far the identity is verified')),
  balance: Type.Optional(property(Money, 'What is in the wallet')),
  limits: Type.Optional(property(CustomerLimits, 'How much the customer may send')),
});
export type Customer = ValueOf<typeof Customer>;

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
