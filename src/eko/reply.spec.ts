import { describe, expect, it } from '@jest/globals';
import { readReply, type EkoReply } from './reply.js';

const COMPLETED = '{"status":0,"response_status_id":0,"response_type_id":309,"data":{}}';
const JSON_TYPE = { 'content-type': 'application/json' };

function read(status: number, data = COMPLETED, headers: Record<string, string> = JSON_TYPE): EkoReply {
  return readReply({ status, data, headers });
}

describe('an HTTP reply of Eko', () => {
  it.each([200, 201, 202, 299])('with status %d and a JSON object is an answer', (status) => {
    expect(read(status)).toEqual({
      kind: 'answered',
      httpStatus: status,
      shape: expect.any(Function) as unknown,
      envelope: { typeId: 309, statusId: 0, status: 0, data: {}, invalidParameters: [] },
    });
  });

  it.each([
    ['application/json'],
    ['application/json;charset=UTF-8'],
    ['Application/JSON'],
    ['application/vnd.eko+json'],
  ])('of type %s is read', (type) => {
    expect(read(200, COMPLETED, { 'content-type': type }).kind).toBe('answered');
  });

  it('without a type is read', () => {
    expect(read(200, COMPLETED, {}).kind).toBe('answered');
  });

  it.each(['text/html', 'text/plain', 'application/xml', 'application/octet-stream', ''])(
    'of type "%s" is lost, even when it looks like JSON',
    (type) => {
      expect(read(200, COMPLETED, { 'content-type': type })).toEqual({ kind: 'lost', reason: 'not_json' });
    },
  );

  it.each([
    ['empty', '', 'empty'],
    ['blank', ' \n', 'empty'],
    ['a page', '<html></html>', 'not_json'],
    ['truncated', '{"status":0,', 'not_json'],
    ['an array', '[]', 'not_json'],
    ['a text', '"ok"', 'not_json'],
    ['null', 'null', 'not_json'],
  ])('that is %s is lost', (_, data, reason) => {
    expect(read(200, data)).toEqual({ kind: 'lost', reason });
  });

  const HTML = { 'content-type': 'text/html' };
  const TEXT = { 'content-type': 'text/plain; charset=us-ascii' };
  it.each<[string, number, string, object, object]>([
    ['a success in it', 401, COMPLETED, JSON_TYPE, { reason: 'unknown', typeId: 309 }],
    ['no body', 401, '', TEXT, { reason: 'unknown' }],
    ['no body', 403, '', TEXT, { reason: 'unknown' }],
    ['a blank body', 403, ' \n', TEXT, { reason: 'unknown' }],
    ['a type id that cannot be read', 403, '{"response_type_id":"a"}', JSON_TYPE, { reason: 'unknown' }],
    ['JSON of another service', 403, '{"message":"Forbidden"}', JSON_TYPE, { reason: 'unknown' }],
    ['a page', 403, '<html>Forbidden</html>', HTML, { reason: 'address' }],
    ['a page', 401, '<html>Unauthorized</html>', HTML, { reason: 'unknown' }],
    ['a wrong key, in front of Eko', 403, 'Authentication failed', TEXT, { reason: 'key' }],
    [
      'a lost header, in front of Eko',
      403,
      'Authentication parameters missing\n',
      TEXT,
      { reason: 'header' },
    ],
    ['a wrong initiator', 403, '{"status":319}', JSON_TYPE, { reason: 'initiator' }],
    [
      'a wrong user code',
      401,
      '{"response_status_id":"346","response_type_id":-1}',
      JSON_TYPE,
      { reason: 'initiator', typeId: -1 },
    ],
  ])(
    'that refuses the signature with %s, HTTP %d, has its own reason',
    (_, status, body, headers, refusal) => {
      expect(readReply({ status, data: body, headers })).toEqual({
        kind: 'signatureRefused',
        httpStatus: status,
        ...refusal,
      });
    },
  );

  it.each([
    [2483, 'key'],
    [2484, 'signature'],
    [2485, 'timestamp'],
    [2486, 'timestamp'],
    [2487, 'header'],
  ])('with type id %d refuses the signature for its %s', (typeId, reason) => {
    for (const status of [200, 401, 403]) {
      const refused = { kind: 'signatureRefused', reason, httpStatus: status, typeId };
      expect(read(status, `{"response_type_id":${String(typeId)}}`)).toEqual(refused);
      expect(read(status, `{"response_type_id":"${String(typeId)}"}`)).toEqual(refused);
    }
  });

  it.each([2482, 2488])('with type id %d does not refuse the signature', (typeId) => {
    expect(read(200, `{"response_type_id":${String(typeId)}}`).kind).toBe('answered');
  });

  it.each([400, 404, 405, 415])('with status %d rejects the request, whatever its body is', (status) => {
    expect(read(status)).toEqual({ kind: 'rejected', httpStatus: status });
    expect(read(status, 'No Mapping Rule matched', { 'content-type': 'text/plain' })).toEqual({
      kind: 'rejected',
      httpStatus: status,
    });
  });

  it('with status 205 is lost', () => {
    expect(read(205, '', {})).toEqual({ kind: 'lost', reason: 'empty' });
  });

  it('with status 204 is lost, with a reason of its own', () => {
    expect(read(204, '', {})).toEqual({ kind: 'lost', reason: 'http_204' });
  });

  it.each([
    100, 101, 199, 300, 301, 302, 304, 307, 402, 406, 408, 409, 410, 413, 418, 422, 500, 501, 502, 503, 504,
    599,
  ])('with status %d is lost, even when it has an envelope', (status) => {
    expect(read(status)).toEqual({ kind: 'lost', reason: `http_${String(status)}` });
  });

  it('with status 429 is not sent, and was seen by Eko', () => {
    expect(read(429)).toEqual({ kind: 'notSent', reason: 'http_429', seen: true });
  });

  it.each([
    ['1', 1],
    ['30', 30],
    ['3600', 3600],
  ])('with status 429 and Retry-After %s states when to retry', (header, retryAfterSeconds) => {
    expect(read(429, '', { 'retry-after': header })).toEqual({
      ...read(429),
      retryAfterSeconds,
    });
  });

  it.each(['', '0', '-1', '1.5', '3601', '99999', 'soon', 'Sat, 21 Nov 2026 10:00:00 GMT'])(
    'with status 429 and Retry-After "%s" does not state when to retry',
    (header) => {
      expect(read(429, '', { 'retry-after': header })).toEqual(read(429));
    },
  );
});
