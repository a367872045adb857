import { describe, expect, it } from '@jest/globals';
import { asObject, readEnvelope, readReference, readText } from './envelope.js';

const nothing = { data: {}, invalidParameters: [] };

describe('a reply of Eko', () => {
  it('has its ids as numbers and its data unchanged', () => {
    const text =
      '{"response_status_id":1,"data":{"a":"b","c":[1]},"response_type_id":2129,"message":"m","status":2129}';
    expect(readEnvelope(text)).toEqual({
      typeId: 2129,
      statusId: 1,
      status: 2129,
      data: { a: 'b', c: [1] },
      invalidParameters: [],
    });
  });

  it('may have no field at all', () => {
    expect(readEnvelope('{}')).toEqual(nothing);
  });

  it.each<[string, object]>([
    ['{"response_type_id":"2129"}', { typeId: 2129 }],
    ['{"response_type_id":" 2129 "}', { typeId: 2129 }],
    ['{"response_type_id":-1}', { typeId: -1 }],
    ['{"response_type_id":"-1"}', { typeId: -1 }],
    ['{"response_type_id":2129.0}', { typeId: 2129 }],
    ['{"response_type_id":"0"}', { typeId: 0 }],
    ['{"response_type_id":""}', {}],
    ['{"response_type_id":" "}', {}],
    ['{"response_type_id":null}', {}],
    ['{"response_type_id":true}', { typeId: 'UNREADABLE' }],
    ['{"response_type_id":"2129a"}', { typeId: 'UNREADABLE' }],
    ['{"response_type_id":"0x10"}', { typeId: 'UNREADABLE' }],
    ['{"response_type_id":"1e3"}', { typeId: 'UNREADABLE' }],
    ['{"response_type_id":21.29}', { typeId: 'UNREADABLE' }],
    ['{"response_type_id":[2129]}', { typeId: 'UNREADABLE' }],
    ['{"response_type_id":{"id":2129}}', { typeId: 'UNREADABLE' }],
    ['{"response_type_id":"12345678901234567890"}', { typeId: 'UNREADABLE' }],
    ['{"response_type_id":12345678901234567890}', { typeId: 'UNREADABLE' }],
    ['{"response_status_id":"302","status":"0"}', { statusId: 302, status: 0 }],
    ['{"response_status_id":"","status":""}', {}],
    ['{"response_type_id":"2129.0"}', { typeId: 'UNREADABLE' }],
    ['{"response_type_id":"1234567890"}', { typeId: 'UNREADABLE' }],
    ['{"response_type_id":999999999}', { typeId: 999999999 }],
    ['{"response_type_id":1000000000}', { typeId: 'UNREADABLE' }],
    ['{"response_type_id":-1000000000}', { typeId: 'UNREADABLE' }],
    ['{"response_type_id":"1234567890123"}', { typeId: 'UNREADABLE' }],
    ['{"response_type_id":"x1"}', { typeId: 'UNREADABLE' }],
    ['{"response_status_id":"abc","status":[0]}', {}],
  ])('%s has the ids %j', (text, ids) => {
    expect(readEnvelope(text)).toEqual({ ...nothing, ...ids });
  });

  it.each(['""', '[]', '[{"otp_ref_id":"abc"}]', 'null', '"text"', '7', 'true'])(
    'with %s as its data has no data',
    (data) => {
      expect(readEnvelope(`{"data":${data}}`)).toEqual(nothing);
    },
  );

  it.each([
    ['nothing', ''],
    ['blanks', '  \r\n'],
    ['an array', '[{"status":0}]'],
    ['a text', '"ok"'],
    ['a number', '0'],
    ['null', 'null'],
    ['true', 'true'],
    ['a page', '<html><body>502 Bad Gateway</body></html>'],
    ['plain text', 'No Mapping Rule matched'],
    ['a truncated object', '{"status":0,"data":{"otp_ref'],
    ['two objects', '{}{}'],
    ['single quotes', "{'status':0}"],
  ])('that is %s cannot be read', (_, text) => {
    expect(readEnvelope(text)).toBeUndefined();
  });

  it('contains the names of refused parameters, never their values', () => {
    const text = '{"invalid_params":{"pan_number":"ABCDE1234F","otp":""},"response_type_id":-1}';
    expect(readEnvelope(text)).toEqual({ typeId: -1, data: {}, invalidParameters: ['pan_number', 'otp'] });
  });

  it.each([
    'a b',
    '<b>',
    '',
    'x'.repeat(41),
    '9876543210',
    'ABCDE1234F',
    'residence_address.line',
    'naïve',
    'otp\n',
  ])('does not pass on %j, which is not the name of a parameter', (name) => {
    const text = JSON.stringify({ invalid_params: { [name]: '', good: '' } });
    expect(readEnvelope(text)?.invalidParameters).toEqual(['good']);
  });

  it.each(['["otp"]', '"otp"', 'null', '7'])('with %s as its refused parameters contains none', (text) => {
    expect(readEnvelope(`{"invalid_params":${text}}`)?.invalidParameters).toEqual([]);
  });

  it('contains at most 20 refused parameters', () => {
    const names = Array.from('abcdefghijklmnopqrstuvwxyz');
    const invalid = Object.fromEntries(names.map((name) => [name, '']));
    const envelope = readEnvelope(JSON.stringify({ invalid_params: invalid }));
    expect(envelope?.invalidParameters).toEqual(names.slice(0, 20));
  });

  it('keeps a long integer digit by digit', () => {
    const data = readEnvelope('{"data":{"otp_ref_id":12345678901234567890123}}')?.data ?? {};
    expect(readReference(data, 'otp_ref_id')).toBe('12345678901234567890123');
    expect(readText(data, 'otp_ref_id')).toBe('12345678901234567890123');
  });

  it.each([
    '9007199254740991',
    '9007199254740993',
    '-9007199254740993',
    '1234567890123456',
    '99999999999999999',
  ])('keeps every digit of the reference %s, also above 2^53', (digits) => {
    const data = readEnvelope(`{"data":{"otp_ref_id":${digits}}}`)?.data ?? {};
    expect(readReference(data, 'otp_ref_id')).toBe(digits);
    expect(readText(data, 'otp_ref_id')).toBe(digits);
  });

  it('reads other numbers beside a long integer as usual', () => {
    const text = '{"status":0,"data":{"a":-98765432109876543210,"b":1.5,"c":1e300,"d":25000}}';
    const data = readEnvelope(text)?.data ?? {};
    expect(readReference(data, 'a')).toBe('-98765432109876543210');
    expect([data['b'], data['c'], data['d']]).toEqual([1.5, 1e300, 25000]);
  });

  it.each([
    '{"message":"No key for Response"}',
    '{"message":"no key for response."}',
    '{"message":" No key for Response ","data":{},"status":null,"response_type_id":""}',
  ])('that contains only "No key for Response" is recognized: %s', (text) => {
    expect(readEnvelope(text)?.noKey).toBe(true);
  });

  it.each([
    '{}',
    '{"message":""}',
    '{"message":"No key for Response, but"}',
    '{"message":"There is no key for response"}',
    '{"message":"No key for Responses"}',
    '{"message":"No key for Response","status":0}',
    '{"message":"No key for Response","status":false}',
    '{"message":"No key for Response","data":{"otp_ref_id":"a"}}',
    '{"message":"No key for Response","data":[]}',
    '{"other":"No key for Response"}',
  ])('that contains anything else is not recognized as such: %s', (text) => {
    expect(readEnvelope(text)).toMatchObject({ noKey: undefined });
  });

  it('contains the reference of its call, if it has one', () => {
    expect(readEnvelope('{"client_ref_id":" AbC "}')?.clientRefId).toBe('AbC');
    expect(readEnvelope('{"client_ref_id":""}')).toMatchObject({ clientRefId: undefined });
  });

  it('contains refused parameters under both member names that Eko documents, each once', () => {
    const text = '{"invalid_parameters":{"otp":"","pan":""},"invalid_params":{"name":"","otp":""}}';
    expect(readEnvelope(text)?.invalidParameters).toEqual(['name', 'otp', 'pan']);
  });

  it('reads nothing from a prototype', () => {
    const text =
      '{"__proto__":{"response_type_id":309},"data":{"__proto__":{"otp_ref_id":"abc"},"constructor":{}}}';
    const envelope = readEnvelope(text);
    expect(envelope?.typeId).toBeUndefined();
    expect(readText(envelope?.data ?? {}, 'otp_ref_id')).toBeUndefined();
    expect(Object.getPrototypeOf(envelope?.data)).toBe(Object.prototype);
    expect(Object.prototype).not.toHaveProperty('otp_ref_id');
  });
});

describe('a text of the data', () => {
  it.each<[unknown, string | undefined]>([
    ['Karan', 'Karan'],
    ['  Karan ', 'Karan'],
    ['', undefined],
    ['  ', undefined],
    [19, '19'],
    [0, '0'],
    [null, undefined],
    [true, undefined],
    [['a'], undefined],
    [{ a: 1 }, undefined],
    [Number.NaN, undefined],
    [Number.POSITIVE_INFINITY, undefined],
    [12345678901234567890n, '12345678901234567890'],
  ])('%p is read as %p', (value, text) => {
    expect(readText({ value }, 'value')).toBe(text);
  });

  it.each(['toString', 'constructor', '__proto__', 'hasOwnProperty'])('named %s is absent', (name) => {
    expect(readText({}, name)).toBeUndefined();
    expect(readReference({}, name)).toBeUndefined();
  });
});

describe('an object of the data', () => {
  it.each([undefined, null, '', 'text', 7, true, [], ['a'], 7n])('is empty when it is %p', (value) => {
    expect(asObject(value)).toEqual({});
  });

  it('is unchanged when it is an object', () => {
    expect(asObject({ a: 1 })).toEqual({ a: 1 });
  });
});

describe('a reference', () => {
  it.each<[unknown, string | undefined]>([
    [66748392, '66748392'],
    ['66748392', '"66748392"'],
    ['a+/=="\\', '"a+/==\\"\\\\"'],
    [12345678901234567890n, '12345678901234567890'],
    ['', undefined],
    [' ', undefined],
    [null, undefined],
    [undefined, undefined],
    [false, undefined],
    [['a'], undefined],
  ])('%p is sent back as %p', (value, json) => {
    expect(readReference({ value }, 'value')).toBe(json);
  });
});
