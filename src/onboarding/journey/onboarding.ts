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
    monthlyTotal: Type.Optional(property(Money, 'The amount that may be sent in a month')),
    remaining: Type.Optional(property(Money, 'The amount that may still be sent this month')),
    used: Type.Optional(property(Money, 'The amount that was sent this month')),
    unavailable: Type.Optional(property(Money, 'The amount that cannot be used at present')),
  },
  { $id: 'CustomerLimits', additionalProperties: false, description: 'How much a customer may send' },
);
export type CustomerLimits = ValueOf<typeof CustomerLimits>;

/** The known facts of the customer; a property is absent until Eko has sent it. */
export const Customer = Type.Object({
  name: Type.Optional(Type.String({ description: 'The name, as registered at the service' })),
  kyc: Type.Optional(property(KycLevel, 'How far the identity is verified')),
  balance: Type.Optional(property(Money, 'The balance of the wallet')),
  limits: Type.Optional(property(CustomerLimits, 'How much the customer may send')),
});
export type Customer = ValueOf<typeof Customer>;

/** The pending OTP, with the references that Eko needs to verify it. Never shown to a client. */
export interface PendingOtp {
  readonly purpose: OtpPurpose;
  /** Eko's `otp_ref_id`, opaque, with the JSON type it arrived in (contract.md). Absent: the OTP cannot be verified. */
  readonly reference?: JsonText;
  /** dmt-fino's `kyc_request_id`, a JSON string. */
  readonly kycRequestId?: JsonText;
  /** The masked number that it was sent to; absent when the reply did not contain it. */
  readonly sentTo?: string;
  /** Eko replied 303, or that the wallet session of the OTP has ended: this OTP can no longer be verified. */
  readonly expired: boolean;
}

/** How often an OTP was tried. Kept after the OTP is replaced: Eko may send its reference again. */
export interface OtpTries {
  readonly reference: JsonText;
  readonly used: number;
}

/** Levin's wallet session. The token may be missing; it is a bearer secret and is never shown to a client. */
export interface WalletSession {
  readonly token?: string;
  /** Empty until Eko has sent one. */
  readonly id: string;
  /** Milliseconds since the epoch, from the token's `exp`; absent when the token has none. */
  readonly expiresAt?: number;
}

/** One agent's onboarding of one customer for one product, as it is stored. */
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
  /** Kept while the outcome is unknown: a look-up may find the OTP still pending. */
  readonly otp?: PendingOtp;
  /** Attempts by OTP; the OTP that was tried last is at the end. */
  readonly otpTries?: readonly OtpTries[];
  /** When OTPs were sent in the last hour, milliseconds since the epoch, oldest first. */
  readonly otpSends: readonly number[];
  /** The agent has entered a correct OTP of this onboarding, so that the customer is present. */
  readonly customerPresent?: boolean;
  readonly wallet?: WalletSession;
  /** Eko refused the wallet token: only a new look-up and mobile OTP give another one. */
  readonly walletExpired?: boolean;
  /** The client_ref_id of the call that led to this state. */
  readonly clientRefId: string;
  readonly version: number;
  /** Milliseconds since the epoch; so is `updatedAt`. */
  readonly createdAt: number;
  readonly updatedAt: number;
}
