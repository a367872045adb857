import { describe, expect, it } from '@jest/globals';
import type { Overrides } from '../../config/overrides.js';
import { readEnvelope, type Envelope } from '../../eko/envelope.js';
import { ProductRegistry } from './product-registry.js';
import {
  actionHref,
  bind,
  callsOf,
  routesLacking,
  startHref,
  statesOf,
  type JourneyCall,
  type Product,
} from './product.js';
import { onboardingIn } from './testing/onboardings.js';
import { addressLines, otpOf, referenceOf } from './wire-fields.js';

function callOf(name: JourneyCall<unknown>['name'], sendsOtp = false): JourneyCall<unknown> {
  return { name, method: 'POST', path: `/${name}`, sendsOtp, fields: () => ({ intent_id: '19' }) };
}

const lookUp = callOf('lookUp');
const register = callOf('register', true);
const consent = callOf('consentLanguages');
const product: Product = {
  name: 'a-product',
  journey: {
    steps: [
      { step: 'REGISTRATION', state: 'NOT_REGISTERED' },
      { step: 'MOBILE_OTP', state: 'OTP_PENDING' },
    ],
    lookUp,
    actions: { REGISTER: { NOT_REGISTERED: register }, RESEND_OTP: { OTP_PENDING: register } },
    reads: [consent],
  },
  outcomes: [
    { typeId: 1, outcome: { state: 'OTP_PENDING' } },
    { typeId: 2, outcome: { state: 'PAN_PENDING' } },
  ],
};
const other: Product = {
  ...product,
  name: 'another',
  journey: { steps: [], lookUp, actions: {} },
  outcomes: [{ typeId: 1, outcome: { state: 'REJECTED' } }],
};

function reply(typeId: number, status = 0): Envelope {
  const envelope = readEnvelope(JSON.stringify({ response_type_id: typeId, status }));
  if (!envelope) throw new Error('no reply');
  return envelope;
}

describe('the registry', () => {
  const registry = new ProductRegistry([product, other]);

  it('has the products by name, and no others', () => {
    expect([registry.get('a-product'), registry.get('another')]).toEqual([product, other]);
    expect([registry.has('a-product'), registry.has('constructor')]).toEqual([true, false]);
    expect(() => registry.get('constructor')).toThrow(expect.objectContaining({ code: 'ROUTE_NOT_FOUND' }));
  });

  it('reads a reply by the table of its product, then by the rows for all products', () => {
    expect(registry.read('a-product', 'lookUp', reply(1))).toEqual({ outcome: { state: 'OTP_PENDING' } });
    expect(registry.read('another', 'lookUp', reply(1))).toEqual({ outcome: { state: 'REJECTED' } });
    expect(registry.read('a-product', 'lookUp', reply(9, 36))).toEqual({
      outcome: { problem: 'LIMIT_EXHAUSTED' },
    });
    expect(registry.read('a-product', 'lookUp', reply(9))).toBeUndefined();
  });

  it('reads a reply by the overrides first: those of the product, its own rows, then those for all products', () => {
    const overrides: Overrides = {
      calls: {},
      digest: 'abcd1234',
      outcomes: {
        'a-product': [
          { typeId: 5, outcome: { state: 'COMPLETED' } },
          { typeId: 1, outcome: { state: 'COMPLETED' } },
        ],
        '*': [
          { typeId: 6, outcome: { state: 'REJECTED' } },
          { typeId: 2, outcome: { state: 'REJECTED' } },
          { status: 36, outcome: { state: 'REJECTED' } },
        ],
      },
    };
    const overridden = new ProductRegistry([product], () => overrides);
    const read = (envelope: Envelope): unknown => overridden.read('a-product', 'lookUp', envelope);
    const by = (pointer: string): object => ({ override: { pointer, digest: 'abcd1234' } });
    expect(read(reply(1))).toEqual({ outcome: { state: 'COMPLETED' }, ...by('/outcomes/a-product/1') });
    expect(read(reply(2))).toEqual({ outcome: { state: 'PAN_PENDING' } });
    expect(read(reply(6))).toEqual({ outcome: { state: 'REJECTED' }, ...by('/outcomes/*/0') });
    expect(read(reply(9, 36))).toEqual({ outcome: { state: 'REJECTED' }, ...by('/outcomes/*/2') });
  });
});

describe('a product', () => {
  it('has each of its calls once', () => {
    expect(callsOf(product)).toEqual([lookUp, register, consent]);
    expect(callsOf(other)).toEqual([lookUp]);
  });

  it('has the states of its steps, and REJECTED if a row rejects', () => {
    expect(statesOf(product)).toEqual(['NOT_REGISTERED', 'OTP_PENDING', 'COMPLETED', 'OUTCOME_UNKNOWN']);
    const mixed = { ...product, outcomes: [...product.outcomes, ...other.outcomes] };
    expect(statesOf(mixed)).toEqual([
      'NOT_REGISTERED',
      'OTP_PENDING',
      'COMPLETED',
      'REJECTED',
      'OUTCOME_UNKNOWN',
    ]);
  });

  it('lacks the routes of the actions that it has not, and never that of REFRESH', () => {
    expect(routesLacking(product)).toEqual(['otp/verification', 'aadhaar', 'biometric', 'pan']);
    expect(routesLacking(other)).toEqual([
      'registration',
      'otp/verification',
      'otp',
      'aadhaar',
      'biometric',
      'pan',
    ]);
  });

  it('has addresses below its name', () => {
    expect(startHref('a-product')).toBe('/v1/a-product/onboardings');
    expect(actionHref('a-product', 'onb_a', 'VERIFY_OTP')).toBe(
      '/v1/a-product/onboardings/onb_a/otp/verification',
    );
    expect(actionHref('a-product', 'onb_a', 'REFRESH')).toBe('/v1/a-product/onboardings/onb_a/refresh');
  });

  it('binds a call to the values of one onboarding', () => {
    const bound = bind(register, {}, onboardingIn('NOT_REGISTERED'));
    expect(bound).toEqual({ definition: register, sendsOtp: true, fields: { intent_id: '19' } });
  });
});

describe('a field on the wire', () => {
  it.each<[string, 'integer' | 'string', string | number]>([
    ['123456', 'integer', 123456],
    ['012345', 'integer', '012345'],
    ['100', 'integer', 100],
    ['123456', 'string', '123456'],
  ])('is the OTP %s, documented as %s', (otp, documented, sent) => {
    expect(otpOf(otp, documented)).toBe(sent);
  });

  it('is the reference as it came, if there is one', () => {
    expect(referenceOf(onboardingIn('OTP_PENDING'))).toEqual({ otp_ref_id: { json: '"reference-1"' } });
    expect(referenceOf(onboardingIn('PAN_PENDING'))).toStrictEqual({});
    const unknown = onboardingIn('OTP_PENDING', { otp: { purpose: 'MOBILE', expired: false } });
    expect(referenceOf(unknown)).toStrictEqual({});
  });

  it('is the address in lines, with the area if there is one', () => {
    const address = { line: 'a', city: 'c', district: 'd', state: 's', pincode: '452001' };
    expect(addressLines(address)).toEqual(['a', 'c', 'd', 's', '452001']);
    expect(addressLines({ ...address, area: 'b' })).toEqual(['a', 'b', 'c', 'd', 's', '452001']);
  });
});
