import type { FastifyInstance } from 'fastify';
import { parse as parseSafely } from 'secure-json-parse';
import { Problem } from '../errors/problem.js';

/** Largest body of any step: a PID block and what surrounds it, bytes. */
export const MAX_BODY_BYTES = 192 * 1024;
/** No request nests deeper than {consent: {…}}. */
const MAX_DEPTH = 8;

/** Reads JSON bodies strictly: valid UTF-8, an object, not nested deeply, no `__proto__` or `constructor` tricks. */
export function readJsonBodies(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer', bodyLimit: MAX_BODY_BYTES },
    (_request, body: Buffer, done) => {
      try {
        done(null, readJson(body));
      } catch (error) {
        done(error instanceof Problem ? error : new Problem('MALFORMED_REQUEST'));
      }
    },
  );
}

function readJson(body: Buffer): unknown {
  if (body.length === 0) return undefined;
  const text = new TextDecoder('utf-8', { fatal: true }).decode(body);
  if (depthOf(text) > MAX_DEPTH) throw new Problem('MALFORMED_REQUEST');
  const value: unknown = parseSafely(text);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new Problem('VALIDATION_FAILED', { errors: [{ field: '(body)', message: 'must be a JSON object' }] });
}

/**
 * How deep brackets nest outside of strings. Counted on the text, since walking a deep value may exhaust the stack.
 * A string that does not end is taken to the end of the text: tried again from each of its quotes, it takes minutes.
 */
export function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (const token of text.matchAll(/"(?:[^"\\]|\\.)*"?|[[\]{}]/g)) {
    if (token[0] === '[' || token[0] === '{') deepest = Math.max(deepest, ++depth);
    else if (token[0] === ']' || token[0] === '}') depth--;
  }
  return deepest;
}
