import type { AxiosResponse } from 'axios';
import { readEnvelope } from './envelope.js';
import type { EkoReply } from './reply.js';

const SIGNATURE_TYPE_IDS = { first: 2483, last: 2487 };
/** Answers with which Eko says that the request itself is wrong. */
const REJECTIONS = [400, 404, 405, 415];

/** What an HTTP reply says, by contract.md, "Signing" and "Replies", and the status rules of api.md, "Errors". */
export function readReply({
  status,
  data,
  headers,
}: Pick<AxiosResponse<string>, 'status' | 'data' | 'headers'>): EkoReply {
  if (status === 401 || status === 403) return { kind: 'signatureRefused' };
  if (status === 429)
    return { kind: 'notSent', reason: 'http_429', seen: true, ...retryAfter(headers['retry-after']) };
  if (REJECTIONS.includes(status)) return { kind: 'rejected', httpStatus: status };
  if (status < 200 || status > 299) return { kind: 'lost', reason: `http_${String(status)}` };
  const contentType: unknown = headers['content-type'];
  if (typeof contentType === 'string' && !/\bjson\b/i.test(contentType))
    return { kind: 'lost', reason: 'not_json' };
  const envelope = readEnvelope(data);
  if (!envelope) return { kind: 'lost', reason: data.trim() === '' ? 'empty' : 'not_json' };
  const { typeId } = envelope;
  const { first, last } = SIGNATURE_TYPE_IDS;
  if (typeof typeId === 'number' && typeId >= first && typeId <= last) {
    return { kind: 'signatureRefused' };
  }
  return { kind: 'answered', envelope };
}

/** Eko's Retry-After in seconds, when it is a sane number of them; its date form is not worth trusting a clock for. */
function retryAfter(header: unknown): { retryAfterSeconds?: number } {
  const seconds = typeof header === 'string' && /^\d{1,4}$/.test(header) ? Number(header) : 0;
  return seconds > 0 && seconds <= 3600 ? { retryAfterSeconds: seconds } : {};
}
