import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { diagnose } from './support/doctor.js';
import { ScriptedUpstream, text } from './support/upstream.js';

const SHIFT_CLOCK = new URL('redis/shift-clock.mjs', import.meta.url).pathname;
const PRODUCTS = ['customer-account', 'dmt-fino', 'ppi-digikhata', 'ppi-levin'];
let upstream: ScriptedUpstream;

beforeAll(async () => {
  upstream = await ScriptedUpstream.start();
});
afterAll(() => upstream.stop());

const NOT_REGISTERED = { status: 463, response_type_id: 308, response_status_id: 1, message: 'x' };

// Every reply and every argument: src/doctor/run.spec.ts.
describe('the doctor', () => {
  test('reports every variable, store, issuer, clock and product of the sandbox as ok', async () => {
    const diagnosis = await diagnose();

    expect(diagnosis.complaints).toEqual([]);
    expect(diagnosis.code).toBe(0);
    expect(diagnosis.of('variable')).toContain('ok EKO_TIMEOUT_MS: 4000');
    expect(diagnosis.of('variable')).toContain('ok OTP_MAX_ATTEMPTS: 3 (default)');
    expect(diagnosis.of('store')).toEqual([
      expect.stringMatching(/^ok The embedded store at .* can be read and written/),
    ]);
    expect(diagnosis.of('eko clock')).toEqual([expect.stringMatching(/^ok /)]);
    for (const product of PRODUCTS)
      expect(diagnosis.of(`eko credentials of ${product}`)).toEqual([
        'ok Eko accepted key and signature (type id 308).',
      ]);
  });

  test('prints a sentence a check without --json', async () => {
    const { stdout, code } = await diagnose({}, []);

    expect(code).toBe(0);
    expect(stdout).toMatch(/^ok {6}eko address: The embedded simulator answers\.$/m);
    expect(stdout).toMatch(/^warning issuer: AUTH_MODE=disabled/m);
  });

  test('reports every fault and every misspelt name, and never the value of a secret', async () => {
    const diagnosis = await diagnose({
      EKO_ACCESS_KEY: 'c4nary-access',
      EKO_DEVELOPER_KEY: 'c4nary-developer',
      IDENTIFIER_SECRET: 'c4nary-identifier',
      REDIS_URL: 'redis://user:c4nary@host',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://user:c4nary@collector:4318',
      PORT: 'c4nary-port',
      EKO_TIMEOUT: '7',
    });

    expect(diagnosis.code).toBe(1);
    expect(diagnosis.complaints).toEqual([
      'configuration: PORT must be a whole number from 0 to 65535',
      'configuration: IDENTIFIER_SECRET must be 32 bytes in base64 (openssl rand -base64 32)',
    ]);
    expect(diagnosis.of('configuration')).toContain(
      'warning EKO_TIMEOUT is not a variable of the gateway and has no effect; did you mean EKO_TIMEOUT_MS?',
    );
    expect(diagnosis.of('variable')).toContain('ok EKO_ACCESS_KEY: a secret');
    expect(diagnosis.stdout).not.toContain('c4nary');
  });

  test('explains the refusals of Eko for each product', async () => {
    const answer = text(403, JSON.stringify({ response_type_id: 2484 }));
    upstream.will(text(404, 'No Mapping Rule matched', 'text/plain'), answer, answer, answer, answer);
    const { code, complaints } = await diagnose({ ...upstream.settings, AUTH_MODE: 'disabled' });
    upstream.expectAllUsed();
    expect(code).toBe(1);
    expect(complaints).toHaveLength(4);
    for (const complaint of complaints) expect(complaint).toMatch(/EKO_ACCESS_KEY is mistyped/);
  });

  test('reports a wrong clock', async () => {
    const shifted = { NODE_OPTIONS: `--import=${SHIFT_CLOCK}`, CLOCK_SHIFT_MS: '-600000' };
    upstream.will({}, ...PRODUCTS.map(() => NOT_REGISTERED));
    const { complaints } = await diagnose({ ...upstream.settings, AUTH_MODE: 'disabled', ...shifted });
    upstream.expectAllUsed();
    expect(complaints).toEqual([
      expect.stringMatching(/^eko clock: This machine's clock is (599|60[01]) s behind Eko's/),
    ]);
  });

  test('reports a port without a listener and a host that does not exist', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    server.close();
    const closed = await diagnose({ EKO_BASE_URL: `http://127.0.0.1:${port}`, AUTH_MODE: 'disabled' });
    expect(closed.complaints).toEqual([
      `eko address: Nothing listens at 127.0.0.1:${port}: check the address and the port.`,
    ]);

    const secret = Buffer.alloc(32, 7).toString('base64');
    const uat = {
      EKO_ENVIRONMENT: 'uat',
      EKO_BASE_URL: 'https://eko.invalid/v3',
      EKO_DEVELOPER_KEY: 'd',
      EKO_ACCESS_KEY: 'a',
      EKO_INITIATOR_ID: '9000000001',
      STORE_ENCRYPTION_KEYS: `k:${secret}`,
      IDENTIFIER_SECRET: secret,
      AUTH_ISSUER: 'i',
      AUTH_AUDIENCE: 'a',
      AUTH_JWKS_URL: `http://127.0.0.1:${port}/keys`,
    };
    const { complaints } = await diagnose(uat);
    expect(complaints).toEqual([
      `issuer: Nothing listens at 127.0.0.1:${port}: check the address and the port.`,
      expect.stringMatching(/^eko address: The name eko\.invalid cannot be resolved/),
    ]);
  });
});

describe('the doctor with --show', () => {
  test('prints a masked request and sends nothing', async () => {
    const settings = {
      ...upstream.settings,
      AUTH_MODE: 'disabled',
      EKO_ACCESS_KEY: 'c4nary',
      EKO_DEVELOPER_KEY: 'c4nary',
    };
    const { result, requests } = await upstream.during(() =>
      diagnose(settings, ['--show', 'ppi-levin.register']),
    );

    expect(requests).toEqual([]);
    expect(result.code).toBe(0);
    const [head = '', body = ''] = result.stdout.split('\n\n');
    expect(head).toMatch(
      /^POST http:\/\/127\.0\.0\.1:\d+\/customer\/payment\/ppi-levin\/sender\/9876543210\n/,
    );
    expect(head).toContain('\ndeveloper_key: ***\nsecret-key: ***\n');
    expect(JSON.parse(body)).toMatchObject({
      initiator_id: '******1729',
      name: 'Karan Garg',
      service_code: 80,
    });
    expect(result.stdout).not.toContain('c4nary');
  });
});

test.each<[readonly string[], RegExp]>([
  [['--frob'], /^Unknown option '--frob'/],
  [['--show'], /--show/],
  [['extra'], /extra/],
])('the doctor refuses %j with one sentence', async (args, sentence) => {
  const { code, stdout, stderr } = await diagnose({}, args);

  expect(code).toBe(1);
  expect(stdout).toBe('');
  expect(stderr).toMatch(sentence);
  expect(stderr).not.toMatch(/^\s+at /m);
});
