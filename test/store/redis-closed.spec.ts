import { afterAll, afterEach, beforeAll, expect, it, jest } from '@jest/globals';
import { openRedisStore } from '../../src/store/redis-store.js';
import type { Store } from '../../src/store/store.js';
import { aClaim, finishing, retried } from '../../src/store/testing/claims.js';
import { eventually } from '../support/until.js';
import { RedisServer } from './redis-servers.js';

let server: RedisServer;

const open = (): Promise<Store> =>
  openRedisStore({ mode: 'standalone', url: server.url, warn: () => undefined });

/** Resolves once nobody is connected but who asks. */
const nobodyConnected = (): Promise<void> =>
  eventually('the end of all connections', async () =>
    /^[^\n]*\n$/.test(String(await server.ask('CLIENT', 'LIST', 'TYPE', 'normal'))),
  );

beforeAll(async () => {
  server = await RedisServer.start(['appendonly', 'yes']);
});

afterEach(() => {
  jest.useRealTimers();
});

afterAll(() => server.stop());

it('A store that is closed first writes what is being concluded, and then disconnects', async () => {
  const store = await open();
  const claim = aClaim();
  await store.begin(claim);
  // Longer than one attempt lasts.
  await server.ask('CLIENT', 'PAUSE', 400, 'WRITE');
  const concluded = store.conclude(finishing(claim));
  await store.close();
  expect(await concluded).toBe(true);
  await nobodyConnected();
  const next = await open();
  expect(await next.begin(retried(claim))).toEqual({ kind: 'finished', answer: 'answer-1' });
  await next.close();
});

it.each([
  ['is closed', 'noeviction'],
  ['was refused', 'allkeys-lru'],
])('Nothing is left of a store that %s', async (how, policy) => {
  await server.ask('CONFIG', 'SET', 'maxmemory-policy', policy);
  jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask', 'performance', 'Date'] });
  const opening = open();
  if (how === 'was refused') await expect(opening).rejects.toThrow(policy);
  else await (await opening).close();
  // A timer that is left keeps this waiting until the time of the test is over.
  while (jest.getTimerCount() > 0) await new Promise(setImmediate);
  jest.useRealTimers();
  await nobodyConnected();
  await server.ask('CONFIG', 'SET', 'maxmemory-policy', 'noeviction');
});
