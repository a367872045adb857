import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { http } from '../resilience/raw-upstream.js';
import { diagnose, type Diagnosis } from '../support/doctor.js';
import { NOT_REGISTERED } from '../support/eko-replies.js';
import type { Settings } from '../support/gateway.js';
import { Bank, EKO, KEYS, TRACES } from './bank.js';
import { RULES, Squid } from './squid.js';

let bank: Bank;
let squid: Squid;

beforeAll(async () => {
  bank = await Bank.open();
  bank.eko.behaviour = { onRequest: (socket) => void socket.write(http(200, NOT_REGISTERED)) };
  squid = await Squid.start([EKO, KEYS, TRACES], RULES.askForPassword);
});

beforeEach(() => {
  bank.eko.requests.length = 0;
});

afterAll(async () => {
  await squid.remove();
  await bank.close();
});

function diagnosisWith(settings: Settings, args?: readonly string[]): Promise<Diagnosis> {
  return diagnose({ ...bank.settings, ...bank.traces, ...settings }, args);
}

const host = (name: typeof EKO | typeof KEYS | typeof TRACES): string => new URL(bank.sites[name].url).host;

test('it connects to each destination through the proxy, and shows no password', async () => {
  const HTTPS_PROXY = squid.urlWith();
  const diagnosis = await diagnosisWith({ HTTPS_PROXY });
  expect(diagnosis.of('proxy')).toEqual([
    `ok The proxy ${squid.address} connects to Eko (${host(EKO)}).`,
    `ok The proxy ${squid.address} connects to the issuer (${host(KEYS)}).`,
    `ok The proxy ${squid.address} connects to the collector (${host(TRACES)}).`,
  ]);
  expect(diagnosis.complaints).toEqual([]);
  expect(diagnosis.code).toBe(0);
  expect(diagnosis.of('variable')).toContain('ok HTTPS_PROXY: a secret');
  expect(diagnosis.stdout + diagnosis.stderr).not.toContain('p%40ss');
});

test.each<[string, () => Promise<string>, RegExp]>([
  [
    'refuses the password',
    () => Promise.resolve(squid.urlWith('wrong')),
    /^The proxy 127\.0\.0\.1:\d+ requires credentials, or refuses those that it got \(HTTP 407\)/,
  ],
  [
    'refuses the destination',
    async () => {
      await squid.run(RULES.denyAll);
      return squid.url;
    },
    /^The proxy 127\.0\.0\.1:\d+ refuses connections to eko\.bank\.test:\d+ \(HTTP 403\): its rules must allow CONNECT/,
  ],
  [
    'does not run',
    async () => {
      await squid.kill();
      return squid.url;
    },
    /^Nothing listens at the proxy 127\.0\.0\.1:\d+: check its address, and whether it runs\.$/,
  ],
])('of a proxy that %s it reports what to do, and sends nothing', async (_what, prepare, advice) => {
  const HTTPS_PROXY = await prepare();
  const NO_PROXY = `${KEYS},${TRACES}`;
  const diagnosis = await diagnosisWith({ HTTPS_PROXY, NO_PROXY }, []);
  expect(diagnosis.code).toBe(1);
  const lines = diagnosis.stdout.split('\n');
  const failures = lines.filter((line) => line.startsWith('FAILED  proxy: '));
  expect(failures.map((line) => line.slice('FAILED  proxy: '.length))).toEqual([
    expect.stringMatching(advice),
  ]);
  expect(lines).toContain(`ok      proxy: No proxy is used for the issuer (${host(KEYS)}).`);
  expect(diagnosis.stdout).toMatch(/FAILED {2}eko address: The proxy makes no connection to eko\.bank\.test/);
  expect(diagnosis.stdout).not.toContain('wrong');
  expect(bank.eko.requests).toHaveLength(0);
});
