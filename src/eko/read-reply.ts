import type { AxiosResponse } from 'axios';
import { readEnvelope } from './envelope.js';
import type { EkoReply } from './reply.js';
import { shapeOf } from './reply-shape.js';
import { refusalByStatus, refusalByTypeId } from './signature-refusal.js';

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
