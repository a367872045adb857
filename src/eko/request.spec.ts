import { describe, expect, it } from '@jest/globals';
import type { EkoCall, WireValue } from './call.js';
import { wireRequest } from './request.js';

const credentials = { developerKey: 'dev', accessKey: 'access', initiatorId: '9962981729' };
const ENDPOINT = 'https://eko.test/v3';

function callOf(method: 'GET' | 'POST' | 'PUT', fields: Readonly<Record<string, WireValue>> = {}): EkoCall {
  return {
    product: 'ppi-levin',
    definition: { name: 'lookUp', method, path: '/customer/{customer_id}/otp' },
    mobile: '9444444444',
    agent: '20810200',
    clientRefId: 'AbCdEfGhIjKlMnOpQrSt',
    fields,
    deadline: 0,
  };
}

function bodyOf(fields: Readonly<Record<string, WireValue>>): string | undefined {
  return wireRequest(callOf('POST', fields), ENDPOINT, credentials).body;
}

describe('a POST on the wire', () => {
  it('has the common fields and its own in the body', () => {
    const { url, body } = wireRequest(callOf('POST', { otp: 123456 }), ENDPOINT, credentials);
    expect(url).toBe('https://eko.test/v3/customer/9444444444/otp');
    expect(body).toBe(
      '{"initiator_id":"9962981729","user_code":"20810200","client_ref_id":"AbCdEfGhIjKlMnOpQrSt","otp":123456}',
    );
  });

  it('is equal to a PUT', () => {
    expect(wireRequest(callOf('PUT', { a: 'b' }), ENDPOINT, credentials)).toEqual(
      wireRequest(callOf('POST', { a: 'b' }), ENDPOINT, credentials),
    );
  });

  it.each<[string, WireValue, string]>([
    ['an integer OTP', 123456, '123456'],
    ['an OTP with a leading zero', '012345', '"012345"'],
    ['an address of lines', ['12 Gita Bhavan', 'Indore'], '["12 Gita Bhavan","Indore"]'],
    ['an address as a text', '{"line":"India"}', '"{\\"line\\":\\"India\\"}"'],
    ['XML', '<PidData a="b"/>', '"<PidData a=\\"b\\"/>"'],
    ['true', true, 'true'],
    ['null', null, 'null'],
    ['a reference that came as a text', { json: '"a+/=="' }, '"a+/=="'],
    ['a reference that came as digits in quotes', { json: '"66748392"' }, '"66748392"'],
    ['a reference that came as a number', { json: '66748392' }, '66748392'],
    ['a reference beyond 2^53', { json: '12345678901234567890123' }, '12345678901234567890123'],
  ])('sends %s unchanged', (_, value, text) => {
    expect(bodyOf({ value })).toContain(`,"value":${text}}`);
  });

  it('omits user_code where it is configured so', () => {
    const { body } = wireRequest({ ...callOf('POST'), omit: ['user_code'] }, ENDPOINT, credentials);
    expect(body).toBe('{"initiator_id":"9962981729","client_ref_id":"AbCdEfGhIjKlMnOpQrSt"}');
  });

  it('refuses a verbatim value that is not JSON', () => {
    expect(() => bodyOf({ value: { json: '1,"user_code":"x"' } })).toThrow(SyntaxError);
    expect(() => bodyOf({ value: { json: '{}' } })).toThrow(SyntaxError);
  });
});

describe('a GET on the wire', () => {
  it('has the common fields and its own in the query, and has no body', () => {
    expect(wireRequest(callOf('GET', { org_id: '1' }), ENDPOINT, credentials)).toEqual({
      url: 'https://eko.test/v3/customer/9444444444/otp?initiator_id=9962981729&user_code=20810200&client_ref_id=AbCdEfGhIjKlMnOpQrSt&org_id=1',
    });
  });

  it('has references and lists as JSON', () => {
    const { url } = wireRequest(
      callOf('GET', { otp_ref_id: { json: '12345678901234567890123' }, lines: ['a', 'b'] }),
      ENDPOINT,
      credentials,
    );
    const { searchParams } = new URL(url);
    expect(searchParams.get('otp_ref_id')).toBe('12345678901234567890123');
    expect(searchParams.get('lines')).toBe('["a","b"]');
  });

  it('escapes characters that would change the query', () => {
    const { url } = wireRequest(
      callOf('GET', { consent_language: '1&user_code=x #?' }),
      ENDPOINT,
      credentials,
    );
    expect(new URL(url).searchParams.get('consent_language')).toBe('1&user_code=x #?');
    expect(new URL(url).searchParams.getAll('user_code')).toEqual(['20810200']);
  });
});

describe('the path', () => {
  it('contains the customer in place of every placeholder', () => {
    const call = callOf('POST');
    const definition = { ...call.definition, path: '/a/{customer_id}/b/{customer_id}' };
    expect(wireRequest({ ...call, definition }, ENDPOINT, credentials).url).toBe(
      'https://eko.test/v3/a/9444444444/b/9444444444',
    );
  });

  it('cannot be changed by the customer id', () => {
    const call = { ...callOf('POST'), mobile: '../../x?y' };
    expect(wireRequest(call, ENDPOINT, credentials).url).toBe(
      'https://eko.test/v3/customer/..%2F..%2Fx%3Fy/otp',
    );
  });
});
