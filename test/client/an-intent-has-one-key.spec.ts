import { afterAll, afterEach, describe, expect, test } from '@jest/globals';
import { OnboardingError, type Onboarding } from '../../clients/typescript/src/index.js';
import { appAt, DeviceStorage } from '../support/app.js';
import { Gateway } from '../support/gateway.js';
import { newMobile, REGISTRATION } from '../support/people.js';
import { SandboxProcess, type SeenCall } from '../support/sandbox-process.js';
import { FAULTS, UnreliableProxy } from '../support/unreliable-proxy.js';

const sandbox = await SandboxProcess.start();
const gateway = await Gateway.start(sandbox.settings);
const proxy = await UnreliableProxy.before(gateway.url);
afterEach(() => {
  proxy.willOnce();
  proxy.requests.length = 0;
});
afterAll(async () => {
  await proxy.stop();
  await gateway.stop();
  await sandbox.stop();
});

/** The keys of the requests that the proxy received. */
function keys(): readonly unknown[] {
  return proxy.requests.map(({ headers }) => headers['idempotency-key']);
}

async function steps(mobile: string): Promise<readonly string[]> {
  return (await sandbox.callsFor(mobile)).map(({ step }: SeenCall) => step);
}

async function started(): Promise<{ mobile: string; onboarding: Onboarding }> {
  const mobile = newMobile();
  const onboarding = await appAt(gateway.url).start('ppi-levin', { mobile });
  return { mobile, onboarding };
}

describe.each(FAULTS)('when the network fails with %s', (fault) => {
  test('a start and a step are repeated with their keys, and Eko receives each once', async () => {
    const mobile = newMobile();
    const storage = new DeviceStorage();
    const app = appAt(proxy.url, storage);

    proxy.willOnce(fault);
    const onboarding = await app.start('ppi-levin', { mobile }, { timeoutMs: 6_000 });
    expect(new Set(keys()).size).toBe(1);
    proxy.requests.length = 0;
    proxy.willOnce(fault);
    const registered = await app.take(onboarding, 'REGISTER', REGISTRATION, { timeoutMs: 6_000 });

    expect(registered.state).toBe('OTP_PENDING');
    expect(new Set(keys()).size).toBe(1);
    expect(proxy.requests.length).toBeLessThanOrEqual(2);
    expect(await steps(mobile)).toEqual(['lookUp', 'register']);
    expect(storage.entries.size).toBe(0);
  });
});

test('an intent keeps its key after a restart, and a new version of the onboarding is a new intent', async () => {
  const storage = new DeviceStorage();
  const { mobile, onboarding } = await started();
  proxy.will(() => 'lostAnswer');
  const lost = await appAt(proxy.url, storage).take(onboarding, 'REGISTER', REGISTRATION).catch(codeOf);
  expect(lost).toBe('NO_ANSWER');
  const [first] = keys();
  proxy.willOnce();
  proxy.requests.length = 0;

  const registered = await appAt(proxy.url, storage).take(onboarding, 'REGISTER', REGISTRATION);

  expect(registered.state).toBe('OTP_PENDING');
  expect(keys()).toEqual([first]);
  expect(await steps(mobile)).toEqual(['lookUp', 'register']);
});

test('an app that dies while it sends has stored the key before', async () => {
  const storage = new DeviceStorage();
  const { mobile, onboarding } = await started();
  proxy.will(() => 'silent');
  const dying = new AbortController();
  const call = appAt(proxy.url, storage).take(onboarding, 'REGISTER', REGISTRATION, { signal: dying.signal });
  while (proxy.requests.length === 0) await new Promise(setImmediate);
  const copy = new DeviceStorage();
  for (const [name, value] of storage.entries) copy.setItem(name, value);
  expect(copy.text).toContain(String(keys()[0]));
  dying.abort();
  expect(await call.catch(codeOf)).toBe('ABORTED');
  proxy.willOnce();

  const app = appAt(proxy.url, copy);
  const resumed = await app.start('ppi-levin', { mobile });
  const current =
    resumed.state === 'NOT_REGISTERED' ? await app.take(resumed, 'REGISTER', REGISTRATION) : resumed;

  expect(current.state).toBe('OTP_PENDING');
  expect((await steps(mobile)).filter((step) => step === 'register')).toHaveLength(1);
});

test('the data of a customer is never stored', async () => {
  const storage = new DeviceStorage();
  const { onboarding, mobile } = await started();
  proxy.will(() => 'lost');
  const app = appAt(proxy.url, storage);
  await app.take(onboarding, 'REGISTER', REGISTRATION).catch(codeOf);
  await app.start('customer-account', { mobile }).catch(codeOf);

  expect([...storage.entries].map(([name, value]) => [name, value.replace(/[0-9a-f]{32}$/, 'key')])).toEqual([
    [`eko-onboarding.${onboarding.id}`, `REGISTER ${onboarding.version} key`],
    ['eko-onboarding.start.customer-account', 'START key'],
  ]);
});

test('a double tap is one intent', async () => {
  const { mobile, onboarding } = await started();
  const app = appAt(proxy.url);

  const [first, second] = await Promise.all([
    app.take(onboarding, 'REGISTER', REGISTRATION),
    app.take(onboarding, 'REGISTER', REGISTRATION),
  ]);

  expect(second).toEqual(first);
  expect(proxy.requests).toHaveLength(1);
  expect(await steps(mobile)).toEqual(['lookUp', 'register']);
});

test('a second call is not ended by the abort of the first', async () => {
  const mobile = newMobile();
  const app = appAt(proxy.url);
  const leaving = new AbortController();

  const first = app.start('ppi-levin', { mobile }, { signal: leaving.signal }).catch(codeOf);
  leaving.abort();
  const second = await app.start('ppi-levin', { mobile });

  expect(await first).toBe('ABORTED');
  expect(second.state).toBe('NOT_REGISTERED');
  expect(await steps(mobile)).toEqual(['lookUp']);
});

test('parallel starts of several customers do not disturb each other', async () => {
  const mobiles = [newMobile(), newMobile(), newMobile()];
  const app = appAt(proxy.url);

  const onboardings = await Promise.all(mobiles.map((mobile) => app.start('ppi-levin', { mobile })));

  expect(new Set(onboardings.map(({ id }) => id)).size).toBe(3);
  expect(new Set(keys()).size).toBe(3);
});

test('an answer that was corrected after a lost request is sent when the step is still due', async () => {
  const storage = new DeviceStorage();
  const { mobile, onboarding } = await started();
  const otpPending = await appAt(gateway.url).take(onboarding, 'REGISTER', REGISTRATION);
  proxy.will(() => 'lostAnswer');
  await appAt(proxy.url, storage).take(otpPending, 'VERIFY_OTP', { otp: '000' }).catch(codeOf);
  proxy.willOnce();
  const otp = await sandbox.otp(mobile);

  const verified = await appAt(proxy.url, storage).take(otpPending, 'VERIFY_OTP', { otp });

  expect(verified.state).toBe('AADHAAR_PENDING');
});

test('other answers for a completed step are not sent: the error has the current onboarding', async () => {
  const storage = new DeviceStorage();
  const { mobile, onboarding } = await started();
  proxy.will(() => 'lostAnswer');
  await appAt(proxy.url, storage).take(onboarding, 'REGISTER', REGISTRATION).catch(codeOf);
  proxy.willOnce();

  const other = { ...REGISTRATION, name: 'Karan Gupta' };
  const error = await appAt(proxy.url, storage)
    .take(onboarding, 'REGISTER', other)
    .catch((refused: unknown) => refused);

  expect(error).toBeInstanceOf(OnboardingError);
  expect(error).toMatchObject({
    code: 'IDEMPOTENCY_KEY_REUSED',
    problem: { onboarding: { state: 'OTP_PENDING' } },
  });
  expect(await steps(mobile)).toEqual(['lookUp', 'register']);
});

test('a start with a stored key shows the current onboarding', async () => {
  const storage = new DeviceStorage();
  const mobile = newMobile();
  proxy.will(() => 'lostAnswer');
  await appAt(proxy.url, storage).start('ppi-levin', { mobile }).catch(codeOf);
  proxy.willOnce();
  const elsewhere = await appAt(gateway.url).start('ppi-levin', { mobile });
  await appAt(gateway.url).take(elsewhere, 'REGISTER', REGISTRATION);

  const resumed = await appAt(proxy.url, storage).start('ppi-levin', { mobile });

  expect(resumed.state).toBe('OTP_PENDING');
  expect(storage.entries.size).toBe(0);
});

function codeOf(error: unknown): string {
  if (error instanceof OnboardingError) return error.code;
  throw error;
}
