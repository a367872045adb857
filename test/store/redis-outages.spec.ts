import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { openRedisStore, type RedisStoreOptions } from '../../src/store/redis-store.js';
import type { Store } from '../../src/store/store.js';
import { aClaim, finished, finishing, forgetting, losing, retried } from '../../src/store/testing/claims.js';
import { eventually } from '../support/until.js';
import { RedisServer } from './redis-servers.js';
import { reported } from '../../src/store/store.module.js';

const UNAVAILABLE = { name: 'StoreUnavailable' };

let server: RedisServer;
let store: Store;

async function opened(given: Partial<RedisStoreOptions> = {}): Promise<Store> {
  return openRedisStore({ mode: 'standalone', url: server.url, warn: () => undefined, ...given });
}

beforeAll(async () => {
  server = await RedisServer.start(['appendonly', 'yes', 'appendfsync', 'always']);
  store = await opened();
});

beforeEach(async () => {
  server.thaw();
  await server.ask('CONFIG', 'SET', 'maxmemory', '0');
  await eventually('the store', () => store.ping().then(() => true));
});

afterAll(async () => {
  await store.close();
  await server.stop();
});

describe('at the start the Redis store', () => {
  it('reports that Redis cannot be reached, and a wrong password', async () => {
    await expect(opened({ url: 'redis://127.0.0.1:1' })).rejects.toMatchObject(UNAVAILABLE);
    await expect(opened({ url: `redis://who:what@${server.node}` })).rejects.toMatchObject(UNAVAILABLE);
    await expect(opened({ url: `http://${server.node}` })).rejects.toThrow(/starts with redis/);
  });
});

describe('during an outage the Redis store', () => {
  it('gives up after 250 ms without an answer, and works when Redis answers', async () => {
    const claim = aClaim();
    server.freeze();
    const startedAt = performance.now();
    await expect(store.begin(claim)).rejects.toMatchObject(UNAVAILABLE);
    expect(performance.now() - startedAt).toBeGreaterThan(240);
    expect(performance.now() - startedAt).toBeLessThan(600);
    await expect(store.ping()).rejects.toMatchObject(UNAVAILABLE);
    await expect(store.read(claim.onboardingId)).rejects.toMatchObject(UNAVAILABLE);
    server.thaw();
    await eventually('the store', () => store.ping().then(() => true));
    // Redis made the claim later, and the store releases it long before its lease ends.
    await eventually('the release of the claim', async () => {
      const { kind } = await store.begin(retried(claim));
      return kind === 'claimed';
    });
  });

  it('releases a start whose answer was lost, and its binding', async () => {
    const claim = aClaim({ binding: { id: aClaim().owner, fingerprint: 'request-1' } });
    server.freeze();
    await expect(store.begin(claim)).rejects.toMatchObject(UNAVAILABLE);
    setTimeout(() => {
      server.thaw();
    }, 150);
    const otherwise = {
      fingerprint: 'other',
      binding: { id: claim.binding?.id ?? '', fingerprint: 'other' },
    };
    await eventually('the release of the claim', async () => {
      const { kind } = await store.begin(aClaim(otherwise));
      return kind === 'claimed';
    });
  });

  it('fails at once while Redis is down, and has all data when it is available', async () => {
    const [done, running] = [aClaim(), aClaim()];
    await finished(store, done);
    await store.begin(running);
    await server.kill();
    await eventually('the loss', () =>
      store.ping().then(
        () => false,
        () => true,
      ),
    );
    const startedAt = performance.now();
    await expect(store.begin(aClaim())).rejects.toMatchObject(UNAVAILABLE);
    expect(performance.now() - startedAt).toBeLessThan(100);
    await server.restart();
    await eventually('the store', () => store.ping().then(() => true));
    expect(await store.begin(retried(done))).toEqual({ kind: 'finished', answer: 'answer-1' });
    expect(await store.begin(retried(running))).toEqual({ kind: 'running' });
    expect(await store.conclude(finishing(running))).toBe(true);
  });

  it.each([
    ['an answer', finishing],
    ['a lost outcome', losing],
    ['a freed key', forgetting],
  ])('writes %s in spite of an outage of a second', async (_what, concluding) => {
    const claim = aClaim();
    await store.begin(claim);
    server.freeze();
    const concluded = store.conclude(concluding(claim));
    setTimeout(() => {
      server.thaw();
    }, 1000);
    expect(await concluded).toBe(true);
    const again = await store.begin(retried(claim));
    if (concluding === finishing) expect(again).toEqual({ kind: 'finished', answer: 'answer-1' });
    else expect(again).toEqual({ kind: 'claimed', attempt: concluding === losing ? 1 : 0 });
  });

  it('gives up writing a conclusion after two seconds', async () => {
    const claim = aClaim();
    await store.begin(claim);
    server.freeze();
    await expect(store.conclude(finishing(claim))).rejects.toMatchObject(UNAVAILABLE);
  });

  it('is unavailable when the memory of Redis is full', async () => {
    const claim = aClaim();
    await store.begin(claim);
    const lost = aClaim();
    await store.begin(lost);
    await store.conclude(losing(lost));
    const again = retried(lost);
    await store.begin(again);
    await server.ask('CONFIG', 'SET', 'maxmemory', '1');
    await expect(store.begin(aClaim())).rejects.toMatchObject(UNAVAILABLE);
    await expect(store.ping()).rejects.toMatchObject(UNAVAILABLE);
    // If the claim fits into the memory, so does its answer.
    expect(await store.conclude(finishing(claim, 'x'.repeat(2000), 'y'.repeat(2000)))).toBe(true);
    expect(await store.conclude(forgetting(again))).toBe(true);
    await server.ask('CONFIG', 'SET', 'maxmemory', '0');
    expect(await store.begin(retried(claim))).toEqual({ kind: 'finished', answer: 'y'.repeat(2000) });
    expect(await store.begin(retried(again))).toEqual({ kind: 'claimed', attempt: 2 });
  });

  it('reports which operations failed', async () => {
    const seen: [string, boolean][] = [];
    const observing = reported(
      await opened({}),
      (operation, _ms, failed) => void seen.push([operation, failed]),
    );
    const claim = aClaim();
    await finished(observing, claim);
    server.freeze();
    await expect(observing.read(claim.onboardingId)).rejects.toMatchObject(UNAVAILABLE);
    await observing.close();
    expect(seen).toEqual([
      ['begin', false],
      ['conclude', false],
      ['read', true],
    ]);
  });
});
