/**
 * The JSON text of an opaque value. Eko documents `otp_ref_id` as an integer and sends base64 strings. It is sent back
 * with the same type and digits (contract.md); a parsed number would lose digits above 2^53.
 */
export type JsonText = string;

export type JsonObject = Readonly<Record<string, unknown>>;

/** Eko's reply in a normal form: ids are numbers or absent, and an empty string counts as absent. */
export interface Envelope {
  /** 'UNREADABLE' is not a missing id, and not an id of any table. */
  readonly typeId?: number | 'UNREADABLE' | undefined;
  readonly statusId?: number | undefined;
  readonly status?: number | undefined;
  readonly data: JsonObject;
  /** Names of the parameters that Eko refused; never their values. */
  readonly invalidParameters: readonly string[];
  /** The reply contains only the message "No key for Response": a parameter is missing, wrong or unexpected. */
  readonly noKey?: true | undefined;
  /** The client_ref_id of the reply, if it has one outside `data`. */
  readonly clientRefId?: string | undefined;
}

/** No parameter in contract.md has a digit; without digits no number, PAN or OTP can be mistaken for a name. */
const PARAMETER_NAME = /^[A-Za-z][A-Za-z_]{0,39}$/;
/** More than any call has. */
const MAX_PARAMETERS = 20;

/**
 * Reads the text of a reply into an envelope.
 * Any field may be missing, ids arrive as numbers or strings (contract.md, "Replies").
 * @returns undefined when the text is not a JSON object, so that no answer can be read from it
 */
export function readEnvelope(text: string): Envelope | undefined {
  const reply = parseObject(text);
  if (!reply) return undefined;
  return {
    typeId: readTypeId(reply['response_type_id']),
    statusId: readId(reply['response_status_id']),
    status: readId(reply['status']),
    data: asObject(reply['data']),
    invalidParameters: readInvalidParameters(reply),
    noKey: hasNoKey(reply) ? true : undefined,
    clientRefId: readText(reply, 'client_ref_id'),
  };
}

/** The text at `key`, trimmed; undefined when it is absent, empty or not a text. */
export function readText(data: JsonObject, key: string): string | undefined {
  const value = data[key];
  if (typeof value === 'bigint' || (typeof value === 'number' && Number.isFinite(value)))
    return String(value);
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  return text === '' ? undefined : text;
}

/** The reference at `key`, unchanged; undefined when it is absent or empty. */
export function readReference(data: JsonObject, key: string): JsonText | undefined {
  const value = data[key];
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  return typeof value === 'string' && value.trim() !== '' ? JSON.stringify(value) : undefined;
}

/** `value` if it is a JSON object, otherwise an empty one. */
export function asObject(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

/** Eko's pages name the member in two ways (contract.md, "Refused parameters"). */
function readInvalidParameters(reply: JsonObject): readonly string[] {
  const named = [reply['invalid_params'], reply['invalid_parameters']].flatMap((one) =>
    Object.keys(asObject(one)),
  );
  return [...new Set(named)].filter((name) => PARAMETER_NAME.test(name)).slice(0, MAX_PARAMETERS);
}

function hasNoKey(reply: JsonObject): boolean {
  const message = readText(reply, 'message') ?? '';
  return (
    /^no key for response\.?$/i.test(message) &&
    Object.keys(reply).every((key) => isMessageOrEmpty(key, reply[key]))
  );
}

function isMessageOrEmpty(key: string, value: unknown): boolean {
  if (key === 'message' || value === null || value === '') return true;
  return isObject(value) && Object.keys(value).length === 0;
}

/** Only an empty text means absent (contract.md, "Replies"); any other unreadable value must not count as absent. */
function readTypeId(value: unknown): Envelope['typeId'] {
  const absent = value === undefined || value === null || (typeof value === 'string' && value.trim() === '');
  return absent ? undefined : (readId(value) ?? 'UNREADABLE');
}

function readId(value: unknown): number | undefined {
  if (typeof value === 'string' && /^\s*-?\d{1,9}\s*$/.test(value)) return Number(value);
  return typeof value === 'number' && Number.isInteger(value) && Math.abs(value) < 1e9 ? value : undefined;
}

function parseObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = /\d{16}/.test(text) ? JSON.parse(text, keepLongIntegers) : JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function keepLongIntegers(_key: string, value: unknown, context?: { source?: string }): unknown {
  const source = context?.source;
  if (typeof value !== 'number' || Number.isSafeInteger(value) || !source) return value;
  return /^-?\d+$/.test(source) ? BigInt(source) : value;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
