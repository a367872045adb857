import { FAULT_POINTS, FAULTS, type PlannedFault } from './faults.js';

/** The state of a customer of one product at Eko. */
export type CustomerState =
  | 'NOT_REGISTERED'
  | 'MOBILE_UNVERIFIED'
  | 'AADHAAR_PENDING'
  | 'PAN_PENDING'
  | 'BIOMETRIC_PENDING'
  | 'EKYC_OTP_PENDING'
  | 'COMPLETED';

/** How one customer differs from an ordinary new customer; an absent part is ordinary. */
export interface Scenario {
  /** The state of the customer at the first call. */
  readonly state?: { readonly dmtFino: CustomerState; readonly others: CustomerState };
  readonly registration?: 'WALLET_OPENED' | 'ENROLLED' | 'ALREADY_KNOWN' | 'ACCOUNT_REQUIRED';
  /** The status that refuses the registration. */
  readonly registrationStatus?: 36 | 132 | 314 | 347 | 945;
  readonly otp?:
    'LEADING_ZERO' | 'ALWAYS_WRONG' | 'ALWAYS_EXPIRED' | 'ALREADY_REGISTERED' | 'VERIFIED_BEFORE';
  readonly aadhaar?: 'REFUSED' | 'NOT_ACCEPTED' | 'IN_USE' | 'UNAVAILABLE_ONCE' | 'CUSTOMER_UNKNOWN_ONCE';
  readonly biometric?: 'REJECTED' | 'EXISTING_RELATIONSHIP';
  readonly pan?: 'STATUS_132' | 'REQUIRED_AGAIN' | 'IN_USE';
  readonly wallet?: 'EXPIRES' | 'CARRIED';
  readonly amounts?: 'SAMPLE' | 'SCIENTIFIC';
  readonly ekycReply?: 'AS_IN_SEED';
  /** GENERIC: the shapes of Eko's pages of June and July 2026. */
  readonly replies?: 'GENERIC';
  readonly fault?: PlannedFault;
}

/** One documented test identity: the scenario behind the last three digits of a mobile number. */
interface Identity extends Scenario {
  readonly code: string;
  readonly description: string;
}

const COMPLETED = { dmtFino: 'COMPLETED', others: 'COMPLETED' } as const;
const AADHAAR_PENDING = { dmtFino: 'BIOMETRIC_PENDING', others: 'AADHAAR_PENDING' } as const;

/**
 * The test identities of the journey; docs/sandbox.md lists the same, and a spec compares them. In a product that a
 * scenario does not concern, the customer is an ordinary new one.
 */
export const IDENTITIES: readonly Identity[] = [
  { code: '010', otp: 'LEADING_ZERO', description: 'every OTP begins with a zero' },
  { code: '036', registrationStatus: 36, description: 'limit used up at registration (status 36)' },
  {
    code: '117',
    state: AADHAAR_PENDING,
    registration: 'ALREADY_KNOWN',
    description:
      'not enrolled in the look-up until a registration is refused as already registered (status 17)',
  },
  {
    code: '129',
    state: { dmtFino: 'EKYC_OTP_PENDING', others: 'MOBILE_UNVERIFIED' },
    description: 'registered, OTP pending; the look-up of dmt-fino returns 2129 with an empty otp_ref_id',
  },
  {
    code: '131',
    otp: 'ALREADY_REGISTERED',
    description:
      'already registered: the first verification of the mobile or eKYC OTP returns 2131, then the look-up returns a complete customer',
  },
  { code: '132', registrationStatus: 132, description: 'name refused at registration (status 132)' },
  {
    code: '134',
    state: AADHAAR_PENDING,
    description: 'KYC pending: 2134 for dmt-fino, Aadhaar pending elsewhere',
  },
  {
    code: '135',
    biometric: 'EXISTING_RELATIONSHIP',
    description: 'dmt-fino: existing relationship with the bank (2135)',
  },
  {
    code: '136',
    state: AADHAAR_PENDING,
    description: 'Aadhaar pending: 2136 for all but dmt-fino, 2134 there',
  },
  { code: '138', aadhaar: 'REFUSED', description: 'Aadhaar always refused (2138)' },
  {
    code: '137',
    aadhaar: 'IN_USE',
    description: 'Aadhaar always refused: another customer uses the number (status 1237)',
  },
  {
    code: '147',
    state: { dmtFino: 'BIOMETRIC_PENDING', others: 'PAN_PENDING' },
    description: 'PAN pending: 2147 for all but dmt-fino, 2134 there',
  },
  {
    code: '150',
    aadhaar: 'UNAVAILABLE_ONCE',
    description: 'UIDAI is unavailable at the first Aadhaar or biometric call (1388, status 500)',
  },
  {
    code: '164',
    aadhaar: 'CUSTOMER_UNKNOWN_ONCE',
    description:
      'Eko does not find the customer at the first Aadhaar or biometric call (status 463 for the customer_id)',
  },
  {
    code: '188',
    aadhaar: 'NOT_ACCEPTED',
    description: 'Aadhaar number or fingerprint always refused (1388, status 301)',
  },
  { code: '232', pan: 'STATUS_132', description: 'PAN always refused: its name does not match (status 132)' },
  { code: '235', biometric: 'REJECTED', description: 'dmt-fino: biometrics always rejected (2135)' },
  {
    code: '236',
    wallet: 'CARRIED',
    description:
      'ppi-levin: 2136 and 2147 carry a wallet_token and a wallet_id, and the next step requires the token',
  },
  { code: '247', pan: 'REQUIRED_AGAIN', description: 'PAN always refused: requested again (2147)' },
  {
    code: '237',
    pan: 'IN_USE',
    description: 'PAN always refused: another customer uses it (status 1237)',
  },
  {
    code: '300',
    registration: 'WALLET_OPENED',
    description: 'registration opens the wallet (300) and sends no OTP',
  },
  {
    code: '301',
    otp: 'VERIFIED_BEFORE',
    description: 'the first verification of the mobile or eKYC OTP returns "already verified" (301)',
  },
  { code: '302', otp: 'ALWAYS_WRONG', description: 'every OTP is wrong' },
  { code: '303', otp: 'ALWAYS_EXPIRED', description: 'every OTP has expired' },
  {
    code: '309',
    state: COMPLETED,
    amounts: 'SAMPLE',
    description: 'complete, with the amounts of the sample',
  },
  { code: '314', registrationStatus: 314, description: 'limit used up at registration (status 314)' },
  {
    code: '327',
    registration: 'ENROLLED',
    description: 'registration sends an OTP and does not return its reference (327); not dmt-fino',
  },
  {
    code: '329',
    state: COMPLETED,
    amounts: 'SCIENTIFIC',
    description: 'complete, with amounts in scientific notation ("2.20834002375E9")',
  },
  {
    code: '347',
    registrationStatus: 347,
    description: "dmt-fino: the agent's balance is too small for the registration (status 347)",
  },
  {
    code: '363',
    registration: 'ACCOUNT_REQUIRED',
    description: 'unknown to the payment products (status 463) until the customer-account is complete',
  },
  {
    code: '388',
    ekycReply: 'AS_IN_SEED',
    description: 'dmt-fino: the eKYC OTP is answered 1388 with kyc_verified',
  },
  {
    code: '389',
    replies: 'GENERIC',
    description:
      'answered in the generic shapes of June and July 2026 (1388), consent languages under their older name',
  },
  {
    code: '463',
    wallet: 'EXPIRES',
    description:
      'ppi-levin: the wallet token has expired (1388, 463) at the Aadhaar and PAN steps, until the mobile OTP is verified again',
  },
  {
    code: '945',
    registrationStatus: 945,
    description: 'monthly limit exhausted at registration (status 945)',
  },
];

const ORDINARY: Scenario = {};

/**
 * The scenario of a mobile number 9900xxxCCC, where CCC is a code of `IDENTITIES`, or the digit of a
 * fault point followed by the two digits of a fault. Any other number is an ordinary new customer.
 */
export function scenarioOf(mobile: string): Scenario {
  const code = /^9900[0-9]{3}([0-9]{3})$/.exec(mobile)?.[1];
  if (code === undefined) return ORDINARY;
  return IDENTITIES.find((identity) => identity.code === code) ?? faultScenario(code) ?? ORDINARY;
}

function faultScenario(code: string): Scenario | undefined {
  const point = FAULT_POINTS.find((candidate) => candidate.digit === code.slice(0, 1));
  const fault = FAULTS.find((candidate) => candidate.digits === code.slice(1));
  if (point === undefined || fault === undefined) return undefined;
  // The look-up of an unknown customer has no effect, so a lost answer would hide nothing.
  const planned = { fault: { code, fault, point } };
  return point.steps.includes('lookUp') ? { ...planned, state: AADHAAR_PENDING } : planned;
}
