import type { CallDefinition } from '../../eko/call.js';
import { rowsOf } from './outcome-rows.schema.js';
import { callsOf, type Product } from '../journey/product.js';
import { list, object, oneOf, type Part } from './schema-part.js';

const CUSTOMER = String.raw`\{customer_id\}`;
const SEGMENT = String.raw`\.?[\w~-][\w.~-]*`;
/** A path with {customer_id} and without a host, a query or a segment `..`. */
const PATH = `^(?:/${SEGMENT})*/${CUSTOMER}(?:/(?:${SEGMENT}|${CUSTOMER}))*$`;

/** The fields that the gateway sets for each call, so that no constant may replace them. */
const SET_BY_THE_GATEWAY = [
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
/** The fields that some accounts omit (contract.md, "What differs from account to account"). */
const OPTIONAL_FIELDS = ['user_code', 'service_code', 'intent_id', 'org_id', 'wallet_token', 'wallet_id'];

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
      // The fields of a GET are part of the address, which must not contain personal data.
      method: oneOf(method === 'GET' ? ['GET'] : ['POST', 'PUT']),
      path: {
        type: 'string',
        maxLength: 300,
        pattern: PATH,
        must: 'a path that starts with / and contains the segment {customer_id}',
      },
      add: {
        type: 'object',
        minProperties: 1,
        maxProperties: 20,
        must: 'an object of fields to texts, numbers or booleans',
        propertyNames: {
          pattern: '^[A-Za-z][A-Za-z0-9_-]{0,39}$',
          not: { enum: SET_BY_THE_GATEWAY },
          must: `a field that the gateway does not set itself; it sets ${SET_BY_THE_GATEWAY.join(', ')}`,
        },
        additionalProperties: {
          type: ['string', 'number', 'boolean'],
          maxLength: 200,
          must: 'a text of at most 200 characters, a number or a boolean',
        },
      },
      omit: list(oneOf(OPTIONAL_FIELDS)),
    }),
    minProperties: 1,
  };
}
