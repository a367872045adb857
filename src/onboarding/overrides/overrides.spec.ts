import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { PRODUCTS } from '../../products/registry.js';
import { overridesReader } from './overrides.js';

const read = overridesReader(PRODUCTS);

function faultsOf(file: unknown): readonly string[] {
  const result = read(typeof file === 'string' ? file : JSON.stringify(file));
  return 'faults' in result ? result.faults : [];
}

const call = (override: unknown): object => ({ calls: { 'ppi-levin.lookUp': override } });

describe('an overrides file', () => {
  it.each([{}, { calls: {} }, call({ path: '/v4/{customer_id}' }), call({ omit: ['user_code'] })])(
    'may be %j',
    (file) => {
      expect(faultsOf(file)).toEqual([]);
    },
  );

  const variants = new URL('../../../docs/overrides/', import.meta.url);
  it.each(readdirSync(variants).filter((name) => name.endsWith('.json')))('may be %s', (name) => {
    expect(faultsOf(readFileSync(new URL(name, variants), 'utf8'))).toEqual([]);
  });

  it('is read into the overrides that the gateway applies', () => {
    const file = {
      calls: { 'dmt-fino.register': { method: 'PUT', path: '/x/{customer_id}/y', add: { a: 1 } } },
    };
    expect(read(JSON.stringify(file))).toMatchObject({ overrides: file });
  });

  it.each([
    ['nothing', '', 'must be JSON'],
    ['an incomplete object', '{"calls":', 'must be JSON'],
    ['a comma too many', '{"calls":{},}', 'must be JSON; the error is at line 1 column 13'],
    [
      'a comma too many below',
      `{${'\n'.repeat(11)}"calls":{},}`,
      'must be JSON; the error is at line 12 column 12',
    ],
    ['a list', '[]', 'must be an object with calls and outcomes'],
    ['null', 'null', 'must be an object with calls and outcomes'],
    ['an unknown part', '{"call":{}}', '/call is not allowed here; allowed are calls, outcomes'],
    ['calls that are a list', '{"calls":[]}', '/calls must be an object of calls by product.call'],
  ])('that contains %s is refused with a sentence', (_, text, fault) => {
    expect(faultsOf(text)).toEqual([fault]);
  });

  it.each([
    'ppi-levin.lookup',
    'lookUp',
    'ppi-nowhere.lookUp',
    'dmt-fino.submitPan',
    '__proto__',
    'constructor',
    'a/b~c',
  ])('must not have the call %s', (name) => {
    const pointer = `/calls/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const [fault, ...rest] = faultsOf(`{"calls":{${JSON.stringify(name)}:{"omit":["user_code"]}}}`);
    expect(rest).toEqual([]);
    expect(fault).toMatch(
      / is not allowed here; allowed are customer-account\.lookUp, .*ppi-levin\.submitPan/,
    );
    expect(fault?.startsWith(`${pointer} `)).toBe(true);
  });

  const PATH = 'must be a path that starts with / and contains the segment {customer_id}';
  it.each([
    '/customer/x',
    'x/{customer_id}',
    '//example.in/{customer_id}',
    '/x/{customer_id}?a=b',
    '/x/{customer_id}#a',
    '/x/{customer_id}/{otp}',
    '/x{customer_id}',
    '/../{customer_id}',
    '/x/{customer_id}/..',
    '/x/{customer_id}/./y',
    '/x/{customer_id}/',
    '/x/%2e%2e/{customer_id}',
    '/...x/{customer_id}',
    `/${'x'.repeat(300)}/{customer_id}`,
  ])('must not have the path %s', (path) => {
    expect(faultsOf(call({ path }))).toEqual([`/calls/ppi-levin.lookUp/path ${PATH}`]);
  });

  it.each(['/{customer_id}', '/a/b.c/{customer_id}/d~e_f-g', '/x/{customer_id}/y/{customer_id}'])(
    'may have the path %s',
    (path) => {
      expect(faultsOf(call({ path }))).toEqual([]);
    },
  );

  it.each<[string, unknown, string]>([
    ['an empty override', {}, ' must be an object with at least one of method, path, add, omit'],
    ['an override that is a text', 'x', ' must be an object with at least one of method, path, add, omit'],
    ['a look-up that is a POST', { method: 'POST' }, '/method must be GET'],
    ['a method in small letters', { method: 'get' }, '/method must be GET'],
    ['a path that is not a text', { path: 1 }, `/path ${PATH}`],
    ['a header', { headers: {} }, '/headers is not allowed here; allowed are method, path, add, omit'],
    ['nothing to add', { add: {} }, '/add must be an object of fields to texts, numbers or booleans'],
    [
      'an object to add',
      { add: { a: {} } },
      '/add/a must be a text of at most 200 characters, a number or a boolean',
    ],
    [
      'null to add',
      { add: { a: null } },
      '/add/a must be a text of at most 200 characters, a number or a boolean',
    ],
    [
      'a long text to add',
      { add: { a: 'x'.repeat(201) } },
      '/add/a must be a text of at most 200 characters, a number or a boolean',
    ],
    ['nothing to omit', { omit: [] }, '/omit must be a list of at least one item, without duplicates'],
    [
      'the same field to omit twice',
      { omit: ['user_code', 'user_code'] },
      '/omit must be a list of at least one item, without duplicates',
    ],
    [
      'a required field to omit',
      { omit: ['user_code', 'client_ref_id'] },
      '/omit/1 must be one of user_code, service_code, intent_id, org_id, wallet_token, wallet_id',
    ],
  ])('must not have %s', (_, override, fault) => {
    expect(faultsOf(call(override))).toEqual([`/calls/ppi-levin.lookUp${fault}`]);
  });

  it.each([
    'user_code',
    'initiator_id',
    'client_ref_id',
    'customer_id',
    'name',
    'dob',
    'residence_address',
    'aadhar',
    'piddata',
    'pan_number',
    'otp',
    'otp_ref_id',
    'kyc_request_id',
    'wallet_token',
    'wallet_id',
    'consent_language',
    '',
    'a b',
    '__proto__',
  ])('must not add the field "%s"', (name) => {
    const [fault, ...rest] = faultsOf(`{"calls":{"ppi-levin.lookUp":{"add":{${JSON.stringify(name)}:1}}}}`);
    expect(rest).toEqual([]);
    const place = `/calls/ppi-levin.lookUp/add/${name}`;
    expect(fault).toContain(`${place} must be a field that the gateway does not set itself; it sets `);
  });

  it.each(['dmt-fino.register', 'dmt-fino.verifyEkycOtp'])(
    'must not change %s, whose fields are personal, into a GET',
    (name) => {
      expect(faultsOf({ calls: { [name]: { method: 'GET' } } })).toEqual([
        `/calls/${name}/method must be one of POST, PUT`,
      ]);
    },
  );

  it('has a digest of eight digits that differs with its text', () => {
    const digests = ['{}', '{ }'].map((text) => {
      const result = read(text);
      return 'faults' in result ? '' : result.overrides.digest;
    });
    expect(digests).toEqual([expect.stringMatching(/^[0-9a-f]{8}$/), expect.stringMatching(/^[0-9a-f]{8}$/)]);
    expect(new Set(digests).size).toBe(2);
  });

  it('is refused with all its faults, at most twenty, and without its values', () => {
    const names = Array.from({ length: 30 }, (_, index) => [`unknown.${String(index)}`, { path: 'canary' }]);
    expect(faultsOf({ calls: Object.fromEntries(names) as object })).toHaveLength(20);
    const two = faultsOf({ calls: { 'ppi-levin.lookUp': { path: 'canary', omit: ['canary'] } } });
    expect(two).toHaveLength(2);
    expect(two.join()).not.toContain('canary');
  });
});
