import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { OnboardingError } from '../../clients/typescript/src/index.js';
import { appAt, customer, DeviceStorage } from '../support/app.js';
import { newMobile, REGISTRATION } from '../support/people.js';
import { errorOf, serving, servingText, stopServing } from '../support/other-servers.js';
import { sharedGateway } from '../support/shared-gateway.js';

const gateway = await sharedGateway();
const body = { mobile: '9876543210' };
afterEach(async () => {
  jest.restoreAllMocks();
  await stopServing();
});

/** The name of the only stored key. */
function keptIn(storage: DeviceStorage): readonly string[] {
  return [...storage.entries.keys()];
}

describe('a wrong base URL', () => {
  test.each([
    '',
    'onboarding.example.in',
    'ftp://example.in',
    'https://',
    'https://a:b@example.in',
    'https://example.in/?a=1',
  ])('%j is refused at once, and the error states what it must be', (baseUrl) => {
    expect(() => appAt(baseUrl)).toThrow(OnboardingError);
    expect(() => appAt(baseUrl)).toThrow(/CONFIGURATION_INVALID.*baseUrl must be/);
  });

  test('that leads to another path of the gateway is ROUTE_NOT_FOUND', async () => {
    const storage = new DeviceStorage();

    const { code } = await errorOf(appAt(`${gateway.url}/api/`, storage).start('ppi-levin', body));

    expect(code).toBe('ROUTE_NOT_FOUND');
    expect(keptIn(storage)).toEqual(['eko-onboarding.start.ppi-levin']);
  });

  test.each([
    ['a page', 200, 'text/html', '<html>Welcome</html>'],
    ['a page that is not found', 404, 'text/html', '<html>Not found</html>'],
    ['another API', 200, 'application/json', '{"id":7}'],
    ['another API with errors of its own', 404, 'application/json', '{"error":"not found"}'],
    ['a redirect', 301, 'text/html', 'Moved'],
    ['a proxy that does not reach the gateway', 502, 'text/html', '<html>Bad gateway</html>'],
    ['a proxy in maintenance', 503, 'text/plain', 'Maintenance'],
  ])(
    'that leads to %s is an error with that reason, and keeps the key',
    async (_what, status, type, text) => {
      const storage = new DeviceStorage();
      const url = await servingText(status, type, text);

      const error = await errorOf(appAt(url, storage).start('ppi-levin', body, { timeoutMs: 4_000 }));

      expect(error).toMatchObject({ code: 'NOT_THE_GATEWAY', retry: 'SAME_KEY' });
      expect(error.message).toContain(`HTTP ${status}, ${type}`);
      expect(error.message).toMatch(/Check the base URL.*Call again/);
      expect(keptIn(storage)).toHaveLength(1);
    },
  );

  test('that answers a DELETE with a page has erased nothing', async () => {
    const url = await servingText(200, 'text/html', '<html>Welcome</html>');
    const onboarding = { product: 'ppi-levin', id: 'onb_000000000000000000000000' } as const;

    expect((await errorOf(appAt(url).erase(onboarding))).code).toBe('NOT_THE_GATEWAY');
  });
});

describe('without a network', () => {
  test('a call ends with NO_ANSWER after a few attempts, and keeps the key', async () => {
    const url = await serving(() => undefined);
    await stopServing();
    const storage = new DeviceStorage();

    const error = await errorOf(appAt(url, storage).start('ppi-levin', body));

    expect(error).toMatchObject({ code: 'NO_ANSWER', retry: 'SAME_KEY' });
    expect(error.message).toMatch(/Check the network/);
    expect(keptIn(storage)).toHaveLength(1);
  });

  test('a server that never answers does not block the call', async () => {
    const url = await serving(() => undefined);

    expect((await errorOf(appAt(url).start('ppi-levin', body, { timeoutMs: 1_500 }))).code).toBe('NO_ANSWER');
  });

  test('a server that never ends its answer does not block the call', async () => {
    const url = await serving((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).write('{"id":');
    });

    expect((await errorOf(appAt(url).start('ppi-levin', body, { timeoutMs: 1_500 }))).code).toBe('NO_ANSWER');
  });

  test('a wait longer than the call may take is an error at once, with the time to wait', async () => {
    const problem = {
      type: '/problems/otp-sends-exhausted',
      title: 'Too many OTPs were sent',
      status: 429,
      detail: 'Try again after Retry-After.',
      code: 'OTP_SENDS_EXHAUSTED',
      requestId: 'a',
      retry: 'SAME_KEY',
      retryAfterSeconds: 3000,
    };
    const url = await servingText(429, 'application/problem+json', JSON.stringify(problem));

    const error = await errorOf(appAt(url).start('ppi-levin', body));

    expect(error).toMatchObject({ code: 'OTP_SENDS_EXHAUSTED', problem: { retryAfterSeconds: 3000 } });
  });
});

test.each([
  ['in 1970', 0],
  ['in 2100', 4_102_444_800_000],
])('a clock that is off, %s, does not matter', async (_when, now) => {
  jest.spyOn(Date, 'now').mockReturnValue(now);
  const mobile = newMobile();
  const app = appAt(gateway.url);

  const { state } = await app.walk(
    await app.start('ppi-levin', { mobile }),
    customer(mobile, () => gateway.client.otp('ppi-levin', mobile)),
  );

  expect(state).toBe('COMPLETED');
});

describe('a storage that', () => {
  const failing = (): never => {
    throw new Error('QuotaExceededError');
  };

  test.each(['getItem', 'setItem'] as const)('throws in %s sends nothing', async (method) => {
    const storage = Object.assign(new DeviceStorage(), { [method]: failing });
    let asked = 0;
    const url = await serving((_request, response) => {
      asked += 1;
      response.end();
    });

    const error = await errorOf(appAt(url, storage).start('ppi-levin', body));

    expect(error).toMatchObject({ code: 'STORAGE_FAILED', retry: 'SAME_KEY' });
    expect(error.message).toMatch(/Nothing was sent.*QuotaExceededError/);
    expect(asked).toBe(0);
  });

  test('rejects, or does not answer, is the same error', async () => {
    const rejecting = {
      getItem: () => Promise.reject(new Error('locked')),
      setItem: failing,
      removeItem: failing,
    };
    expect((await errorOf(appAt(gateway.url, rejecting).start('ppi-levin', body))).code).toBe(
      'STORAGE_FAILED',
    );
    const silent = { ...rejecting, getItem: () => new Promise<string>(() => undefined) };
    expect((await errorOf(appAt(gateway.url, silent).start('ppi-levin', body))).code).toBe('STORAGE_FAILED');
  });

  test('throws in removeItem loses no answer, and disturbs no later intent', async () => {
    const storage = Object.assign(new DeviceStorage(), { removeItem: failing });
    const [first, second] = [newMobile(), newMobile()];
    const app = appAt(gateway.url, storage);

    const one = await app.start('ppi-levin', { mobile: first });
    const other = await app.start('ppi-levin', { mobile: second });
    const registered = await app.take(other, 'REGISTER', REGISTRATION);

    expect(one.id).not.toBe(other.id);
    expect(registered.state).toBe('OTP_PENDING');
  });

  test('contains something else is given a new key', async () => {
    const storage = new DeviceStorage();
    storage.setItem('eko-onboarding.start.ppi-levin', '{"not":"a key"}');

    const { state } = await appAt(gateway.url, storage).start('ppi-levin', { mobile: newMobile() });

    expect(state).toBe('NOT_REGISTERED');
  });
});

test('an action that is not offered is not sent', async () => {
  const app = appAt(gateway.url);
  const started = await app.start('ppi-levin', { mobile: newMobile() });

  const error = await errorOf(app.take(started, 'SUBMIT_PAN', { pan: 'ABCDE1234F' }));

  expect(error).toMatchObject({ code: 'NOT_OFFERED', retry: 'NONE' });
});
