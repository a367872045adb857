import type { CallDefinition } from '../../eko/call.js';
import { rowsOf } from './outcome-rows.schema.js';
import { callsOf, type Product } from '../journey/product.js';
import { list, object, oneOf, type Part } from './schema-part.js';

const CUSTOMER = String.raw`\{customer_id\}`;
const SEGMENT = String.raw`\.?[\w~-][\w.~-]*`;
/** Neither a host nor a query, no way up, and the customer in it. */
const PATH = `^(?:/${SEGMENT})*/${CUSTOMER}(?:/(?:${SEGMENT}|${CUSTOMER}))*$`;

/** Whom the call is for, what it is found by afterwards, and what the customer gave: never a constant. */
const FILLED_BY_THE_GATEWAY = [
  'initiator_id',
  'user_code',
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
];
/** What some accounts do without (contract.md, "What differs from account to account"). */
const DISPENSABLE = ['user_code', 'service_code', 'intent_id', 'org_id', 'wallet_token', 'wallet_id'];

/** The JSON Schema of the overrides file of these products. */
export function fileOf(products: readonly Product[]): Part {
  const tables = products.map((product) => [product.name, rowsOf([product])] as const);
  return object('an object with calls and outcomes', {
    calls: object('an object of calls by product.call', Object.fromEntries(products.flatMap(callParts))),
    outcomes: object('an object of rows by product, or "*" for all of them', {
      ...Object.fromEntries(tables),
      '*': rowsOf(products),
    }),
  });
}

function callParts(product: Product): readonly [string, Part][] {
  return callsOf(product).map((call) => [`${product.name}.${call.name}`, callPart(call)]);
}

function callPart({ method }: CallDefinition): Part {
  return {
    ...object('an object with at least one of method, path, add, omit', {
      // Fields of a GET go into the address, where nothing of the customer may be.
      method: oneOf(method === 'GET' ? ['GET'] : ['POST', 'PUT']),
      path: {
        type: 'string',
        maxLength: 300,
        pattern: PATH,
        must: 'a path that starts with / and has {customer_id} as one of its parts',
      },
      add: {
        type: 'object',
        minProperties: 1,
        maxProperties: 20,
        must: 'an object of fields to texts, numbers or booleans',
        propertyNames: {
          pattern: '^[A-Za-z][A-Za-z0-9_-]{0,39}$',
          not: { enum: FILLED_BY_THE_GATEWAY },
          must: `a field that the gateway does not fill itself, as it does ${FILLED_BY_THE_GATEWAY.join(', ')}`,
        },
        additionalProperties: {
          type: ['string', 'number', 'boolean'],
          maxLength: 200,
          must: 'a text of at most 200 characters, a number or a boolean',
        },
      },
      omit: list(oneOf(DISPENSABLE)),
    }),
    minProperties: 1,
  };
}
