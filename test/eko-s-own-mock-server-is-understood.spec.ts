import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { onboardingOf, problemOf, verdictOf, type Reply } from './support/client.js';
import { Gateway } from './support/gateway.js';
import { BODIES, newMobile, ROUTES, type ActionName } from './support/people.js';
import type { Product } from './support/resources.js';
import { until } from './support/until.js';

/** Published by Eko; if a later version answers otherwise, Eko has changed. */
const MOCK = new URL('../node_modules/@ekoindia/eps-mock-server/dist/index.js', import.meta.url).pathname;
const VARIANT = new URL('../docs/overrides/ppi-levin-older-aadhaar-verification.json', import.meta.url)
  .pathname;

let gateway: Gateway;
let mock: ChildProcess;
let proxy: Server;
/** The scenarios of the next calls; empty for the mock server's default. */
let scenarios: string[] = [];
/** Calls that the mock server does not know. */
let unanswered: string[] = [];

async function listening(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** A port that is free: the mock server does not report the port it listens on. */
async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listening(server);
  server.close();
  await once(server, 'close');
  return port;
}

/** Adds the scenario to the URL of each call: the mock server chooses its answer by it. */
function scenarioProxy(port: number): Server {
  return createServer((incoming, outgoing) => {
    const url = new URL(incoming.url ?? '', 'http://mock');
    const scenario = scenarios.shift() ?? '';
    if (scenario !== '') url.searchParams.set('eps_scenario', scenario);
    const { method, headers } = incoming;
    const call = request({ port, host: '127.0.0.1', method, headers, path: url.pathname + url.search });
    call.once('response', (answer) => {
      if (answer.statusCode === 404) unanswered.push(`${String(method)} ${url.pathname}`);
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(outgoing);
    });
    incoming.pipe(call);
  });
}

beforeAll(async () => {
  const port = await freePort();
  mock = spawn(process.execPath, [MOCK], { env: { PORT: String(port) }, stdio: 'ignore' });
  await until('the mock server', async () => {
    const answer = await fetch(`http://127.0.0.1:${port}/`).catch(() => undefined);
    return answer && true;
  });
  proxy = scenarioProxy(port);
  const settings = { EKO_BASE_URL: `http://127.0.0.1:${await listening(proxy)}`, AUTH_MODE: 'disabled' };
  gateway = await Gateway.start({ ...settings, EKO_ENVIRONMENT: 'sandbox', EKO_OVERRIDES_FILE: VARIANT });
});
afterAll(async () => {
  await gateway.kill();
  proxy.close();
  proxy.closeAllConnections();
  mock.kill();
});

/** A step, the scenarios of the calls that it makes, and what the API answers. */
type Step = readonly [action: 'START' | ActionName, calls: readonly string[], answer: string];

const JOURNEYS: readonly (readonly [Product, string, readonly Step[]])[] = [
  ['dmt-fino', 'a customer who is complete', [['START', [''], '201 COMPLETED']]],
  [
    'dmt-fino',
    'a new customer, with every mistake',
    [
      ['START', ['1'], '201 NOT_REGISTERED'],
      ['REGISTER', [''], '200 BIOMETRIC_PENDING'],
      ['SUBMIT_BIOMETRIC', ['1'], '422 BIOMETRIC_REJECTED'],
      ['SUBMIT_BIOMETRIC', [''], '200 EKYC_OTP_PENDING'],
      ['VERIFY_OTP', ['302'], '422 OTP_INCORRECT'],
      ['VERIFY_OTP', ['303'], '422 OTP_EXPIRED'],
      ['SUBMIT_BIOMETRIC', [''], '200 EKYC_OTP_PENDING'],
      ['VERIFY_OTP', ['1', ''], '200 COMPLETED'],
    ],
  ],
  [
    'dmt-fino',
    'a customer without KYC',
    [
      ['START', ['0'], '201 BIOMETRIC_PENDING'],
      ['SUBMIT_BIOMETRIC', [''], '200 EKYC_OTP_PENDING'],
      ['VERIFY_OTP', [''], '200 COMPLETED'],
    ],
  ],
  [
    'dmt-fino',
    'a customer who is already registered',
    [
      ['START', ['1'], '201 NOT_REGISTERED'],
      ['REGISTER', ['0', '0'], '200 BIOMETRIC_PENDING'],
    ],
  ],
  [
    'ppi-digikhata',
    'a customer without KYC',
    [
      ['START', [''], '201 OTP_PENDING'],
      ['VERIFY_OTP', ['1'], '200 AADHAAR_PENDING'],
      ['SUBMIT_AADHAAR', [''], '200 AADHAAR_OTP_PENDING'],
      ['VERIFY_OTP', [''], '200 PAN_PENDING'],
      ['SUBMIT_PAN', [''], '200 COMPLETED'],
    ],
  ],
  [
    'ppi-digikhata',
    'a new customer, whose OTP is sent twice',
    [
      ['START', ['1'], '201 NOT_REGISTERED'],
      ['REGISTER', [''], '200 OTP_PENDING'],
      ['RESEND_OTP', [''], '200 OTP_PENDING'],
      ['VERIFY_OTP', [''], '200 COMPLETED'],
    ],
  ],
  [
    'ppi-digikhata',
    'a customer whose wallet exists already',
    [
      ['START', ['1'], '201 NOT_REGISTERED'],
      ['REGISTER', ['0', ''], '200 OTP_PENDING'],
    ],
  ],
  [
    'ppi-levin',
    'a customer without KYC, with every mistake',
    [
      ['START', [''], '201 OTP_PENDING'],
      ['VERIFY_OTP', ['1'], '200 AADHAAR_PENDING'],
      ['SUBMIT_AADHAAR', ['463'], '409 WALLET_SESSION_EXPIRED'],
      ['REFRESH', [''], '200 OTP_PENDING'],
      ['VERIFY_OTP', ['1'], '200 AADHAAR_PENDING'],
      ['SUBMIT_AADHAAR', [''], '200 AADHAAR_OTP_PENDING'],
      ['VERIFY_OTP', ['302'], '422 OTP_INCORRECT'],
      ['VERIFY_OTP', [''], '200 PAN_PENDING'],
      ['SUBMIT_PAN', [''], '200 COMPLETED'],
    ],
  ],
  [
    'ppi-levin',
    'a new customer whose Aadhaar is known',
    [
      ['START', ['1'], '201 NOT_REGISTERED'],
      ['REGISTER', [''], '200 OTP_PENDING'],
      ['VERIFY_OTP', ['0'], '200 PAN_PENDING'],
    ],
  ],
  [
    'ppi-levin',
    'a customer who is complete',
    [
      ['START', [''], '201 OTP_PENDING'],
      ['VERIFY_OTP', [''], '200 COMPLETED'],
    ],
  ],
];

test.each(JOURNEYS)('%s: %s', async (product, _customer, steps) => {
  const mobile = newMobile();
  unanswered = [];
  const walked: string[] = [];
  let path = '';
  for (const [action, calls] of steps) {
    scenarios = [...calls];
    const reply: Reply =
      action === 'START'
        ? await gateway.client.start(product, mobile)
        : await gateway.client.post(`${path}/${ROUTES[action]}`, BODIES[action]);
    const { status, code, state } = verdictOf(reply);
    walked.push(`${action} ${status} ${String(code ?? state)}, ${scenarios.length} calls not made`);
    const { id } = reply.status < 400 ? onboardingOf(reply) : (problemOf(reply).onboarding ?? { id: '' });
    path = `/v1/${product}/onboardings/${id}`;
  }
  expect(walked).toEqual(steps.map(([action, , answer]) => `${action} ${answer}, 0 calls not made`));
  expect(unanswered).toEqual([]);
});
