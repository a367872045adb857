import { FAULT_POINTS, FAULTS } from './faults.js';
import type { PlannedFault } from './faults.js';

/** How far a customer is with one product. */
export type Stage =
  | 'NOT_REGISTERED'
  | 'MOBILE_UNVERIFIED'
  | 'AADHAAR_PENDING'
  | 'PAN_PENDING'
  | 'BIOMETRIC_PENDING'
  | 'EKYC_OTP_PENDING'
  | 'COMPLETED';

/** What is particular about one customer; every part that is absent is as for any new customer. */
export interface Scenario {
  /** How far the customer is when the simulator first hears of him. */
  readonly stage?: { readonly dmtFino: Stage; readonly others: Stage };
  readonly registration?: 'WALLET_OPENED' | 'ENROLLED' | 'KNOWN_ALREADY' | 'ACCOUNT_REQUIRED';
  /** The status that refuses the registration. */
  readonly registrationStatus?: 36 | 132 | 314 | 347 | 945;
  readonly otp?:
    'LEADING_ZERO' | 'ALWAYS_WRONG' | 'ALWAYS_EXPIRED' | 'ALREADY_REGISTERED' | 'VERIFIED_BEFORE';
  readonly aadhaar?: 'REFUSED' | 'NOT_ACCEPTED' | 'OF_ANOTHER' | 'UNAVAILABLE_ONCE' | 'CUSTOMER_GONE_ONCE';
  readonly biometric?: 'REJECTED' | 'EXISTING_RELATIONSHIP';
  readonly pan?: 'STATUS_132' | 'REQUIRED_AGAIN' | 'OF_ANOTHER';
  readonly wallet?: 'LAPSES' | 'CARRIED';
  readonly amounts?: 'SAMPLE' | 'SCIENTIFIC';
  readonly ekycReply?: 'AS_IN_SEED';
  /** GENERIC: the shapes of Eko's pages of June and July 2026. */
  readonly replies?: 'GENERIC';
  readonly fault?: PlannedFault;
}

/** One documented test identity: the scenario behind the last three digits of a mobile number. */
interface Identity extends Scenario {
  readonly code: string;
  readonly what: string;
}

const COMPLETED = { dmtFino: 'COMPLETED', others: 'COMPLETED' } as const;
const AADHAAR_PENDING = { dmtFino: 'BIOMETRIC_PENDING', others: 'AADHAAR_PENDING' } as const;

/**
 * The identities that concern the journey; docs/sandbox.md lists the same, and a spec compares them.
 * A scenario that does not concern a product leaves it with an ordinary new customer.
 */
export const IDENTITIES: readonly Identity[] = [
  { code: '010', otp: 'LEADING_ZERO', what: 'every OTP begins with a zero' },
  { code: '036', registrationStatus: 36, what: 'limit used up at registration (status 36)' },
  {
    code: '117',
    stage: AADHAAR_PENDING,
    registration: 'KNOWN_ALREADY',
    what: 'the look-up does not know him until registration says that he exists (status 17)',
  },
  {
    code: '129',
    stage: { dmtFino: 'EKYC_OTP_PENDING', others: 'MOBILE_UNVERIFIED' },
    what: 'registered, OTP pending; the look-up of dmt-fino says 2129 with an empty otp_ref_id',
  },
  {
    code: '131',
    otp: 'ALREADY_REGISTERED',
    what: 'already registered: the first verification of the mobile or eKYC OTP says so (2131), look-up then shows him complete',
  },
  { code: '132', registrationStatus: 132, what: 'name refused at registration (status 132)' },
  { code: '134', stage: AADHAAR_PENDING, what: 'KYC pending: 2134 for dmt-fino, Aadhaar pending elsewhere' },
  {
    code: '135',
    biometric: 'EXISTING_RELATIONSHIP',
    what: 'dmt-fino: existing relationship with the bank (2135)',
  },
  { code: '136', stage: AADHAAR_PENDING, what: 'Aadhaar pending: 2136 for all but dmt-fino, 2134 there' },
  { code: '138', aadhaar: 'REFUSED', what: 'Aadhaar refused, always (2138)' },
  {
    code: '137',
    aadhaar: 'OF_ANOTHER',
    what: 'Aadhaar refused, always: another customer has the number (status 1237)',
  },
  {
    code: '147',
    stage: { dmtFino: 'BIOMETRIC_PENDING', others: 'PAN_PENDING' },
    what: 'PAN pending: 2147 for all but dmt-fino, 2134 there',
  },
  {
    code: '150',
    aadhaar: 'UNAVAILABLE_ONCE',
    what: 'UIDAI is away at the first Aadhaar or biometric call (1388, status 500)',
  },
  {
    code: '164',
    aadhaar: 'CUSTOMER_GONE_ONCE',
    what: 'Eko forgets him at the first Aadhaar or biometric call (status 463 for the customer_id)',
  },
  {
    code: '188',
    aadhaar: 'NOT_ACCEPTED',
    what: 'Aadhaar number or fingerprint refused, always (1388, status 301)',
  },
  { code: '232', pan: 'STATUS_132', what: 'PAN refused, always: its name is another (status 132)' },
  { code: '235', biometric: 'REJECTED', what: 'dmt-fino: biometrics rejected, always (2135)' },
  {
    code: '236',
    wallet: 'CARRIED',
    what: 'ppi-levin: 2136 and 2147 carry a wallet_token and a wallet_id, and the next step demands the token',
  },
  { code: '247', pan: 'REQUIRED_AGAIN', what: 'PAN refused, always: asked for again (2147)' },
  {
    code: '237',
    pan: 'OF_ANOTHER',
    what: 'PAN refused, always: another customer has it (status 1237)',
  },
  {
    code: '300',
    registration: 'WALLET_OPENED',
    what: 'registration opens the wallet (300) and sends no OTP',
  },
  {
    code: '301',
    otp: 'VERIFIED_BEFORE',
    what: 'the first verification of the mobile or eKYC OTP says that it was done before (301)',
  },
  { code: '302', otp: 'ALWAYS_WRONG', what: 'every OTP is wrong' },
  { code: '303', otp: 'ALWAYS_EXPIRED', what: 'every OTP has expired' },
  { code: '309', stage: COMPLETED, amounts: 'SAMPLE', what: 'complete, with the amounts of the sample' },
  { code: '314', registrationStatus: 314, what: 'limit used up at registration (status 314)' },
  {
    code: '327',
    registration: 'ENROLLED',
    what: 'registration sends an OTP and does not tell its reference (327); not dmt-fino',
  },
  {
    code: '329',
    stage: COMPLETED,
    amounts: 'SCIENTIFIC',
    what: 'complete, with amounts in scientific notation ("2.20834002375E9")',
  },
  {
    code: '347',
    registrationStatus: 347,
    what: "dmt-fino: the agent's balance is too small for the registration (status 347)",
  },
  {
    code: '363',
    registration: 'ACCOUNT_REQUIRED',
    what: 'the payment products do not know him (status 463) until his customer-account is complete',
  },
  { code: '388', ekycReply: 'AS_IN_SEED', what: 'dmt-fino: the eKYC OTP is answered 1388 with kyc_verified' },
  {
    code: '389',
    replies: 'GENERIC',
    what: 'answered in the generic shapes of June and July 2026 (1388), consent languages under their older name',
  },
  {
    code: '463',
    wallet: 'LAPSES',
    what: 'ppi-levin: the wallet token has expired (1388, 463) at the Aadhaar and PAN steps, until the mobile OTP is verified again',
  },
  {
    code: '945',
    registrationStatus: 945,
    what: 'monthly limit exhausted at registration (status 945)',
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
  // A look-up of an unknown customer has no effect that a lost answer could hide.
  const planned = { fault: { code, fault, point } };
  return point.steps.includes('lookUp') ? { ...planned, stage: AADHAAR_PENDING } : planned;
}
