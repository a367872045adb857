import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { fastify, type FastifyInstance } from 'fastify';
import { Problem } from '../errors/problem.js';
import { MAX_BODY_BYTES, measure, readJsonBodies } from './json-body.js';

let app: FastifyInstance;

beforeEach(() => {
  app = fastify({ bodyLimit: MAX_BODY_BYTES });
  readJsonBodies(app);
  app.post('/', (request) => ({ read: request.body ?? 'no body' }));
  app.setErrorHandler((error, _request, reply) => {
    const problem = error instanceof Problem;
    const { code } = error as { code: string };
    return reply.code(400).send(problem ? { code, ...error.details } : { code });
  });
});

afterEach(() => app.close());

async function read(payload: string | Buffer, type = 'application/json'): Promise<unknown> {
  const response = await app.inject({ method: 'POST', url: '/', headers: { 'content-type': type }, payload });
  return response.json<unknown>();
}

const nested = (depth: number): string => '{"a":'.repeat(depth) + '1' + '}'.repeat(depth);
const MALFORMED = { code: 'MALFORMED_REQUEST' };
const NOT_AN_OBJECT = {
  code: 'VALIDATION_FAILED',
  errors: [{ field: '(body)', message: 'must be a JSON object' }],
};

describe('a JSON body', () => {
  it.each([
    ['an object', '{"otp":"012345"}', { otp: '012345' }],
    ['an object with blanks around it', ' \n{"otp":"012345"}\t', { otp: '012345' }],
    ['an empty object', '{}', {}],
    ['text in any script', '{"name":"मोहन ಮೋಹನ്"}', { name: 'मोहन ಮೋಹನ്' }],
    ['brackets and quotes within a text', '{"a":"[[[[[[[[[[{{\\"}}"}', { a: '[[[[[[[[[[{{"}}' }],
    ['a backslash at the end of a text', '{"a":"\\\\","b":[1]}', { a: '\\', b: [1] }],
  ])('that is %s is read', async (_, text, value) => {
    expect(await read(text)).toEqual({ read: value });
  });

  it('may be missing', async () => {
    expect(await read('')).toEqual({ read: 'no body' });
  });

  it('may declare its charset', async () => {
    expect(await read('{"a":1}', 'application/json; charset=utf-8')).toEqual({ read: { a: 1 } });
  });

  it.each([
    ['cut off', '{"otp":"01'],
    ['not JSON', 'otp=012345'],
    ['two values', '{}{}'],
    ['blank', '   '],
    ['a trailing comma', '{"a":1,}'],
    ['single quotes', "{'a':1}"],
    ['a comment', '{/* */}'],
    ['NaN', '{"a":NaN}'],
    ['a raw line break in a text', '{"a":"\n"}'],
    ['__proto__', '{"__proto__":{"admin":true}}'],
    ['an escaped __proto__', '{"\\u005f_proto__":{"admin":true}}'],
    ['__proto__ further down', '{"a":{"__proto__":{}}}'],
    ['a constructor with a prototype', '{"constructor":{"prototype":{}}}'],
  ])('with %s is malformed', async (_, text) => {
    expect(await read(text)).toEqual(MALFORMED);
  });

  it.each([
    ['a lone continuation byte', [0x80]],
    ['a cut off letter', [0xe0, 0xa4]],
    ['an overlong slash', [0xc0, 0xaf]],
    ['a surrogate', [0xed, 0xa0, 0x80]],
    ['Latin-1', [0xe9]],
  ])('with %s is not UTF-8, and so malformed', async (_, bytes) => {
    expect(await read(Buffer.concat([Buffer.from('{"a":"'), Buffer.from(bytes), Buffer.from('"}')]))).toEqual(
      MALFORMED,
    );
  });

  it.each(['[]', '[{"otp":"012345"}]', '"text"', '7', 'true', 'null'])(
    '%s is not an object',
    async (text) => {
      expect(await read(text)).toEqual(NOT_AN_OBJECT);
    },
  );

  it('may nest eight levels, and no more', async () => {
    expect(await read(nested(8))).toMatchObject({ read: {} });
    expect(await read(nested(9))).toEqual(MALFORMED);
    expect(await read(`{"a":${'['.repeat(8)}${']'.repeat(8)}}`)).toEqual(MALFORMED);
    expect(await read(`{"a":${'['.repeat(2_000)}${']'.repeat(2_000)}}`)).toEqual(MALFORMED);
  });

  it('may have 64 values, and no more', async () => {
    const wide = (values: number): string => `{"a":[${'0,'.repeat(values - 1)}0],"b":1}`;
    expect(await read(wide(63))).toMatchObject({ read: {} });
    const errors = [{ field: '(body)', message: 'must have at most 64 members' }];
    expect(await read(wide(64))).toEqual({ code: 'VALIDATION_FAILED', errors });
    expect(await read(`{"a":",${','.repeat(64)}"}`)).toMatchObject({ read: {} });
  });

  it.each([
    ['a text of escaped quotes without an end', `"${'\\"'.repeat(MAX_BODY_BYTES / 2 - 1)}`],
    ['a text of backslashes without an end', `"${'\\'.repeat(MAX_BODY_BYTES - 3)}`],
    ['nothing but quotes', '"'.repeat(MAX_BODY_BYTES - 1)],
  ])('that is %s is malformed', async (_, text) => {
    expect(await read(text)).toEqual(MALFORMED);
  });

  it('is bounded', async () => {
    const body = (bytes: number): string => `{"a":"${'x'.repeat(bytes - 8)}"}`;
    expect(await read(body(MAX_BODY_BYTES))).toMatchObject({ read: {} });
    expect(await read(body(MAX_BODY_BYTES + 1))).toEqual({ code: 'FST_ERR_CTP_BODY_TOO_LARGE' });
  });

  it.each(['', 'text/plain', 'application/x-www-form-urlencoded', 'application/xml', 'text/json', 'garbage'])(
    'of type "%s" is accepted only when it is empty',
    async (type) => {
      expect(await read('{}', type)).toEqual({ code: 'UNSUPPORTED_MEDIA_TYPE' });
      expect(await read('', type)).toEqual({ read: 'no body' });
    },
  );

  it.each(['gzip', 'identity', ''])('with the Content-Encoding "%s" is refused', async (encoding) => {
    const headers = { 'content-type': 'application/json', 'content-encoding': encoding };
    const response = await app.inject({ method: 'POST', url: '/', headers, payload: '{}' });
    expect(response.json<unknown>()).toEqual({ code: 'UNSUPPORTED_MEDIA_TYPE' });
  });
});

describe('the depth of a text', () => {
  it.each([
    ['', 0],
    ['{}', 1],
    ['{"a":[{}]}', 3],
    ['[][][]', 1],
    ['{"a":"[[[[","b":[]}', 2],
    ['{"a":"\\"[[[["}', 1],
    ['}}}{', 0],
  ])('%s is %d', (text, depth) => {
    expect(measure(text).depth).toBe(depth);
  });

  // One pass: a match attempt from each quote of an unfinished text would take the square of its length.
  it.each(['"[[[[', '"\\"[[[[', '{"a":"\\"\\"\\"[[[['])(
    '%s has an unfinished text, which extends to the end',
    (text) => {
      expect(measure(text).depth).toBe(text.startsWith('{') ? 1 : 0);
    },
  );
});
