import { FACTS, type Call, type Fact } from '../fixtures/contract-facts.js';
import type { ActionName } from './people.js';
import type { Product } from './resources.js';
import type { ReachableState } from './stage.js';

/** The state in which a call is made, and the action that makes it. */
export const STEP_OF_CALL: Readonly<Record<Call, readonly [from: ReachableState, action: ActionName]>> = {
  lookUp: ['NOT_REGISTERED', 'REFRESH'],
  register: ['NOT_REGISTERED', 'REGISTER'],
  sendOtp: ['OTP_PENDING', 'RESEND_OTP'],
  verifyMobile: ['OTP_PENDING', 'VERIFY_OTP'],
  aadhaar: ['AADHAAR_PENDING', 'SUBMIT_AADHAAR'],
  verifyAadhaar: ['AADHAAR_OTP_PENDING', 'VERIFY_OTP'],
  pan: ['PAN_PENDING', 'SUBMIT_PAN'],
  biometric: ['BIOMETRIC_PENDING', 'SUBMIT_BIOMETRIC'],
  verifyEkyc: ['EKYC_OTP_PENDING', 'VERIFY_OTP'],
};

const OF_OTP_PRODUCTS: readonly Call[] = [
  'lookUp',
  'register',
  'verifyMobile',
  'aadhaar',
  'verifyAadhaar',
  'pan',
];
export const CALLS: Readonly<Record<Product, readonly Call[]>> = {
  'customer-account': OF_OTP_PRODUCTS,
  'dmt-fino': ['lookUp', 'register', 'biometric', 'verifyEkyc'],
  'ppi-digikhata': [...OF_OTP_PRODUCTS, 'sendOtp'],
  'ppi-levin': OF_OTP_PRODUCTS,
};

export type Case = readonly [name: string, fact: Fact, call: Call];

/** Every row of contract.md for the product, at each of its calls. */
export function casesOf(product: Product): readonly Case[] {
  return FACTS.filter(({ products }) => products.includes(product)).flatMap((fact) =>
    CALLS[product]
      .filter((call) => fact.calls === 'all' || fact.calls.includes(call))
      .map((call): Case => [`${fact.row}, at ${call}`, fact, call]),
  );
}

/** What a client sees: status and code, the onboarding's state, and the named fields. */
export interface ClientView {
  readonly gives: string;
  readonly state: string;
  readonly fields: readonly string[] | undefined;
}

/** What a client must see according to the fact, of an onboarding in the state `from`. */
export function clientViewOf({ gives, fields }: Fact, from: string): ClientView {
  const words = gives.split(' ');
  const last = words.at(-1) ?? '';
  const state = words.length === 3 || words[0] === '200' ? last : from;
  const verdict = words[0] === '200' ? '200' : words.slice(0, 2).join(' ');
  return { gives: verdict, state, fields };
}
