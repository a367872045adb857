import { describe, expect, it } from '@jest/globals';
import { readCustomer } from './customer.js';
import type { Customer, Money } from './onboarding.js';

const inr = (amount: string): Money => ({ amount, currency: 'INR' });

describe('the facts of the customer in a reply', () => {
  it('are all those of the documented profile', () => {
    const profile = {
      total_monthly_limit: '50000.0',
      mobile: '9444444444',
      balance: '0.00',
      next_allowed_limit: '5287.0',
      name: 'Karan Garg',
      chart: [{ data_type_id: 10, data: { unavailable: 0, used: 44713, remaining: 5287 }, label: '' }],
      kyc_state: 1,
    };
    const data = { customer_profile: profile, sender_name: 'Karan', next_allowed_limit: 1, kyc_state: 0 };
    expect(readCustomer(data)).toEqual({
      name: 'Karan Garg',
      kyc: 'FULL',
      balance: inr('0.00'),
      limits: {
        monthlyTotal: inr('50000.00'),
        remaining: inr('5287.00'),
        used: inr('44713.00'),
        unavailable: inr('0.00'),
      },
    });
  });

  it.each<[string, object]>([
    ['nothing', {}],
    ['empty texts', { sender_name: '', customer_profile: { name: ' ', balance: '', kyc_state: '' } }],
    ['a profile that is a list', { customer_profile: [{ name: 'Karan' }] }],
    ['a profile that is a text', { customer_profile: 'Karan' }],
    ['a chart that is an object', { customer_profile: { chart: { data: { used: 1 } } } }],
    ['an empty chart', { customer_profile: { chart: [] } }],
    ['a chart of texts', { customer_profile: { chart: ['x'] } }],
    ['a balance that is not an amount', { customer_profile: { balance: 'unknown' } }],
    // contract.md, "Traps": these stay 0 for complete customers.
    ['is_registered and kyc_state at the top', { is_registered: 0, kyc_state: 0 }],
    ['kyc_state 1 at the top', { kyc_state: 1 }],
  ])('do not include %s', (_, data) => {
    expect(readCustomer({ ...data })).toEqual({});
  });

  it.each<[string, object, string]>([
    ['the profile', { customer_profile: { name: 'Asha' }, sender_name: 'B', name: 'C' }, 'Asha'],
    ['sender_name', { customer_profile: { name: '' }, sender_name: 'Asha', name: 'C' }, 'Asha'],
    ['the Aadhaar reply', { verified: true, name: 'Asha' }, 'Asha'],
  ])('include the name of %s', (_, data, name) => {
    expect(readCustomer({ ...data }).name).toBe(name);
  });

  it('include at most 200 characters of the name', () => {
    expect(readCustomer({ name: 'a'.repeat(5000) }).name).toHaveLength(200);
  });

  it.each([
    ['50000', '50000.00'],
    ['50000.0', '50000.00'],
    [50000, '50000.00'],
    ['2.20834002375E9', '2208340023.75'],
  ])('include the amount %j', (amount, text) => {
    expect(readCustomer({ customer_profile: { balance: amount } }).balance).toEqual(inr(text));
  });

  it.each<[string, object, string]>([
    ['the profile', { customer_profile: { next_allowed_limit: '1' }, next_allowed_limit: 4 }, '1.00'],
    [
      'the chart',
      { customer_profile: { chart: [{ data: { remaining: 2 } }] }, next_allowed_limit: 4 },
      '2.00',
    ],
    [
      'the profile before the chart',
      {
        customer_profile: { next_allowed_limit: 0, chart: [{ data: { remaining: 2 } }] },
        next_allowed_limit: 4,
        available_limit: 5,
      },
      '0.00',
    ],
    [
      'the chart before an eKYC reply',
      { customer_profile: { chart: [{ data: { remaining: 2 } }] }, available_limit: 5 },
      '2.00',
    ],
    [
      'the first chart',
      { customer_profile: { chart: [{ data: { remaining: 2 } }, { data: { remaining: 3 } }] } },
      '2.00',
    ],
    ['the top', { next_allowed_limit: 3, available_limit: 4 }, '3.00'],
    ['the eKYC reply', { kyc_verified: true, available_limit: 25000 }, '25000.00'],
  ])('include the remaining limit of %s', (_, data, amount) => {
    expect(readCustomer({ ...data }).limits).toMatchObject({ remaining: inr(amount) });
  });

  it.each<[unknown, string | undefined]>([
    ['1', undefined],
    ['2', 'NONE'],
    ['3', 'PENDING'],
    ['4', 'FULL'],
    ['5', undefined],
    ['8', 'PARTIAL'],
    [4, 'FULL'],
    ['6', undefined],
    ['', undefined],
    ['__proto__', undefined],
    ['constructor', undefined],
    ['toString', undefined],
  ])('include the customer information state %j as KYC level %j', (state, kyc) => {
    expect(readCustomer({ state }).kyc).toBe(kyc);
    expect(readCustomer({ customer_profile: { state } }).kyc).toBe(kyc);
  });

  it.each<[unknown, string | undefined]>([
    [1, 'FULL'],
    ['1', 'FULL'],
    [0, 'NONE'],
    ['0', 'NONE'],
    [2, undefined],
    ['__proto__', undefined],
    ['constructor', undefined],
  ])('include kyc_state %j of the profile as KYC level %j', (state, kyc) => {
    expect(readCustomer({ customer_profile: { kyc_state: state } }).kyc).toBe(kyc);
  });

  it.each(['PENDING', 'PARTIAL', 'FULL'] as const)('do not include kyc_state 0 once %s is known', (kyc) => {
    const data = { customer_profile: { kyc_state: 0 } };
    expect(readCustomer(data, { kyc })).toEqual({ kyc });
    expect(readCustomer({ customer_profile: { kyc_state: 1 } }, { kyc }).kyc).toBe('FULL');
    expect(readCustomer({ ...data, state: '2' }, { kyc }).kyc).toBe('NONE');
  });

  it('include the KYC level of state rather than that of kyc_state', () => {
    expect(readCustomer({ state: '8', customer_profile: { kyc_state: 1 } }).kyc).toBe('PARTIAL');
  });
});

describe('the known facts of a customer', () => {
  const known: Customer = {
    name: 'Karan Garg',
    kyc: 'PENDING',
    balance: inr('1.00'),
    limits: { monthlyTotal: inr('50000.00'), used: inr('5.00') },
  };

  it('stay when a reply has no facts', () => {
    expect(readCustomer({}, known)).toEqual(known);
  });

  it('are extended, limit by limit, by a reply without a profile', () => {
    expect(readCustomer({ available_limit: 1, state: '4', name: 'Asha' }, known)).toEqual({
      name: 'Asha',
      kyc: 'FULL',
      balance: inr('1.00'),
      limits: { monthlyTotal: inr('50000.00'), used: inr('5.00'), remaining: inr('1.00') },
    });
  });

  it('are replaced by a profile, except the name and the KYC level that the profile lacks', () => {
    const data = { customer_profile: { name: '', balance: '2', kyc_state: 0 } };
    expect(readCustomer(data, known)).toEqual({ name: 'Karan Garg', kyc: 'PENDING', balance: inr('2.00') });
    expect(readCustomer({ customer_profile: { mobile: '9444444444' } }, known)).toEqual({
      name: 'Karan Garg',
      kyc: 'PENDING',
    });
  });

  it.each<[string, string | undefined]>([
    ['Karan Garg', 'PENDING'],
    ['  KARAN   garg', 'PENDING'],
    ['Asha', 'NONE'],
    ['Karan', 'NONE'],
    ['KaranGarg', 'NONE'],
  ])('after a profile with the name %j have the KYC level %s', (name, kyc) => {
    expect(readCustomer({ customer_profile: { name, kyc_state: 0 } }, known)).toEqual({
      name: name.trim(),
      kyc,
    });
  });
});
