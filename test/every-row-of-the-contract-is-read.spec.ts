import { describe, expect, test } from '@jest/globals';
import { FACTS, type Call, type Fact } from './fixtures/contract-facts.js';
import { problemOf, verdictOf, type Reply } from './support/client.js';
import { PROFILE } from './support/eko-replies.js';
import { EKO_WORDS, formsOf, type Form } from './support/fact-forms.js';
import type { ActionName } from './support/people.js';
import { PRODUCTS, type Onboarding, type Product } from './support/resources.js';
import type { ReachableState } from './support/stage.js';
import { sharedStage } from './support/set-up.js';

/** From where a call is made, and by which action. */
const TAKEN: Readonly<Record<Call, readonly [from: ReachableState, action: ActionName]>> = {
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
const CALLS: Readonly<Record<Product, readonly Call[]>> = {
  'customer-account': OF_OTP_PRODUCTS,
  'dmt-fino': ['lookUp', 'register', 'biometric', 'verifyEkyc'],
  'ppi-digikhata': [...OF_OTP_PRODUCTS, 'sendOtp'],
  'ppi-levin': OF_OTP_PRODUCTS,
};

const { stage } = await sharedStage({ OTP_MAX_ATTEMPTS: '10' });

describe.each(PRODUCTS)('%s reads', (product) => {
  const facts = FACTS.filter(({ products }) => products.includes(product)).flatMap((fact) => {
    const calls = CALLS[product].filter((call) => fact.calls === 'all' || fact.calls.includes(call));
    return calls.map((call): [string, Fact, Call] => [`${fact.row}, at ${call}`, fact, call]);
  });

  test.each(facts)('%s', async (_, fact, call) => {
    const results = [];
    let onboarding: Onboarding | undefined;
    for (const form of formsOf(fact.said)) {
      const from: Onboarding = onboarding ?? (await stage.at(TAKEN[call][0], product));
      const reply = await answered(from, call, fact, form);
      results.push([form[0], said(reply, TAKEN[call][0])]);
      const { onboarding: after, ...whole } = reply.body as Onboarding & { onboarding?: Onboarding };
      onboarding = isDue(after ?? whole, call) ? from : undefined;
    }

    expect(results).toEqual(formsOf(fact.said).map(([name]) => [name, expectedOf(fact, TAKEN[call][0])]));
  });
});

/** Takes the step that Eko answers in that form; a request more or less than is due fails. */
async function answered(from: Onboarding, call: Call, { asked }: Fact, [, reply]: Form): Promise<Reply> {
  const answers = asked === undefined ? [reply] : [reply, asked === 'again' ? reply : PROFILE];
  return stage.answered(from, TAKEN[call][1], ...answers);
}

/** What a client is told, and that nothing of it is Eko's. */
function said(reply: Reply, from: string): object {
  const { status, code, state } = verdictOf(reply);
  expect(reply.text).not.toContain(EKO_WORDS);
  const fields = status < 400 ? undefined : problemOf(reply).errors?.map(({ field }) => field);
  return { gives: [status, code].filter((one) => one !== undefined).join(' '), state: state ?? from, fields };
}

function expectedOf({ gives, fields }: Fact, from: string): object {
  const words = gives.split(' ');
  const named = words.at(-1) ?? '';
  const state = words.length === 3 || words[0] === '200' ? named : from;
  const verdict = words[0] === '200' ? '200' : words.slice(0, 2).join(' ');
  return { gives: verdict, state, fields };
}

/** Whether the next form can be tried on the same onboarding. */
function isDue({ state, nextAction, alternatives }: Onboarding, call: Call): boolean {
  const [from, action] = TAKEN[call];
  const due = [nextAction, ...alternatives].some((one) => one?.action === action) || action === 'REFRESH';
  return state === from && due;
}

test('every call of every product has rows that are refused, recognized and unknown', () => {
  for (const product of PRODUCTS) {
    for (const call of CALLS[product]) {
      const rows = FACTS.filter(
        ({ products, calls }) => products.includes(product) && (calls === 'all' || calls.includes(call)),
      );
      expect(rows.length).toBeGreaterThan(20);
    }
  }
});
