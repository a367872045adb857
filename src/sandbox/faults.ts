import type { StepName } from './wire.js';

/** What goes wrong on the wire; `fault-delivery.ts` implements each kind. */
export type FaultKind =
  | 'SERVER_ERROR'
  | 'UNAUTHORIZED'
  | 'BAD_GATEWAY_PAGE'
  | 'NO_MAPPING_RULE'
  | 'RESET'
  | 'SLOW'
  | 'HANG'
  | 'OVERSIZED'
  | 'INITIATOR_FORBIDDEN'
  | 'INITIATOR_REFUSED'
  | 'INITIATOR_UNKNOWN'
  | 'USER_CODE_REFUSED'
  | 'FIELDS_REFUSED'
  | 'OWN_FIELD_REFUSED'
  | 'NO_KEY'
  | 'ANOTHER_CUSTOMER'
  | 'EMPTY'
  | 'TRUNCATED'
  | 'RATE_LIMITED'
  | 'SIGNATURE_REFUSED'
  | 'IDS_AS_STRINGS'
  | 'NO_TYPE_ID'
  | 'UNKNOWN_TYPE_ID';

/**
 * One fault. `executed` states whether the call took effect. REFUSED: no, and its client_ref_id may be used again.
 * NO: no, but the client cannot know. YES: it took effect, and only the answer is faulty.
 */
interface Fault {
  readonly digits: string;
  readonly kind: FaultKind;
  readonly executed: 'REFUSED' | 'NO' | 'YES';
  readonly description: string;
}

/** Which calls a fault applies to, and whether to the first such call of a customer or to all. */
interface FaultPoint {
  readonly digit: string;
  readonly steps: readonly StepName[];
  readonly times: 'ONCE' | 'ALWAYS';
  readonly description: string;
}

/** The fault that applies to one customer. */
export interface PlannedFault {
  readonly code: string;
  readonly fault: Fault;
  readonly point: FaultPoint;
}

const VERIFICATIONS: readonly StepName[] = ['verifyOtp', 'verifyAadhaarOtp', 'verifyEkycOtp'];

/** First digit of a fault's code. Documented in docs/sandbox.md; a spec compares them. */
export const FAULT_POINTS: readonly FaultPoint[] = [
  {
    digit: '2',
    steps: ['register', 'resendOtp', ...VERIFICATIONS, 'sendAadhaarOtp', 'submitBiometric', 'submitPan'],
    times: 'ALWAYS',
    description: 'every call that changes something; look-ups are normal',
  },
  { digit: '4', steps: ['lookUp'], times: 'ONCE', description: 'the first look-up' },
  { digit: '5', steps: ['lookUp'], times: 'ALWAYS', description: 'every look-up' },
  { digit: '6', steps: ['register'], times: 'ONCE', description: 'the first registration' },
  { digit: '7', steps: VERIFICATIONS, times: 'ONCE', description: 'the first verification of an OTP' },
  {
    digit: '8',
    steps: ['sendAadhaarOtp', 'submitBiometric'],
    times: 'ONCE',
    description: 'the first Aadhaar or biometric call',
  },
  { digit: '9', steps: ['submitPan'], times: 'ONCE', description: 'the first PAN call' },
];

/** Last two digits of a fault's code. Documented in docs/sandbox.md; a spec compares them. */
export const FAULTS: readonly Fault[] = [
  { digits: '00', kind: 'SERVER_ERROR', executed: 'NO', description: 'HTTP 500 with JSON' },
  { digits: '01', kind: 'UNAUTHORIZED', executed: 'REFUSED', description: 'HTTP 401 without any id' },
  { digits: '02', kind: 'BAD_GATEWAY_PAGE', executed: 'YES', description: 'HTTP 502 with an HTML page' },
  {
    digits: '04',
    kind: 'NO_MAPPING_RULE',
    executed: 'NO',
    description: 'HTTP 404, `No Mapping Rule matched`',
  },
  {
    digits: '06',
    kind: 'RESET',
    executed: 'NO',
    description: 'connection reset before the call is processed',
  },
  {
    digits: '07',
    kind: 'RESET',
    executed: 'YES',
    description: 'connection reset after the call was processed',
  },
  { digits: '08', kind: 'SLOW', executed: 'YES', description: 'processed at once, answered after `slowMs`' },
  { digits: '09', kind: 'HANG', executed: 'NO', description: 'never answered' },
  { digits: '12', kind: 'INITIATOR_UNKNOWN', executed: 'NO', description: 'initiator unknown (status 1297)' },
  { digits: '13', kind: 'OVERSIZED', executed: 'YES', description: 'answer of more than 256 KiB' },
  {
    digits: '18',
    kind: 'INITIATOR_FORBIDDEN',
    executed: 'REFUSED',
    description: 'HTTP 403, initiator refused (status 319)',
  },
  { digits: '19', kind: 'INITIATOR_REFUSED', executed: 'NO', description: 'initiator refused (status 319)' },
  { digits: '20', kind: 'EMPTY', executed: 'YES', description: 'HTTP 200 with an empty body' },
  { digits: '21', kind: 'TRUNCATED', executed: 'YES', description: 'JSON cut off in the middle' },
  { digits: '29', kind: 'RATE_LIMITED', executed: 'REFUSED', description: 'HTTP 429' },
  { digits: '46', kind: 'USER_CODE_REFUSED', executed: 'NO', description: 'user code refused (status 346)' },
  {
    digits: '61',
    kind: 'FIELDS_REFUSED',
    executed: 'NO',
    description: "the step's own fields refused by name (type id -1, status 461)",
  },
  {
    digits: '62',
    kind: 'OWN_FIELD_REFUSED',
    executed: 'NO',
    description: '`user_code` refused as a parameter (type id -1, status 461)',
  },
  { digits: '64', kind: 'NO_KEY', executed: 'NO', description: 'nothing but `No key for Response`' },
  {
    digits: '70',
    kind: 'ANOTHER_CUSTOMER',
    executed: 'YES',
    description: 'the answer names another customer',
  },
  {
    digits: '84',
    kind: 'SIGNATURE_REFUSED',
    executed: 'REFUSED',
    description: 'HTTP 403, signature refused (2484)',
  },
  {
    digits: '97',
    kind: 'IDS_AS_STRINGS',
    executed: 'YES',
    description: 'the ids of the envelope arrive as strings',
  },
  { digits: '98', kind: 'NO_TYPE_ID', executed: 'YES', description: 'the answer lacks its response_type_id' },
  {
    digits: '99',
    kind: 'UNKNOWN_TYPE_ID',
    executed: 'YES',
    description: 'the answer has the unknown type id 9999',
  },
];
