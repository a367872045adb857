import type { IncomingMessage } from 'node:http';
import { plainAnswer, Refusal } from './http-answer.js';
import type { Fields } from './wire.js';

const MAX_BODY_BYTES = 1024 * 1024;

/**
 * Reads the whole body.
 * @throws Refusal 413 beyond 1 MiB, after the whole body has arrived: a client that still sends would not read it
 */
export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = chunk as Buffer;
    size += bytes.length;
    if (size <= MAX_BODY_BYTES) chunks.push(bytes);
  }
  if (size > MAX_BODY_BYTES) throw new Refusal('body too large', plainAnswer(413, 'Payload Too Large'));
  return Buffer.concat(chunks).toString('utf8');
}

/**
 * The parameters of a call: the query of a GET, the JSON body otherwise.
 * @throws Refusal 415 for any content type but JSON, 400 for a body that is not a JSON object.
 */
export function readFields(request: IncomingMessage, query: URLSearchParams, body: string): Fields {
  const mediaType = request.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
  if (mediaType !== 'application/json') {
    throw new Refusal('content type', plainAnswer(415, 'Unsupported Media Type'));
  }
  return request.method === 'GET' ? Object.fromEntries(query) : parseObject(body);
}

function parseObject(body: string): Fields {
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return { ...parsed };
  } catch {
    // Falls through: invalid JSON is refused like JSON that is not an object.
  }
  throw new Refusal('malformed JSON', plainAnswer(400, 'Bad Request'));
}
