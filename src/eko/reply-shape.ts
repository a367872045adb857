import { asObject, type JsonObject } from './envelope.js';

/** What may be told of a reply that nobody knows: names of fields and JSON types, never a value. */
export interface ReplyShape {
  /** Fields of `data` to their types. */
  readonly data: Readonly<Record<string, string>>;
  /** Refused parameters to the types of what is said of them. */
  readonly invalidParams: Readonly<Record<string, string>>;
  /** How many fields have names that are not of the form of a name. */
  readonly unnamed?: number;
  /** The message, if it is one of Eko's known ones; nothing of any other. */
  readonly message?: string;
}

/** Without digits and in small letters at first, so that no number, PAN, OTP or person can pass for a name. */
const NAME = /^[a-z][A-Za-z_]{0,39}$/;
const MOST_NAMES = 40;

/** Messages of Eko's documents and of replies that integrators recorded, none of which holds anything of a customer. */
const KNOWN_MESSAGES = [
  'Aadhaar OTP sent successfully',
  'Aadhaar OTP verified successfully',
  'Aadhar Validation Pending',
  'Consent Language Successfully Retrieved',
  'Customer already verified',
  'Customer KYC Pending',
  'Customer Registration Completed',
  'eKYC verification successful',
  'Enrollment done. Verify customer using OTP.',
  'Failure!Customer Not Enrolled',
  'Insufficient balance',
  'Invalid Parameters',
  'Invalid wallet token. Please re-authenticate the sender.',
  'No key for Response',
  'Pan Number Required',
  'Success!',
  'This user does not exist',
  'UIDAI unavailable',
  'Validate OTP Failed',
  'Validate the OTP',
  'Wallet opened successfully.',
  'Wrong OTP. Please check and retry.',
];

/** The shape of the text of a reply, which is known to be a JSON object. */
export function shapeOf(text: string): ReplyShape {
  const reply = asObject(JSON.parse(text));
  const data = asObject(reply['data']);
  const refused = { ...asObject(reply['invalid_params']), ...asObject(reply['invalid_parameters']) };
  const unnamed = [data, refused].flatMap(Object.keys).filter((name) => !NAME.test(name)).length;
  const { message } = reply;
  const said = typeof message === 'string' ? message.trim().toLowerCase() : undefined;
  const known = KNOWN_MESSAGES.find((one) => one.toLowerCase() === said);
  return {
    data: typesOf(data),
    invalidParams: typesOf(refused),
    ...(unnamed > 0 && { unnamed }),
    ...(known !== undefined && { message: known }),
  };
}

function typesOf(object: JsonObject): Readonly<Record<string, string>> {
  const named = Object.entries(object).filter(([name]) => NAME.test(name));
  return Object.fromEntries(named.slice(0, MOST_NAMES).map(([name, value]) => [name, typeOf(value)]));
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}
