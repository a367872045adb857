import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { Store } from '../../src/store/store.js';
import { aClaim, finished, retried } from '../../src/store/testing/claims.js';
import { OpenStores } from './open-stores.js';
import { RedisServer } from './redis-servers.js';

const UNAVAILABLE = { name: 'StoreUnavailable' };

let server: RedisServer;
const stores = new OpenStores();

const opened = (url = server.url): Promise<Store> => stores.open({ url });

beforeAll(async () => {
  server = await RedisServer.start(['appendonly', 'yes']);
});

beforeEach(() => server.ask('FLUSHALL'));

afterEach(async () => {
  await stores.close();
});

afterAll(() => server.stop());

it.each([
  ['without EVAL, which a restarted Redis needs', ['-eval']],
  ['without a command of the scripts that claim', ['-set']],
  ['without a command of the scripts that free', ['-del']],
  ['without the keys of onboardings', ['resetkeys', '~b:*', '~gateway:*']],
  ['without the keys of bindings', ['resetkeys', '~{onb_*', '~gateway:*']],
])('A check fails for a user %s, and leaves no key', async (_what, rights) => {
  const password = aClaim().owner;
  const keys = ['~{onb_*', '~b:*', '~gateway:*'];
  await server.ask('ACL', 'SETUSER', 'limited', 'reset', 'on', `>${password}`, ...keys, '+@all');
  const limited = await opened(`redis://limited:${password}@${server.node}/0`);
  await limited.ping();
  expect(await server.ask('KEYS', '*probe*')).toEqual([]);
  await server.ask('ACL', 'SETUSER', 'limited', ...rights);
  await expect(limited.ping()).rejects.toMatchObject(UNAVAILABLE);
});

it('A check does not fail when Redis lost the scripts', async () => {
  const store = await opened();
  await server.ask('SCRIPT', 'FLUSH');
  await store.ping();
  const claim = aClaim();
  expect(await finished(store, claim)).toEqual({ kind: 'claimed', attempt: 0 });
  expect(await store.begin(retried(claim))).toEqual({ kind: 'finished', answer: 'answer-1' });
});
