import { afterEach, describe, expect, test } from '@jest/globals';
import { onboardingOf, problemOf, verdictOf } from './support/client.js';
import { BODIES, newMobile, ROUTES, type ActionName } from './support/people.js';
import { PRODUCTS, type Product } from './support/resources.js';
import { exchange } from './support/raw-http.js';
import { sharedGateway } from './support/shared-gateway.js';

const gateway = await sharedGateway();
afterEach(async () => {
  expect((await gateway.client.get('/health/live')).status).toBe(200);
  expect(gateway.log.filter(({ event }) => event === 'unexpected error')).toEqual([]);
});

const SOME_ID = 'onb_AAAAAAAAAAAAAAAAAAAAAAAA';

test.each([
  ['GET', '/v1'],
  ['GET', '/v1/products/ppi-levin'],
  ['GET', '/v2/products'],
  ['POST', '/v1/ppi-levin/onboardings/'],
  ['POST', `/v1/ppi-levin/onboardings/${SOME_ID}/pan/`],
  ['POST', '/v1/ppi-unknown/onboardings'],
  ['GET', `/v1/ppi-unknown/onboardings/${SOME_ID}`],
  ['DELETE', `/v1/ppi-unknown/onboardings/${SOME_ID}`],
  ['GET', '/v1/ppi-unknown/onboardings'],
  ['GET', `/v1/ppi-unknown/onboardings/${SOME_ID}/pan`],
  ['POST', `/v1/ppi-unknown/onboardings/${SOME_ID}/pan`],
  ['POST', `/v1/ppi-levin/onboardings/${SOME_ID}/unknown`],
  ['POST', `/v1/__proto__/onboardings`],
  ['POST', `/v1/constructor/onboardings`],
  ['GET', '/problems/unknown'],
  ['GET', '/problems/__proto__'],
  ['GET', `/problems/${'long-'.repeat(30)}`],
  ['GET', `/v1/${'long-'.repeat(30)}/onboardings/${SOME_ID}`],
  ['GET', '/v1/products/../../etc/passwd'],
  ['DELETE', '/nowhere'],
])('%s %s is ROUTE_NOT_FOUND', async (method, path) => {
  const init = method === 'POST' ? jsonInit({ mobile: newMobile() }) : {};

  expect(verdictOf(await gateway.client.send(method, path, init))).toEqual({
    status: 404,
    code: 'ROUTE_NOT_FOUND',
  });
});

function jsonInit(body: object): RequestInit {
  const headers = { 'content-type': 'application/json', 'idempotency-key': 'a-key' };
  return { headers, body: JSON.stringify(body) };
}

test.each([
  ['DELETE', '/v1/products', 'GET'],
  ['PUT', '/v1/ppi-levin/onboardings', 'POST'],
  ['GET', '/v1/ppi-levin/onboardings', 'POST'],
  ['PATCH', `/v1/ppi-levin/onboardings/${SOME_ID}`, 'GET'],
  ['PATCH', `/v1/ppi-levin/onboardings/${SOME_ID}`, 'DELETE'],
  ['DELETE', `/v1/ppi-digikhata/onboardings/${SOME_ID}/pan`, 'POST'],
  ['GET', `/v1/ppi-levin/onboardings/${SOME_ID}/registration`, 'POST'],
  ['PUT', `/v1/dmt-fino/onboardings/${SOME_ID}/biometric`, 'POST'],
  ['POST', `/v1/ppi-digikhata/onboardings/${SOME_ID}/consent`, 'GET'],
  ['POST', '/health/live', 'GET'],
  ['DELETE', '/openapi.json', 'GET'],
  ['POST', '/', 'GET'],
  ['POST', '/problems', 'GET'],
])('%s %s is METHOD_NOT_ALLOWED, and Allow names %s', async (method, path, allowed) => {
  const reply = await gateway.client.send(method, path);

  expect(verdictOf(reply)).toEqual({ status: 405, code: 'METHOD_NOT_ALLOWED' });
  expect(reply.headers.get('allow')?.split(', ')).toContain(allowed);
  expect(reply.headers.get('allow')?.split(', ')).not.toContain(method);
});

describe('a step that another product has', () => {
  const STEPS: Readonly<Record<Product, readonly ActionName[]>> = {
    'customer-account': ['REGISTER', 'VERIFY_OTP', 'RESEND_OTP', 'SUBMIT_AADHAAR', 'SUBMIT_PAN'],
    'dmt-fino': ['REGISTER', 'VERIFY_OTP', 'SUBMIT_BIOMETRIC'],
    'ppi-digikhata': ['REGISTER', 'VERIFY_OTP', 'RESEND_OTP', 'SUBMIT_AADHAAR', 'SUBMIT_PAN'],
    'ppi-levin': ['REGISTER', 'VERIFY_OTP', 'RESEND_OTP', 'SUBMIT_AADHAAR', 'SUBMIT_PAN'],
  };
  const everyStep = Object.keys(BODIES).filter((action) => action !== 'REFRESH') as ActionName[];

  test.each(PRODUCTS)('is STEP_NOT_FOUND for %s; its own steps exist', async (product) => {
    const { id } = onboardingOf(await gateway.client.start(product, newMobile()));
    const found: ActionName[] = [];
    for (const action of everyStep) {
      const path = `/v1/${product}/onboardings/${id}/${ROUTES[action]}`;
      // No step accepts this body: a step that exists answers with a problem, and nothing is sent.
      const { code } = problemOf(await gateway.client.post(path, { unknown: true }));
      expect(['STEP_NOT_FOUND', 'VALIDATION_FAILED']).toContain(code);
      if (code === 'VALIDATION_FAILED') found.push(action);
    }

    expect(found.sort()).toEqual([...STEPS[product]].sort());
  });

  test.each(['otp', 'aadhaar', 'pan'])('GET …/%s is STEP_NOT_FOUND for dmt-fino, too', async (step) => {
    const reply = await gateway.client.get(`/v1/dmt-fino/onboardings/${SOME_ID}/${step}`);
    expect(verdictOf(reply)).toEqual({ status: 404, code: 'STEP_NOT_FOUND' });
  });

  test.each(['/consent/languages', '/consent?language=en'])(
    '%s is STEP_NOT_FOUND except for ppi-digikhata',
    async (route) => {
      for (const product of ['customer-account', 'dmt-fino', 'ppi-levin']) {
        const reply = await gateway.client.get(`/v1/${product}/onboardings/${SOME_ID}${route}`);
        expect(verdictOf(reply)).toEqual({ status: 404, code: 'STEP_NOT_FOUND' });
      }
    },
  );
});

async function isNowhere(id: string): Promise<void> {
  const path = `/v1/ppi-digikhata/onboardings/${id}`;
  const replies = [
    await gateway.client.get(path),
    await gateway.client.post(`${path}/refresh`, {}),
    await gateway.client.post(`${path}/registration`, BODIES.REGISTER),
    await gateway.client.post(`${path}/otp/verification`, BODIES.VERIFY_OTP),
    await gateway.client.get(`${path}/consent/languages`),
    await gateway.client.delete(path),
  ];

  for (const reply of replies) {
    expect(verdictOf(reply)).toEqual({ status: 404, code: 'ONBOARDING_NOT_FOUND' });
  }
}

describe('an onboarding that does not exist', () => {
  test.each([SOME_ID, 'onb_', 'x', '..%2f..%2fetc', '%00', "'%20OR%201=1"])(
    '(%s) is ONBOARDING_NOT_FOUND for every call',
    isNowhere,
  );

  test.each([101, 1_980])('(of %i characters) is ONBOARDING_NOT_FOUND for every call', (length) =>
    isNowhere('a'.repeat(length)),
  );

  test('is not found under another product', async () => {
    const { id } = onboardingOf(await gateway.client.start('ppi-levin', newMobile()));

    const replies = [
      await gateway.client.get(`/v1/ppi-digikhata/onboardings/${id}`),
      await gateway.client.post(`/v1/ppi-digikhata/onboardings/${id}/refresh`, {}),
      await gateway.client.post(`/v1/dmt-fino/onboardings/${id}/registration`, BODIES.REGISTER),
      await gateway.client.delete(`/v1/dmt-fino/onboardings/${id}`),
    ];

    for (const reply of replies) {
      expect(verdictOf(reply)).toEqual({ status: 404, code: 'ONBOARDING_NOT_FOUND' });
    }
  });
});

describe('a request that cannot be read', () => {
  test.each([
    ['that is not HTTP', 'HELLO\r\n\r\n'],
    ['with an invalid header line', 'GET /health/live HTTP/1.1\r\nhost gateway\r\n\r\n'],
    [
      'with two lengths',
      'POST /v1/ppi-levin/onboardings HTTP/1.1\r\nhost: g\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n{}',
    ],
    [
      'with a length and chunks',
      'POST /v1/ppi-levin/onboardings HTTP/1.1\r\nhost: g\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    ['with a null character', 'GET /\0 HTTP/1.1\r\nhost: g\r\n\r\n'],
    [
      'with a control character in a header',
      'GET /health/live HTTP/1.1\r\nhost: g\r\nx-request-id: a\x01b\r\n\r\n',
    ],
  ])('(%s) gets MALFORMED_REQUEST, and the connection ends', async (_what, bytes) => {
    const answer = await exchange(gateway.url, bytes);

    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toMatch(/\r\ncontent-type: application\/problem\+json/i);
    expect(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')))).toMatchObject({
      type: '/problems/malformed-request',
      code: 'MALFORMED_REQUEST',
      status: 400,
    });
  });

  test.each(['/v1/ppi-levin/onboardings/%', '/v1/ppi-levin/onboardings/%ff', '/problems/%zz'])(
    '%s, with invalid escapes, is MALFORMED_REQUEST',
    async (path) => {
      const answer = await exchange(
        gateway.url,
        `GET ${path} HTTP/1.1\r\nhost: g\r\nconnection: close\r\n\r\n`,
      );

      expect(answer).toMatch(/^HTTP\/1\.1 400 /);
      expect(answer).toContain('"code":"MALFORMED_REQUEST"');
    },
  );
});
