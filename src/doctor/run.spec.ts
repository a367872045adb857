import 'reflect-metadata';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Diagnosis } from '../../test/support/doctor.js';
import { ScriptedUpstream, text, type ScriptedAnswer } from '../../test/support/upstream.js';
import { PRODUCTS as ALL_PRODUCTS } from '../products/registry.js';
import { run } from './run.js';

// In one process; test/the-doctor-reports-faults.spec.ts runs it as an operator does.
const PRODUCTS = ALL_PRODUCTS.map(({ name }) => name);
const NOT_REGISTERED = { status: 463, response_type_id: 308, response_status_id: 1, message: 'x' };
const directory = mkdtempSync(join(tmpdir(), 'doctor-'));
const environment = process.env;
let upstream: ScriptedUpstream;
let settings: Readonly<Record<string, string>>;

beforeAll(async () => {
  upstream = await ScriptedUpstream.start();
  settings = { ...upstream.settings, AUTH_MODE: 'disabled', NODE_ENV: 'test', EKO_TIMEOUT_MS: '4000' };
});
afterAll(async () => {
  await upstream.stop();
  rmSync(directory, { recursive: true });
});

/** Runs the doctor with these arguments and no other variables than those. */
async function diagnose(args: readonly string[] = ['--json'], variables = settings): Promise<Diagnosis> {
  const written = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((stream) =>
    jest.spyOn(process[stream], 'write').mockImplementation((chunk) => {
      written[stream] += String(chunk);
      return true;
    }),
  );
  process.env = { ...variables, STORE_PATH: join(directory, 'store') };
  try {
    return new Diagnosis(await run(args), written.stdout, written.stderr);
  } finally {
    process.env = environment;
    for (const spy of spies) spy.mockRestore();
  }
}

/**
 * The failed checks of the doctor when Eko sends this answer to every signed look-up. Without the store, whose thread
 * runs no TypeScript: test/the-doctor-examines-the-store.spec.ts.
 */
async function complaintsOf(answer: ScriptedAnswer): Promise<readonly string[]> {
  upstream.will(text(404, 'No Mapping Rule matched', 'text/plain'), ...PRODUCTS.map(() => answer));
  const diagnosis = await diagnose();
  upstream.expectAllUsed();
  return withoutStore(diagnosis);
}

function withoutStore({ complaints }: Diagnosis): readonly string[] {
  return complaints.filter((complaint) => !complaint.startsWith('store: '));
}

describe('the doctor', () => {
  it.each<[string, object, RegExp]>([
    [
      'the key',
      { response_type_id: 2483 },
      /EKO_DEVELOPER_KEY is mistyped or blocked, or is a key of production/,
    ],
    ['the signature', { response_type_id: 2484 }, /EKO_ACCESS_KEY is mistyped/],
    ['the timestamp', { response_type_id: 2485 }, /clock is wrong, or another system/],
    ['a header', { response_type_id: 2487 }, /drops developer_key.*underscores_in_headers on/],
    ['nothing', {}, /refuses without a reason/],
  ])('explains a refusal that names %s', async (_what, body, sentence) => {
    const complaints = await complaintsOf(text(403, JSON.stringify(body)));
    expect(complaints).toHaveLength(PRODUCTS.length);
    for (const complaint of complaints) expect(complaint).toMatch(sentence);
    expect(complaints[0]).toMatch(/^eko credentials of customer-account: .*HTTP 403/);
  });

  it.each<[string, ScriptedAnswer, RegExp]>([
    ['a page with 403', text(403, '<html>Forbidden</html>', 'text/html'), /not allow-listed/],
    ['status 319', { status: 319, response_type_id: -1 }, /EKO_INITIATOR_ID/],
    ['204 and nothing', text(204, ''), /not activated for this account/],
    ['404', text(404, 'No Mapping Rule matched', 'text/plain'), /EKO_BASE_URL and the path/],
    ['a page with 200', text(200, '<html></html>', 'text/html'), /not from Eko's API/],
  ])('explains %s', async (_what, answer, sentence) => {
    const complaints = await complaintsOf(answer);
    expect(complaints).toHaveLength(PRODUCTS.length);
    for (const complaint of complaints) expect(complaint).toMatch(sentence);
  });

  it('makes the look-up that sends no SMS, unless a customer is named', async () => {
    const answers = [{}, ...PRODUCTS.map(() => NOT_REGISTERED)];
    upstream.will(...answers);
    const { requests: silent } = await upstream.during(() => diagnose());
    const paths = silent.slice(1).map(({ path }) => path);
    expect(new Set(paths)).toEqual(new Set(['/customer/payment/dmt-fino/sender/9962981729']));

    upstream.will(...answers);
    const { requests, result } = await upstream.during(() => diagnose(['--json', '--mobile', '9876543210']));
    expect(requests.slice(1).map(({ path }) => path)).toEqual([
      '/customer/profile/9876543210',
      ...PRODUCTS.slice(1).map((product) => `/customer/payment/${product}/sender/9876543210`),
    ]);
    expect(result.stderr).toMatch(/may send the customer an SMS/);
    expect(result.stdout).not.toContain('9876543210');
  });
});

describe('the doctor', () => {
  it('refuses an unknown argument with one sentence', async () => {
    const { code, stdout, stderr } = await diagnose(['--frob']);

    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^Unknown option '--frob'/);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it('prints a sentence a check without --json', async () => {
    const { stdout } = await diagnose([], { NODE_ENV: 'test' });

    expect(stdout).toMatch(/^ok {6}eko address: The embedded simulator answers\.$/m);
    expect(stdout).toMatch(/^warning issuer: AUTH_MODE=disabled/m);
  });

  it('reports a wrong clock', async () => {
    const date = new Date(Date.now() + 600_000).toUTCString();
    upstream.will(text(404, '', 'text/plain', { date }), ...PRODUCTS.map(() => NOT_REGISTERED));
    const diagnosis = await diagnose();
    upstream.expectAllUsed();

    expect(withoutStore(diagnosis)).toEqual([
      expect.stringMatching(/^eko clock: This machine's clock is (599|60[01]) s behind Eko's/),
    ]);
  });

  it('reports a port without a listener and a host that does not exist', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    server.close();
    const closed = await diagnose(['--json'], { ...settings, EKO_BASE_URL: `http://127.0.0.1:${port}` });
    expect(withoutStore(closed)).toEqual([
      `eko address: Nothing listens at 127.0.0.1:${port}: check the address and the port.`,
    ]);

    const secret = Buffer.alloc(32, 7).toString('base64');
    const uat = {
      NODE_ENV: 'test',
      EKO_TIMEOUT_MS: '4000',
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
    expect(withoutStore(await diagnose(['--json'], uat))).toEqual([
      `issuer: Nothing listens at 127.0.0.1:${port}: check the address and the port.`,
      expect.stringMatching(/^eko address: The name eko\.invalid cannot be resolved/),
    ]);
  });

  it('prints a masked request with --show, and sends nothing', async () => {
    const secrets = { EKO_ACCESS_KEY: 'c4nary', EKO_DEVELOPER_KEY: 'c4nary' };
    const { result, requests } = await upstream.during(() =>
      diagnose(['--show', 'ppi-levin.register'], { ...settings, ...secrets }),
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

describe('the doctor refuses in a sentence', () => {
  it.each<[readonly string[], RegExp]>([
    [['--show'], /--show/],
    [['extra'], /extra/],
    [['--show', 'ppi-levin.fly'], /^--show must be one of customer-account\.lookUp, /],
    [['--mobile', '123'], /^--mobile must be the mobile number of a customer, ten digits\./],
    [['--user-code', '../x'], /^--user-code must be an agent's user_code/],
  ])('%j', async (args, sentence) => {
    const { code, stdout, stderr } = await diagnose(args);

    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toMatch(sentence);
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});
