import type { FastifyInstance } from 'fastify';
import { parse as parseSafely } from 'secure-json-parse';
import { Problem } from '../errors/problem.js';

/** Largest body of a route that declares no other limit, bytes. A registration in a script of three bytes has 2,300. */
export const MAX_BODY_BYTES = 4 * 1024;
/** More than any request needs: none nests deeper than {consent: {…}}. */
const MAX_DEPTH = 8;
/** More than any request needs: a registration has ten members. */
const MAX_VALUES = 64;
const BODYLESS = ['GET', 'HEAD'];
const UTF_8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Reads JSON bodies strictly: valid UTF-8, an object with few values and little nesting, without `__proto__` or
 * `constructor`. An empty body is accepted with any framing and type.
 */
export function readJsonBodies(fastify: FastifyInstance): void {
  fastify.addHook('preParsing', (request, reply, payload, done) => {
    const { headers, method } = request;
    if (headers['content-encoding'] !== undefined && !BODYLESS.includes(method)) {
      done(new Problem('UNSUPPORTED_MEDIA_TYPE'));
      return;
    }
    // Fastify would refuse an invalid type before it is known whether there is a body.
    if (request.mediaType === undefined) delete headers['content-type'];
    if (headers.expect !== undefined) reply.raw.writeContinue();
    done(null, payload);
  });
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    try {
      done(null, readJson(body, request.mediaType));
    } catch (error) {
      done(error instanceof Problem ? error : new Problem('MALFORMED_REQUEST'));
    }
  });
}

/** Applies the body limits that routes declare. Must run before the routes are added. */
export function limitBodiesByRoute(fastify: FastifyInstance): void {
  fastify.addHook('onRoute', (route) => {
    const { maxBodyBytes } = route.config?.policy ?? {};
    if (maxBodyBytes !== undefined) route.bodyLimit = maxBodyBytes;
  });
}

function readJson(body: Buffer, mediaType: string | undefined): unknown {
  if (body.length === 0) return undefined;
  if (mediaType !== 'application/json') throw new Problem('UNSUPPORTED_MEDIA_TYPE');
  const text = UTF_8.decode(body);
  const { depth, values } = measure(text);
  if (depth > MAX_DEPTH) throw new Problem('MALFORMED_REQUEST');
  if (values > MAX_VALUES) throw refused(`must have at most ${MAX_VALUES} members`);
  const value: unknown = parseSafely(text);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw refused('must be a JSON object');
}

function refused(message: string): Problem {
  return new Problem('VALIDATION_FAILED', { errors: [{ field: '(body)', message }] });
}

/**
 * The nesting depth of a JSON text, and an upper bound of its number of values; strings are skipped. It counts on the
 * text and stops at a bound, since a deep value can exhaust the stack and a wide one takes seconds. An unfinished string
 * extends to the end of the text.
 */
export function measure(text: string): { readonly depth: number; readonly values: number } {
  let [open, depth, values] = [0, 0, 1];
  for (let at = 0; at < text.length && depth <= MAX_DEPTH && values <= MAX_VALUES; at++) {
    const character = text[at];
    if (character === '"') at = endOfString(text, at);
    else if (character === '[' || character === '{') depth = Math.max(depth, ++open);
    else if (character === ']' || character === '}') open--;
    else if (character === ',') values++;
  }
  return { depth, values };
}

/** The position of the quote that ends the string which begins at `start`, or the end of the text. */
function endOfString(text: string, start: number): number {
  let at = start;
  do at = text.indexOf('"', at + 1);
  while (at !== -1 && isEscaped(text, at));
  return at === -1 ? text.length : at;
}

/** Whether an odd number of backslashes precedes. */
function isEscaped(text: string, at: number): boolean {
  let first = at;
  while (text[first - 1] === '\\') first--;
  return (at - first) % 2 === 1;
}
