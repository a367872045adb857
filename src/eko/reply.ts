import { type Envelope, type JsonObject, asObject, readEnvelope } from './envelope.js';
import { type SignatureRefusal, refusalByStatus, refusalByTypeId } from './signature-refusal.js';
import type { AxiosResponse } from 'axios';

/** One request, or the reason why none was made, and what it shows about Eko's health. */
export interface Attempt {
  readonly reply: EkoReply;
  /**
   * `failed`: Eko could not be reached, did not answer in time, or its answer cannot be read. `worked`: it answered,
   * with any content. `inconclusive`: it shows nothing about Eko, for example a client with a short timeout.
   */
  readonly health: 'worked' | 'failed' | 'inconclusive';
  /** Why the call can safely be repeated; absent when it cannot. */
  readonly repeatable?: 'transport' | 'signature';
}

/** An attempt without a request, for a reason inside the gateway. */
export function notMade(reason: string, retryAfterSeconds?: number): Attempt {
  const after = retryAfterSeconds === undefined ? {} : { retryAfterSeconds };
  return { reply: { kind: 'notSent', reason, ...after }, health: 'inconclusive' };
}

/**
 * The outcome of one call. Only `answered` contains what Eko did; the others state whether Eko may have done anything.
 */
export type EkoReply =
  | {
      readonly kind: 'answered';
      readonly envelope: Envelope;
      readonly httpStatus: number;
      /** What may be logged of an unrecognized reply. */
      readonly shape: () => ReplyShape;
    }
  /** Certainly never executed: nothing was sent, or Eko refused it unprocessed (429). Safe to repeat. */
  | {
      readonly kind: 'notSent';
      readonly reason: string;
      readonly retryAfterSeconds?: number;
      /** Eko received and refused it. */
      readonly seen?: true;
    }
  /** Not sent, because the developer key allows no more requests now. Safe to repeat. */
  | { readonly kind: 'overloaded' }
  /** Not sent, because the signing sequence in the store cannot be reached. Safe to repeat. */
  | { readonly kind: 'unsigned' }
  /** 401, 403 or 2483 to 2487, also with a fresh signature: never executed (contract.md, "Signing"). */
  | ({ readonly kind: 'signatureRefused' } & SignatureRefusal)
  /** 400, 404, 405 or 415: Eko did not accept the form of the request. */
  | { readonly kind: 'rejected'; readonly httpStatus: number }
  /** It was sent, and there is no readable answer. Eko may or may not have executed it. */
  | { readonly kind: 'lost'; readonly reason: string };

const UNSENT: readonly EkoReply['kind'][] = ['overloaded', 'unsigned'];

/** Whether Eko may have received the request, so that its client_ref_id can be given to Eko's support. */
export function isSeen(reply: EkoReply): boolean {
  return reply.kind === 'notSent' ? reply.seen === true : !UNSENT.includes(reply.kind);
}

/** HTTP statuses which mean that the request itself is wrong. */
const REJECTIONS = [400, 404, 405, 415];

/** Reads an HTTP reply by contract.md, "Signing" and "Replies", and the status rules of api.md, "Errors". */
export function readReply({
  status,
  data,
  headers,
}: Pick<AxiosResponse<string>, 'status' | 'data' | 'headers'>): EkoReply {
  if (status === 401 || status === 403) return { kind: 'signatureRefused', ...refusalByStatus(status, data) };
  if (status === 429)
    return { kind: 'notSent', reason: 'http_429', seen: true, ...retryAfter(headers['retry-after']) };
  if (REJECTIONS.includes(status)) return { kind: 'rejected', httpStatus: status };
  // Eko was seen to answer 204 when a service is not activated for the account: the log shows it as a separate reason.
  if (status < 200 || status > 299 || status === 204)
    return { kind: 'lost', reason: `http_${String(status)}` };
  const contentType: unknown = headers['content-type'];
  if (typeof contentType === 'string' && !/\bjson\b/i.test(contentType))
    return { kind: 'lost', reason: 'not_json' };
  const envelope = readEnvelope(data);
  if (!envelope) return { kind: 'lost', reason: data.trim() === '' ? 'empty' : 'not_json' };
  const refusal = refusalByTypeId(status, envelope);
  if (refusal) return { kind: 'signatureRefused', ...refusal };
  return { kind: 'answered', envelope, httpStatus: status, shape: () => shapeOf(data) };
}

/** Eko's Retry-After in seconds, 1 to 3600. Its date form is ignored, since it would depend on Eko's clock. */
function retryAfter(header: unknown): { retryAfterSeconds?: number } {
  const seconds = typeof header === 'string' && /^\d{1,4}$/.test(header) ? Number(header) : 0;
  return seconds > 0 && seconds <= 3600 ? { retryAfterSeconds: seconds } : {};
}

/** What may be logged of an unrecognized reply: names of fields and JSON types, never a value. */
export interface ReplyShape {
  /** Fields of `data` to their types. */
  readonly data: Readonly<Record<string, string>>;
  /** Refused parameters to the types of their values. */
  readonly invalidParams: Readonly<Record<string, string>>;
  /** How many fields have a name that is not well-formed. */
  readonly unnamed?: number;
  /** The message, only if it is a known one of Eko. */
  readonly message?: string;
}

/** Without digits, and starting with a small letter, so that no number, PAN, OTP or person's name matches. */
const NAME = /^[a-z][A-Za-z_]{0,39}$/;
const MAX_NAMES = 40;

/** Messages of Eko's documents and of replies that integrators recorded. None contains data of a customer. */
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

/** The shape of a reply. @param json the text of a JSON object */
function shapeOf(json: string): ReplyShape {
  const reply = asObject(JSON.parse(json));
  const data = asObject(reply['data']);
  const refused = { ...asObject(reply['invalid_params']), ...asObject(reply['invalid_parameters']) };
  const unnamed = [data, refused].flatMap(Object.keys).filter((name) => !NAME.test(name)).length;
  const { message } = reply;
  const text = typeof message === 'string' ? message.trim().toLowerCase() : undefined;
  const known = KNOWN_MESSAGES.find((one) => one.toLowerCase() === text);
  return {
    data: typesOf(data),
    invalidParams: typesOf(refused),
    ...(unnamed > 0 && { unnamed }),
    ...(known !== undefined && { message: known }),
  };
}

function typesOf(object: JsonObject): Readonly<Record<string, string>> {
  const named = Object.entries(object).filter(([name]) => NAME.test(name));
  return Object.fromEntries(named.slice(0, MAX_NAMES).map(([name, value]) => [name, typeOf(value)]));
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}
