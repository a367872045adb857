import { type Envelope, type JsonObject, asObject, readEnvelope } from './envelope.js';
import { type SignatureRefusal, refusalByStatus, refusalByTypeId } from './signature-refusal.js';
import type { AxiosResponse } from 'axios';

/** One request, or the reason why there was none, with what it says of Eko's health. */
export interface Attempt {
  readonly reply: EkoReply;
  /**
   * `failed`: Eko could not be reached, or gave no answer in time or none that can be read. `worked`: it answered,
   * whatever it said. `inconclusive`: nothing about Eko, such as a client that would not wait.
   */
  readonly health: 'worked' | 'failed' | 'inconclusive';
  /** Why it is provably harmless to make the call once more; absent when it is not. */
  readonly repeatable?: 'transport' | 'signature';
}

/** No request was made, for a reason on this side. */
export function notMade(reason: string, retryAfterSeconds?: number): Attempt {
  const after = retryAfterSeconds === undefined ? {} : { retryAfterSeconds };
  return { reply: { kind: 'notSent', reason, ...after }, health: 'inconclusive' };
}

/**
 * What became of one call. Only `answered` says what Eko did; the rest say whether Eko can have done anything.
 */
export type EkoReply =
  | {
      readonly kind: 'answered';
      readonly envelope: Envelope;
      readonly httpStatus: number;
      /** What may be told of it when nobody knows it. */
      readonly shape: () => ReplyShape;
    }
  /** Provably never executed: nothing was sent, or Eko turned it away at the door (429). Safe to repeat. */
  | {
      readonly kind: 'notSent';
      readonly reason: string;
      readonly retryAfterSeconds?: number;
      /** Eko turned it away. */
      readonly seen?: true;
    }
  /** Not sent, since the developer key allows no more requests now. Safe to repeat. */
  | { readonly kind: 'overloaded'; readonly retryAfterSeconds: number }
  /** Not sent, since the sequence of timestamps cannot be reached in the store. Safe to repeat. */
  | { readonly kind: 'unsigned'; readonly retryAfterSeconds: number }
  /** 401, 403 or 2483 to 2487, also with a fresh signature: never executed (contract.md, "Signing"). */
  | ({ readonly kind: 'signatureRefused' } & SignatureRefusal)
  /** 400, 404, 405 or 415: Eko did not take the request as it was made. */
  | { readonly kind: 'rejected'; readonly httpStatus: number }
  /** It was sent, and there is no answer to read. Eko may or may not have done it. */
  | { readonly kind: 'lost'; readonly reason: string };

const UNSENT: readonly EkoReply['kind'][] = ['overloaded', 'unsigned'];

/** Whether Eko can have seen the request, so that its client_ref_id may be quoted to Eko's support. */
export function isSeen(reply: EkoReply): boolean {
  return reply.kind === 'notSent' ? reply.seen === true : !UNSENT.includes(reply.kind);
}

/** Answers with which Eko says that the request itself is wrong. */
const REJECTIONS = [400, 404, 405, 415];

/** What an HTTP reply says, by contract.md, "Signing" and "Replies", and the status rules of api.md, "Errors". */
export function readReply({
  status,
  data,
  headers,
}: Pick<AxiosResponse<string>, 'status' | 'data' | 'headers'>): EkoReply {
  if (status === 401 || status === 403) return { kind: 'signatureRefused', ...refusalByStatus(status, data) };
  if (status === 429)
    return { kind: 'notSent', reason: 'http_429', seen: true, ...retryAfter(headers['retry-after']) };
  if (REJECTIONS.includes(status)) return { kind: 'rejected', httpStatus: status };
  // 204 was seen where a service is not activated for the account: it has a reason of its own for the log.
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

/** Eko's Retry-After in seconds, when it is a sane number of them; its date form is not worth trusting a clock for. */
function retryAfter(header: unknown): { retryAfterSeconds?: number } {
  const seconds = typeof header === 'string' && /^\d{1,4}$/.test(header) ? Number(header) : 0;
  return seconds > 0 && seconds <= 3600 ? { retryAfterSeconds: seconds } : {};
}

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
function shapeOf(text: string): ReplyShape {
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
