import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { RedisStoreOptions } from '../../src/store/redis-store.js';
import type { Store } from '../../src/store/store.js';
import { aClaim, finished, HOUR_MS } from '../../src/store/testing/claims.js';
import { eventually } from '../support/until.js';
import { OpenStores } from './open-stores.js';
import { isReplicated, RedisServer } from './redis-servers.js';

const UNAVAILABLE = { name: 'StoreUnavailable' };
const OTHER_LAYOUT = { ...UNAVAILABLE, cause: { code: 'OTHER_LAYOUT' } };
const MAY_DROP = { ...UNAVAILABLE, cause: { code: 'MAY_DROP_RECORDS' } };
const SECRETS_DIFFER = { ...UNAVAILABLE, cause: { code: 'SECRETS_DIFFER' } };
const MINUTE_MS = 60_000;

let server: RedisServer;
let store: Store;
let warnings: string[];
const stores = new OpenStores();

const opened = (given: Partial<RedisStoreOptions> = {}): Promise<Store> =>
  stores.open({ url: server.url, warn: (message) => void warnings.push(message), ...given });

beforeAll(async () => {
  server = await RedisServer.start(['appendonly', 'yes', 'repl-diskless-sync-delay', '0']);
});

beforeEach(async () => {
  // Only the examinations that follow one another by themselves are faked.
  jest.useFakeTimers({
    doNotFake: [
      ...(['setTimeout', 'clearTimeout', 'setImmediate', 'clearImmediate', 'nextTick'] as const),
      ...(['queueMicrotask', 'performance', 'hrtime', 'Date'] as const),
    ],
  });
  warnings = [];
  await server.ask('FLUSHALL');
  store = await opened();
});

afterEach(async () => {
  await server.ask('CONFIG', 'SET', 'maxmemory-policy', 'noeviction');
  await stores.close();
  const left = jest.getTimerCount();
  jest.useRealTimers();
  expect(left).toBe(0);
});

afterAll(() => server.stop());

/** Ends every connection; they are made anew. */
async function reconnect(): Promise<void> {
  await server.ask('CLIENT', 'KILL', 'TYPE', 'normal');
}

/** A claim is refused for this reason, and not made. */
async function expectRefused(reason: object): Promise<void> {
  const claim = aClaim();
  await expect(store.begin(claim)).rejects.toMatchObject(reason);
  await expect(store.read(claim.onboardingId)).rejects.toMatchObject(reason);
  await expect(store.erase(claim.onboardingId, claim.agent)).rejects.toMatchObject(reason);
  expect(await server.ask('KEYS', `*${claim.onboardingId}*`)).toEqual([]);
}

describe('a Redis with another layout', () => {
  it('is refused at the start, and by a store that is open from its next check on until it is corrected', async () => {
    expect(await server.ask('GET', 'gateway:layout')).toBe('1');
    await server.ask('SET', 'gateway:layout', '2');
    const { calls } = await server.countOf('evalsha');
    await expect(opened()).rejects.toMatchObject({ code: 'OTHER_LAYOUT' });
    expect((await server.countOf('evalsha')).calls).toBe(calls + 1);
    for (let check = 0; check < 2; check += 1) await expect(store.ping()).rejects.toMatchObject(OTHER_LAYOUT);
    await expectRefused(OTHER_LAYOUT);
    // Once, and not for each check.
    expect(warnings).toEqual([
      expect.stringMatching(/^Redis is not used: .*another layout.*empty database\.$/),
    ]);
    await server.ask('SET', 'gateway:layout', '1');
    await store.ping();
    expect(await finished(store, aClaim())).toEqual({ kind: 'claimed', attempt: 0 });
    await server.ask('SET', 'gateway:layout', '3');
    await expect(store.ping()).rejects.toMatchObject(OTHER_LAYOUT);
    expect(warnings).toHaveLength(2);
    await server.ask('SET', 'gateway:layout', '1');
  });

  it('gets no claim after a connection was made anew: it is examined before', async () => {
    await server.ask('SET', 'gateway:layout', '2');
    await reconnect();
    await eventually('the refusal', async () => {
      const claim = aClaim();
      const error: unknown = await store.begin(claim).catch((one: unknown) => one);
      expect(error).toMatchObject(UNAVAILABLE);
      expect(await server.ask('KEYS', `*${claim.onboardingId}*`)).toEqual([]);
      return (error as { cause?: { code?: string } }).cause?.code === 'OTHER_LAYOUT';
    });
    await server.ask('SET', 'gateway:layout', '1');
    await reconnect();
    await eventually('the claim', () =>
      store.begin(aClaim()).then(
        () => true,
        () => false,
      ),
    );
  });
});

describe('a new connection', () => {
  it('serves nothing until its examination is answered, and fails at once when it is lost', async () => {
    const password = aClaim().owner;
    const keys = ['~{onb_*', '~b:*'];
    await server.ask(
      'ACL',
      'SETUSER',
      'limited',
      'reset',
      'on',
      `>${password}`,
      ...keys,
      '~gateway:*',
      '+@all',
    );
    const limited = await opened({ url: `redis://limited:${password}@${server.node}/0` });
    const isUnexamined = async (): Promise<boolean> => {
      const error: unknown = await limited.begin(aClaim()).catch((one: unknown) => one);
      expect(error).toMatchObject(UNAVAILABLE);
      return (error as { cause?: Error }).cause?.name === 'TimedOut';
    };
    await server.ask('ACL', 'SETUSER', 'limited', 'resetkeys', ...keys);
    await server.ask('CLIENT', 'KILL', 'USER', 'limited');
    await eventually('the connection', isUnexamined);
    const { refused } = await server.countOf('evalsha');
    expect(await isUnexamined()).toBe(true);
    // Within 250 ms, with as long a pause between two.
    expect((await server.countOf('evalsha')).refused - refused).toBeLessThan(5);
    expect(await server.ask('KEYS', '{onb_*')).toEqual([]);

    await server.ask('ACL', 'SETUSER', 'limited', 'off');
    await server.ask('CLIENT', 'KILL', 'USER', 'limited');
    await eventually('the loss', async () => !(await isUnexamined()));
    await server.ask('ACL', 'SETUSER', 'limited', 'on', '~gateway:*');
    await eventually('the claim', async () => (await limited.begin(aClaim())).kind === 'claimed');
    expect(warnings).toEqual([]);
  });
});

describe('a Redis that may drop records', () => {
  it('is refused within a minute, without a check', async () => {
    await server.ask('CONFIG', 'SET', 'maxmemory-policy', 'allkeys-lru');
    jest.advanceTimersByTime(MINUTE_MS - 1);
    await store.begin(aClaim());
    jest.advanceTimersByTime(1);
    await eventually('the refusal', () => Promise.resolve(warnings.length > 0));
    await expectRefused(MAY_DROP);
    expect(warnings).toEqual([
      expect.stringMatching(/maxmemory-policy is allkeys-lru\. Set it to noeviction/),
    ]);
  });

  it('as a replica is refused at the start, and warned of once while the store is open', async () => {
    const replica = await RedisServer.start(['replicaof', `127.0.0.1 ${server.port}`]);
    try {
      await eventually('the replica', () => isReplicated(server));
      await (await opened()).close();
      await replica.ask('CONFIG', 'SET', 'maxmemory-policy', 'volatile-lru');
      for (let minute = 0; minute < 2; minute += 1) {
        const { calls } = await server.countOf('evalsha');
        jest.advanceTimersByTime(MINUTE_MS);
        await eventually('the examination', async () => (await server.countOf('evalsha')).calls > calls);
        await eventually('the warning', () => Promise.resolve(warnings.length > 0));
      }
      expect(warnings).toEqual([expect.stringMatching(/^A replica of Redis may drop .* noeviction\.$/)]);
      await expect(opened()).rejects.toMatchObject({ code: 'MAY_DROP_RECORDS' });
      expect(await store.begin(aClaim())).toEqual({ kind: 'claimed', attempt: 0 });
    } finally {
      await replica.stop();
    }
  });
});

describe('the secrets', () => {
  const own = { identifier: 'secret-1', keys: [] };

  it('of a gateway that differ from the recorded ones make its store refuse after it is connected anew', async () => {
    await store.compareSecrets(own, HOUR_MS);
    const other = await opened();
    await expect(other.compareSecrets({ ...own, identifier: 'secret-2' }, HOUR_MS)).rejects.toMatchObject({
      code: 'SECRETS_DIFFER',
    });
    await store.ping();
    await server.ask('DEL', 'gateway:secrets');
    await other.compareSecrets({ ...own, identifier: 'secret-2' }, HOUR_MS);
    await reconnect();
    await eventually('the refusal', () =>
      store.ping().then(
        () => false,
        () => warnings.length > 0,
      ),
    );
    await expectRefused(SECRETS_DIFFER);
  });

  it('are recorded once more when Redis lost them', async () => {
    await store.compareSecrets(own, HOUR_MS);
    const recorded = await server.ask('GET', 'gateway:secrets');
    await server.ask('FLUSHALL');
    await store.ping();
    expect(await server.ask('GET', 'gateway:secrets')).toBe(recorded);
    expect(await server.ask('GET', 'gateway:layout')).toBe('1');
  });
});

describe('a check', () => {
  it('without an answer leaves the last result as it was', async () => {
    const check = async (): Promise<void> => {
      await server.ask('CLIENT', 'PAUSE', MINUTE_MS, 'WRITE');
      await expect(store.ping()).rejects.toMatchObject(UNAVAILABLE);
      await server.ask('CLIENT', 'UNPAUSE');
    };
    await check();
    expect(await store.begin(aClaim())).toEqual({ kind: 'claimed', attempt: 0 });
    expect(warnings).toEqual([]);
    await server.ask('SET', 'gateway:layout', '2');
    await expect(store.ping()).rejects.toMatchObject(OTHER_LAYOUT);
    await check();
    await expectRefused(OTHER_LAYOUT);
  });
});
