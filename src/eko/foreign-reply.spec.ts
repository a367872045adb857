import { describe, expect, it } from '@jest/globals';
import { readEnvelope } from './envelope.js';
import { isForeign } from './foreign-reply.js';

const call = { mobile: '9876543210', clientRefId: 'AbCdEfGhIjKlMnOpQrSt' };

function foreign(reply: object): boolean {
  const envelope = readEnvelope(JSON.stringify(reply));
  if (!envelope) throw new Error('no reply');
  return isForeign(envelope, call);
}

describe('a reply is foreign when it names', () => {
  it.each<[string, object]>([
    ['another customer', { data: { customer_id: '7000000001' } }],
    ['another customer as a number', { data: { customer_id: 7000000001 } }],
    ['another customer with the prefix 0', { data: { customer_id: '07000000001' } }],
    ['another customer with the prefix 91', { data: { customer_id: '917000000001' } }],
    ['another customer with the prefix 91, as a number', { data: { customer_id: 917000000001 } }],
    ['another customer with the prefix +91', { data: { customer_id: ' +917000000001 ' } }],
    ['another customer with the prefix 91 and a dash', { data: { customer_id: '91-7000000001' } }],
    ['another customer with the prefix +91 and a blank', { data: { customer_id: '+91 7000000001' } }],
    ['another customer in the profile', { data: { customer_profile: { mobile: '7000000001' } } }],
    [
      'this customer, and another in the profile',
      { data: { customer_id: '9876543210', customer_profile: { mobile: '7000000001' } } },
    ],
    ['the reference of another call', { data: { client_ref_id: 'TsRqPoNmLkJiHgFeDcBa' } }],
    ['the reference of another call beside its data', { client_ref_id: 'TsRqPoNmLkJiHgFeDcBa' }],
  ])('%s', (_, reply) => {
    expect(foreign(reply)).toBe(true);
  });
});

describe('a reply is not foreign when it names', () => {
  it.each<[string, object]>([
    ['no customer', {}],
    ['no customer in its data', { data: {} }],
    ['the customer', { data: { customer_id: '9876543210' } }],
    ['the customer as a number', { data: { customer_id: 9876543210 } }],
    ['the customer with the prefix 91', { data: { customer_id: '+919876543210' } }],
    ['the customer in the profile', { data: { customer_profile: { mobile: '09876543210' } } }],
    ['a masked number', { data: { customer_id: '******0001' } }],
    ['part of a number', { data: { customer_id: '0000001' } }],
    ['a number in another form', { data: { customer_id: '70000 00001' } }],
    ['a number that is not a mobile number', { data: { customer_id: '1234567890' } }],
    ['a number of more digits', { data: { customer_id: '70000000012' } }],
    ['a number with another prefix', { data: { customer_id: '447000000001' } }],
    [
      'a value that is not a text',
      { data: { customer_id: { toString: 1 }, customer_profile: ['7000000001'] } },
    ],
    ['empty texts', { data: { customer_id: '', client_ref_id: '' } }],
    ['the reference of this call', { data: { client_ref_id: 'AbCdEfGhIjKlMnOpQrSt' } }],
    [
      'a longer reference',
      { client_ref_id: 'TsRqPoNmLkJiHgFeDcBaX', data: { client_ref_id: '-TsRqPoNmLkJiHgFeDcBa' } },
    ],
    ['a reference in a form of Eko’s', { data: { client_ref_id: '2026010100123456789' } }],
  ])('%s', (_, reply) => {
    expect(foreign(reply)).toBe(false);
  });
});
