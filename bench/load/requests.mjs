import { randomUUID } from 'node:crypto';
import { TOKENS } from './agents.mjs';

const PRODUCTS = ['customer-account', 'dmt-fino', 'ppi-digikhata', 'ppi-levin'];
let customers = 0;

/** A start of the next customer's onboarding: the products in turn, or only the given ones. */
export function start(url, products = PRODUCTS) {
  customers += 1;
  const body = `{"mobile":"9${String(customers).padStart(9, '0')}"}`;
  return [
    `POST /v1/${products[customers % products.length]}/onboardings HTTP/1.1`,
    `host: ${url.host}`,
    'content-type: application/json',
    `content-length: ${body.length}`,
    `authorization: Bearer ${TOKENS[customers % TOKENS.length]}`,
    `idempotency-key: ${randomUUID()}`,
    '',
    body,
  ].join('\r\n');
}

/** The same to the peer, which has one product. */
export function startAtPeer(url) {
  return start(url, ['customer-account']);
}

/** The call that both make to Eko, without them. */
export function lookUp(url) {
  customers += 1;
  const path = `/customer/profile/9${String(customers).padStart(9, '0')}?user_code=20810200`;
  return `GET ${path} HTTP/1.1\r\nhost: ${url.host}\r\naccept: application/json\r\n\r\n`;
}
