import type { CallName } from '../../eko/call.js';
import type { FieldError } from '../../errors/problem.js';

/** The fields of clients that Eko can refuse, by their names in the API. */
export const CLIENT_FIELDS = [
  'name',
  'dateOfBirth',
  'address',
  'aadhaarNumber',
  'pidData',
  'pan',
  'otp',
] as const;
export type ClientField = (typeof CLIENT_FIELDS)[number];

/** The message for each refused field; Eko's own text is never shown. */
const MESSAGES: Record<ClientField, string> = {
  name: 'was not accepted; give it as on the identity document',
  dateOfBirth: 'was not accepted; check the date, and that the customer is of age',
  address: 'was not accepted; check every line and the pincode',
  aadhaarNumber: 'was not accepted; check the number with the customer',
  pidData: 'was not accepted; capture the fingerprint again',
  pan: 'was not accepted; check the PAN with the customer',
  otp: 'was not accepted; check the OTP with the customer',
};

const AADHAAR = { aadhar: 'aadhaarNumber' } as const;
const OTP = { otp: 'otp' } as const;
/** By call, Eko's names of the parameters that the client gave; all others are the gateway's own. */
const CLIENT_PARAMETERS: Partial<Record<CallName, Readonly<Record<string, ClientField>>>> = {
  register: { name: 'name', dob: 'dateOfBirth', residence_address: 'address' },
  sendAadhaarOtp: AADHAAR,
  biometric: { ...AADHAAR, piddata: 'pidData' },
  submitPan: { pan_number: 'pan' },
  verifyMobileOtp: OTP,
  verifyAadhaarOtp: OTP,
  verifyEkycOtp: OTP,
};

/**
 * The fields of a step that Eko refused, with the gateway's own messages.
 * @param parameters those that Eko listed as refused
 * @param fields those that the outcome names
 */
export function refusedFields(
  call: CallName,
  parameters: readonly string[],
  fields: readonly ClientField[] = [],
): readonly FieldError[] {
  const given = Object.entries(CLIENT_PARAMETERS[call] ?? {});
  return given
    .filter(([parameter, field]) => parameters.includes(parameter) || fields.includes(field))
    .map(([, field]) => ({ field, message: MESSAGES[field] }));
}

/** The parameters that the gateway itself gave: if Eko refuses them, the operator must fix the configuration. */
export function gatewayParameters(call: CallName, parameters: readonly string[]): readonly string[] {
  return parameters.filter((parameter) => !Object.hasOwn(CLIENT_PARAMETERS[call] ?? {}, parameter));
}
