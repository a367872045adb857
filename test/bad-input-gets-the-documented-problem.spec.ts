import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, test } from '@jest/globals';
import { problemOf, verdictOf, type Reply } from './support/client.js';
import { newMobile } from './support/people.js';
import { exchange } from './support/raw-http.js';
import { sharedGateway } from './support/shared-gateway.js';

const gateway = await sharedGateway();
afterEach(async () => {
  // After all inputs the process runs and has logged no unexpected error.
  expect((await gateway.client.get('/health/live')).status).toBe(200);
  expect(gateway.log.filter(({ event }) => event === 'unexpected error')).toEqual([]);
});

const STARTS = '/v1/ppi-levin/onboardings';

/** Posts a body unchanged, with a new key. */
function postRaw(
  path: string,
  body: string | Buffer<ArrayBuffer>,
  type: string | undefined = 'application/json',
): Promise<Reply> {
  const headers = { 'idempotency-key': randomUUID(), ...(type !== '' && { 'content-type': type }) };
  return gateway.client.send('POST', path, { headers, body });
}

function expectProblem(reply: Reply, status: number, code: string): void {
  expect(verdictOf(reply)).toMatchObject({ status, code });
  expect(reply.text).not.toMatch(/\bat .*\.(js|ts)\b|node_modules|SyntaxError|FST_ERR/);
}

describe('a body', () => {
  test.each([
    ['that is not JSON', 'mobile=9876543210'],
    ['that is truncated', '{"mobile":"98765'],
    ['with a character after it', '{"mobile":"9876543210"}x'],
    ['with a comment', '{/**/"mobile":"9876543210"}'],
    ['with a trailing comma', '{"mobile":"9876543210",}'],
    ['with NaN', '{"mobile":NaN}'],
    ['with a __proto__', '{"mobile":"9876543210","__proto__":{"mobile":"9876543210"}}'],
    ['with a constructor’s prototype', '{"mobile":"9876543210","constructor":{"prototype":{"a":1}}}'],
    ['of 2,000 nested arrays', '['.repeat(2_000) + ']'.repeat(2_000)],
    ['of 600 nested objects', `${'{"a":'.repeat(600)}1${'}'.repeat(600)}`],
    ['of 4,000 open brackets', '['.repeat(4_000)],
  ])('%s is MALFORMED_REQUEST', async (_what, body) => {
    expectProblem(await postRaw(STARTS, body), 400, 'MALFORMED_REQUEST');
  });

  test('with invalid UTF-8 is MALFORMED_REQUEST', async () => {
    const body = Buffer.concat([
      Buffer.from('{"mobile":"9876543210","x":"'),
      Buffer.from([0xc3, 0x28]),
      Buffer.from('"}'),
    ]);

    expectProblem(await postRaw(STARTS, body), 400, 'MALFORMED_REQUEST');
  });

  test.each([
    ['an array', '[{"mobile":"9876543210"}]'],
    ['a string', '"9876543210"'],
    ['a number', '9876543210'],
    ['null', 'null'],
    ['true', 'true'],
    ['an empty object', '{}'],
  ])('that is %s is VALIDATION_FAILED', async (_what, body) => {
    const reply = await postRaw(STARTS, body);

    expectProblem(reply, 400, 'VALIDATION_FAILED');
    expect(problemOf(reply).errors).not.toHaveLength(0);
  });

  test('that is missing is refused', async () => {
    expectProblem(await postRaw(STARTS, '', 'application/json'), 400, 'VALIDATION_FAILED');
  });

  test('of 10 MB is PAYLOAD_TOO_LARGE, before it is read', async () => {
    const head = [
      'content-type: application/json',
      `idempotency-key: ${randomUUID()}`,
      'content-length: 10485760',
    ];
    const answer = await exchange(
      gateway.url,
      [`POST ${STARTS} HTTP/1.1`, 'host: gateway', 'connection: close', ...head, '', '{"mobile":"98'].join(
        '\r\n',
      ),
    );
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(answer).toContain('"code":"PAYLOAD_TOO_LARGE"');
  });

  test.each([
    ['', 4],
    ['/onb_AAAAAAAAAAAAAAAAAAAAAAAA/registration', 4],
    ['/onb_AAAAAAAAAAAAAAAAAAAAAAAA/refresh', 4],
    ['/onb_AAAAAAAAAAAAAAAAAAAAAAAA/biometric', 192],
  ])('of …%s may have %i KiB; a larger one is PAYLOAD_TOO_LARGE', async (route, kibibytes) => {
    const path = `/v1/dmt-fino/onboardings${route}`;
    const body = (bytes: number): string => `{"a":"${'x'.repeat(bytes - 8)}"}`;
    expectProblem(await postRaw(path, body(kibibytes * 1024)), 400, 'VALIDATION_FAILED');
    expectProblem(await postRaw(path, body(kibibytes * 1024 + 1)), 413, 'PAYLOAD_TOO_LARGE');
  });

  test.each([
    ['no content type', ''],
    ['text', 'text/plain'],
    ['a form', 'application/x-www-form-urlencoded'],
    ['XML', 'application/xml'],
    ['JSON in name only', 'application/jsonp'],
  ])('with %s is UNSUPPORTED_MEDIA_TYPE', async (_what, type) => {
    const body = Buffer.from('{"mobile":"9876543210"}');

    expectProblem(await postRaw(STARTS, body, type), 415, 'UNSUPPORTED_MEDIA_TYPE');
  });
});

describe('a mobile number', () => {
  test.each([
    ['of nine digits', '987654321'],
    ['of eleven digits', '98765432101'],
    ['that begins with 5', '5876543210'],
    ['with a country code', '+919876543210'],
    ['with blanks', ' 9876543210'],
    ['with a line break', '9876543210\n'],
    ['in Devanagari digits', '९८७६५४३२१०'],
    ['as a number', 9876543210],
    ['as an array', ['9876543210']],
    ['as an object', { digits: '9876543210' }],
    ['that is null', null],
  ])('%s is VALIDATION_FAILED; the problem names the field without its value', async (_what, mobile) => {
    const reply = await gateway.client.post(STARTS, { mobile });

    expectProblem(reply, 400, 'VALIDATION_FAILED');
    expect(problemOf(reply).errors?.map(({ field }) => field)).toEqual(['mobile']);
    expect(reply.text).not.toContain('876543210');
  });

  test.each(['user_code', 'agent', 'hasOwnProperty', 'toString', 'Mobile'])(
    'with an unknown field %s is refused',
    async (name) => {
      const reply = await gateway.client.post(STARTS, { mobile: newMobile(), [name]: 'x' });

      expectProblem(reply, 400, 'VALIDATION_FAILED');
      expect(problemOf(reply).errors).toEqual([{ field: name, message: 'is not known' }]);
    },
  );

  test('with a field whose name is personal text: the problem does not contain that text', async () => {
    const reply = await gateway.client.post(STARTS, { mobile: newMobile(), 'my number is 9999': 'x' });

    expect(problemOf(reply).errors).toEqual([{ field: '(unnamed)', message: 'is not known' }]);
  });
});
