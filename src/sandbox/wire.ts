/** The four products of Eko that the simulator speaks. */
export type Product = 'customer-account' | 'dmt-fino' | 'ppi-digikhata' | 'ppi-levin';

/** What a call does, whatever its path; the name shown at GET /sandbox/calls. */
export type StepName =
  | 'lookUp'
  | 'register'
  | 'resendOtp'
  | 'verifyOtp'
  | 'consentLanguages'
  | 'consentDetails'
  | 'sendAadhaarOtp'
  | 'verifyAadhaarOtp'
  | 'submitBiometric'
  | 'verifyEkycOtp'
  | 'submitPan';

/** What an OTP proves. */
export type OtpPurpose = 'MOBILE' | 'AADHAAR' | 'EKYC';

/** Typed integer by Eko's pages, a long string in Eko's samples: it must come back as it went out. */
export type OtpReference = string | number;

/** The parameters of one call: the query of a GET, the body of any other method. */
export type Fields = Readonly<Record<string, unknown>>;

/**
 * Eko's envelope. Any part may be missing (contract.md, "Replies"), and ids may arrive as strings.
 */
export interface Reply {
  readonly status?: number | string;
  readonly response_status_id?: number | string;
  readonly response_type_id?: number | string;
  readonly message?: string;
  readonly data?: Readonly<Record<string, unknown>>;
  readonly invalid_params?: Readonly<Record<string, string>>;
}

/** One line of the simulator's log; `event` says what happened. */
export interface LogLine {
  readonly event: string;
  readonly [key: string]: unknown;
}

/**
 * The text of a parameter that its route has already checked to be a string.
 * @throws TypeError when the route declares no such check, which is a fault of the simulator.
 */
export function textField(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value !== 'string') throw new TypeError(`The route does not check that ${name} is text`);
  return value;
}
