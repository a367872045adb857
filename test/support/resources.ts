/** The API's resources as api.md defines them: restated here, not imported from the code under test. */
export interface Field {
  readonly name: string;
  readonly type: 'string' | 'boolean';
  readonly pattern?: string;
  readonly format?: string;
  readonly required: boolean;
  readonly sensitive: boolean;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly min?: string;
  readonly max?: string;
  readonly options?: readonly string[];
  readonly label: string;
  readonly hint?: string;
  readonly inputMode?: string;
  readonly autocomplete?: string;
}

export interface Action {
  readonly action: string;
  readonly method: string;
  readonly href: string;
  readonly fields: readonly Field[];
  readonly schema?: Readonly<Record<string, unknown>>;
  readonly availableAt?: string;
}

export interface Money {
  readonly amount: string;
  readonly currency: string;
}

export interface Onboarding {
  readonly id: string;
  readonly product: string;
  readonly state: string;
  readonly steps: readonly { readonly step: string; readonly status: string }[];
  readonly nextAction: Action | null;
  readonly alternatives: readonly Action[];
  readonly otp?: {
    readonly purpose: string;
    readonly sentTo?: string;
    readonly attemptsLeft: number;
    readonly resendAvailableAt: string;
  };
  readonly customer: {
    readonly mobile: string;
    readonly name?: string;
    readonly kyc?: string;
    readonly balance?: Money;
    readonly limits?: Readonly<Record<string, Money>>;
  };
  readonly clientRefId: string;
  readonly reconciled?: boolean;
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface Problem {
  readonly retry: string;
  readonly prerequisite?: Action;
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  readonly requestId: string;
  readonly errors?: readonly { readonly field: string; readonly message: string }[];
  readonly clientRefId?: string;
  readonly retryAfterSeconds?: number;
  readonly onboarding?: Onboarding;
}

export interface OutboxMessage {
  readonly sentAt: string;
  readonly product: string;
  readonly mobile: string;
  readonly purpose: string;
  readonly otp: string;
}

export const PRODUCTS = ['customer-account', 'dmt-fino', 'ppi-digikhata', 'ppi-levin'] as const;
export type Product = (typeof PRODUCTS)[number];

/** The three products with mobile OTP, Aadhaar and PAN. */
export const OTP_PRODUCTS = ['customer-account', 'ppi-digikhata', 'ppi-levin'] as const;
