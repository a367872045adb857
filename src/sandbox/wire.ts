/** The four products of Eko that the simulator supports. */
export type Product = 'customer-account' | 'dmt-fino' | 'ppi-digikhata' | 'ppi-levin';

/** The step that a call executes; GET /sandbox/calls shows this name. */
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

/** Eko's pages type it integer, its samples show a long string: the client must return it unchanged. */
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

/** One line of the simulator's log; `event` names what happened. */
export interface LogLine {
  readonly event: string;
  readonly [key: string]: unknown;
}

/**
 * The text of a parameter that its route has already checked to be a string.
 * @throws TypeError when the route declares no such check, which is a defect of the simulator
 */
export function textField(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value !== 'string') throw new TypeError(`The route does not check that ${name} is a string`);
  return value;
}
