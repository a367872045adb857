import { afterEach, describe, expect, test } from '@jest/globals';
import { OnboardingClient } from '../../clients/typescript/src/index.js';
import { appAt, DeviceStorage } from '../support/app.js';
import { errorOf, serving, stopServing } from '../support/other-servers.js';

const body = { mobile: '9876543210' };
afterEach(stopServing);

describe('the token', () => {
  const unauthorized = {
    code: 'UNAUTHENTICATED',
    detail: 'Send a valid bearer token.',
    requestId: 'a',
    retry: 'SAME_KEY',
    status: 401,
  };
  const seen: (string | undefined)[] = [];
  const keys = new Set<unknown>();
  const guarded = (): Promise<string> => {
    seen.length = 0;
    keys.clear();
    return serving((request, response) => {
      seen.push(request.headers.authorization);
      keys.add(request.headers['idempotency-key']);
      const valid = request.headers.authorization === 'Bearer fresh';
      const answer = valid
        ? { id: 'a', state: 'COMPLETED', alternatives: [], nextAction: null }
        : unauthorized;
      response
        .writeHead(valid ? 200 : 401, {
          'content-type': valid ? 'application/json' : 'application/problem+json',
        })
        .end(JSON.stringify(answer));
    });
  };

  test('is requested once more after a 401, with the refused token as its argument, and the key stays', async () => {
    const url = await guarded();
    const given: (string | undefined)[] = [];
    const token = (refused?: string): string => {
      given.push(refused);
      return refused === undefined ? 'stale' : 'fresh';
    };

    const { state } = await appAt(url, new DeviceStorage(), { token }).start('ppi-levin', body);

    expect(state).toBe('COMPLETED');
    expect(given).toEqual([undefined, 'stale']);
    expect(seen).toEqual(['Bearer stale', 'Bearer fresh']);
    expect(keys.size).toBe(1);
  });

  test('is not requested a third time', async () => {
    const url = await guarded();
    const storage = new DeviceStorage();

    const error = await errorOf(appAt(url, storage, { token: () => 'stale' }).start('ppi-levin', body));

    expect(error.code).toBe('UNAUTHENTICATED');
    expect(seen).toHaveLength(2);
    expect([...storage.entries.keys()]).toHaveLength(1);
  });

  test.each<[string, () => string | Promise<string>]>([
    [
      'throws',
      () => {
        throw new Error('signed out');
      },
    ],
    ['rejects', () => Promise.reject(new Error('signed out'))],
    ['is empty', () => ''],
    ['is no header', () => 'a\nb'],
    ['never comes', () => new Promise<string>(() => undefined)],
  ])('that %s is TOKEN_FAILED, and nothing is sent', async (_what, token) => {
    const url = await guarded();
    const app = appAt(url, new DeviceStorage(), { token });

    expect((await errorOf(app.start('ppi-levin', body, { timeoutMs: 500 }))).code).toBe('TOKEN_FAILED');
    expect(seen).toEqual([]);
  });
});

describe('a deadline', () => {
  test('is sent as Request-Timeout, and a signal ends the call', async () => {
    const timeouts: number[] = [];
    const arrived = new AbortController();
    const url = await serving((request) => {
      timeouts.push(Number(request.headers['request-timeout']));
      arrived.abort();
    });

    const call = appAt(url).start('ppi-levin', body, { timeoutMs: 20_000, signal: arrived.signal });

    expect((await errorOf(call)).code).toBe('ABORTED');
    expect(timeouts).toHaveLength(1);
    expect(timeouts[0]).toBeGreaterThan(5);
    expect(timeouts[0]).toBeLessThan(10);
  });

  test('that was aborted before sends nothing', async () => {
    const url = await serving(() => {
      throw new Error('sent');
    });
    const error = await errorOf(appAt(url).start('ppi-levin', body, { signal: AbortSignal.abort('left') }));

    expect(error).toMatchObject({ code: 'ABORTED', cause: 'left' });
  });
});

test('Retry-After is waited for', async () => {
  const times: number[] = [];
  const url = await serving((_request, response) => {
    times.push(performance.now());
    const ready = times.length > 1;
    response
      .writeHead(ready ? 200 : 503, {
        'content-type': ready ? 'application/json' : 'text/html',
        'retry-after': '1',
      })
      .end(ready ? '{"id":"a","state":"COMPLETED","alternatives":[],"nextAction":null}' : 'starting');
  });

  await appAt(url).start('ppi-levin', body);

  const [first = 0, second = 0] = times;
  expect(second - first).toBeGreaterThanOrEqual(995);
});

test('a given fetch makes all requests', async () => {
  const asked: string[] = [];
  const client = new OnboardingClient({
    baseUrl: 'https://onboarding.example.in/gateway/',
    storage: new DeviceStorage(),
    fetch: (input) => {
      asked.push(input as string);
      return Promise.resolve(Response.json({ products: [] }));
    },
  });

  expect(await client.products()).toEqual({ products: [] });
  expect(asked).toEqual(['https://onboarding.example.in/gateway/v1/products']);
});
