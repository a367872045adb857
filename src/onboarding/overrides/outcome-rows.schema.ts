import { KYC_LEVELS } from '../journey/onboarding.js';
import { OUTCOME_PROBLEMS, type OutcomeProblem } from '../journey/outcome.js';
import { callsOf, statesOf, type Product } from '../journey/product.js';
import { CLIENT_FIELDS } from '../journey/refused-fields.js';
import { fieldName, list, object, oneOf, onlyTrue, type Part } from './schema-part.js';
import { OTP_STATE, type OnboardingState } from '../journey/state.js';

const MAX_ROWS = 100;
const ID: Part = { type: 'integer', minimum: -99_999, maximum: 999_999, must: 'a whole number' };

/** The schema of the rows for these products; for several products, only what all of them allow. */
export function rowsOf(products: readonly Product[]): Part {
  return {
    type: 'array',
    maxItems: MAX_ROWS,
    uniqueItems: true,
    must: `a list of at most ${MAX_ROWS} different rows`,
    items: row(products),
  };
}

function row(products: readonly Product[]): Part {
  const calls = new Set(products.flatMap((product) => callsOf(product).map(({ name }) => name)));
  return {
    ...object('a row with an outcome', {
      calls: list(oneOf([...calls])),
      typeId: { ...ID, type: ['integer', 'string'], pattern: '^NONE$', must: 'a whole number or "NONE"' },
      status: ID,
      refusal: onlyTrue,
      where: {
        ...object('an object with at least one condition', {
          present: fieldName,
          affirmed: list(fieldName),
          denied: fieldName,
          intent: oneOf(['MOBILE', 'AADHAAR', 'NONE']),
          description: { type: 'string', minLength: 3, maxLength: 80, must: 'a text of 3 to 80 characters' },
          refused: list(fieldName),
        }),
        minProperties: 1,
      },
      outcome: outcome(products),
    }),
    required: ['outcome'],
    allOf: [
      {
        type: 'object',
        must: 'a row with a typeId (and a status), with a status other than 0, with refusal, or with typeId "NONE" and where',
        oneOf: [
          { ...having(['typeId'], ['refusal']), properties: { typeId: { type: 'integer' } } },
          { ...having(['status'], ['typeId', 'refusal']), properties: { status: { not: { const: 0 } } } },
          having(['refusal'], ['typeId', 'status']),
          {
            ...having(['typeId', 'where'], ['status', 'refusal']),
            properties: { typeId: { const: 'NONE' } },
          },
        ],
      },
    ],
  };
}

function outcome(products: readonly Product[]): Part {
  const states = shared(products.map(statesInReplies));
  const purposes = Object.entries(OTP_STATE).filter(([, state]) => states.includes(state));
  const reads = products.every(({ journey }) => (journey.reads ?? []).length > 0);
  return {
    ...object('an outcome', {
      state: oneOf(states),
      kyc: oneOf(KYC_LEVELS),
      ...(purposes.length > 0 && { otpSent: oneOf(purposes.map(([purpose]) => purpose)) }),
      problem: oneOf(
        OUTCOME_PROBLEMS.filter((problem) => products.every((product) => canMeet(product, problem))),
      ),
      fields: list(oneOf(CLIENT_FIELDS)),
      lookUp: onlyTrue,
      ...(reads && { information: onlyTrue }),
    }),
    allOf: [
      {
        type: 'object',
        must: 'an outcome with one meaning: state (and kyc), otpSent, problem (and state, fields), lookUp or information',
        oneOf: [
          having(['state'], ['otpSent', 'problem', 'fields', 'lookUp', 'information']),
          having(['otpSent'], ['state', 'kyc', 'problem', 'fields', 'lookUp', 'information']),
          having(['problem'], ['kyc', 'otpSent', 'lookUp', 'information']),
          having(['lookUp'], ['state', 'kyc', 'otpSent', 'problem', 'fields', 'information']),
          having(['information'], ['state', 'kyc', 'otpSent', 'problem', 'fields', 'lookUp']),
        ],
      },
    ],
  };
}

/** All states but OUTCOME_UNKNOWN, which no reply can mean. */
function statesInReplies(product: Product): readonly OnboardingState[] {
  return statesOf(product).filter((state) => state !== 'OUTCOME_UNKNOWN');
}

/** Whether a step of the product can end with the problem. */
function canMeet({ journey, prerequisite }: Product, problem: OutcomeProblem): boolean {
  if (problem === 'CUSTOMER_ACCOUNT_REQUIRED') return prerequisite !== undefined;
  if (problem !== 'WALLET_SESSION_EXPIRED') return true;
  const byState: readonly Partial<Record<OnboardingState, { readonly needsWallet?: boolean }>>[] =
    Object.values(journey.actions);
  return byState.some((calls) => Object.values(calls).some(({ needsWallet }) => needsWallet === true));
}

function shared<T>(lists: readonly (readonly T[])[]): readonly T[] {
  const [first = [], ...others] = lists;
  return first.filter((one) => others.every((other) => other.includes(one)));
}

function having(these: readonly string[], notThese: readonly string[]): object {
  return {
    type: 'object',
    required: these,
    not: { anyOf: notThese.map((name) => ({ type: 'object', required: [name] })) },
  };
}
