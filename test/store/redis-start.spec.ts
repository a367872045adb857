import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Store } from '../../src/store/store.js';
import { aClaim, finished, HOUR_MS } from '../../src/store/testing/claims.js';
import { eventually, until } from '../support/until.js';
import { OpenStores } from './open-stores.js';
import { RedisServer } from './redis-servers.js';

const UNAVAILABLE = { name: 'StoreUnavailable' };
const MINUTE_MS = 60_000;

let server: RedisServer;
const stores = new OpenStores();

const opened = (url = server.url): Promise<Store> => stores.open({ url });

beforeAll(async () => {
  server = await RedisServer.start(['appendonly', 'yes']);
});

beforeEach(() => server.ask('FLUSHALL'));

afterEach(async () => {
  jest.restoreAllMocks();
  await stores.close();
});

afterAll(() => server.stop());

describe('a start', () => {
  it('waits for a Redis that answers late', async () => {
    await server.ask('CLIENT', 'PAUSE', 600, 'WRITE');
    expect(await finished(await opened(), aClaim())).toEqual({ kind: 'claimed', attempt: 0 });
  });

  it('waits for a Redis that refuses, and does not ask it continuously', async () => {
    await server.ask('CONFIG', 'SET', 'maxmemory', '1');
    try {
      const { calls } = await server.countOf('evalsha');
      const starting = opened();
      const asked = await until('a second attempt', async () => {
        const times = (await server.countOf('evalsha')).calls - calls;
        return times > 1 ? times : undefined;
      });
      // A pause of 250 ms is five times as long as that of this look.
      expect(asked).toBeLessThan(10);
      await server.ask('CONFIG', 'SET', 'maxmemory', '0');
      expect(await finished(await starting, aClaim())).toEqual({ kind: 'claimed', attempt: 0 });
    } finally {
      await server.ask('CONFIG', 'SET', 'maxmemory', '0');
    }
  });

  it('waits ten seconds at most', async () => {
    const real = performance.now.bind(performance);
    let later = 0;
    jest.spyOn(performance, 'now').mockImplementation(() => real() + later);
    await server.ask('CLIENT', 'PAUSE', MINUTE_MS, 'WRITE');
    try {
      const refused = expect(opened()).rejects.toMatchObject(UNAVAILABLE);
      await eventually('the first attempt', async () =>
        / flags=b .* cmd=evalsha /.test(String(await server.ask('CLIENT', 'LIST'))),
      );
      later = 10_000;
      await refused;
    } finally {
      await server.ask('CLIENT', 'UNPAUSE');
    }
  });

  it('does not wait for a user without the rights to get them', async () => {
    const password = aClaim().owner;
    await server.ask('ACL', 'SETUSER', 'refused', 'on', `>${password}`, '~*', '+@all', '-evalsha');
    const { refused } = await server.countOf('evalsha');
    const url = `redis://refused:${password}@${server.node}/0`;
    await expect(opened(url)).rejects.toMatchObject({
      ...UNAVAILABLE,
      message: expect.stringMatching(/NOPERM/) as unknown,
    });
    expect((await server.countOf('evalsha')).refused).toBe(refused + 1);
  });
});

describe('the secrets', () => {
  const own = { identifier: 'secret-1', keys: [] };

  it('of gateways that start at the same time are those that were recorded first', async () => {
    const all = [await opened(), await opened(), await opened()];
    const compared = all.map((one, at) =>
      one.compareSecrets({ ...own, identifier: `secret-${at}` }, HOUR_MS),
    );
    const failed = (await Promise.allSettled(compared)).filter(({ status }) => status === 'rejected');
    expect(failed).toEqual(
      [1, 2].map(() => ({
        status: 'rejected',
        reason: expect.objectContaining({ code: 'SECRETS_DIFFER' }),
      })),
    );
    await server.ask('DEL', 'gateway:secrets');
    const keys = (count: number) =>
      ['a', 'b', 'c'].slice(0, count).map((kid) => ({ kid, tag: `tag-of-${kid}` }));
    await Promise.all(all.map((one, at) => one.compareSecrets({ ...own, keys: keys(at + 1) }, HOUR_MS)));
    expect(JSON.parse(String(await server.ask('GET', 'gateway:secrets')))).toMatchObject({ keys: keys(3) });
  });

  it('are compared at the start as soon as Redis answers, and later only if it does', async () => {
    const store = await opened();
    await server.ask('CLIENT', 'PAUSE', 400, 'WRITE');
    await store.compareSecrets(own, HOUR_MS);
    await server.ask('CLIENT', 'PAUSE', 400, 'WRITE');
    await expect(store.compareSecrets(own, HOUR_MS)).rejects.toMatchObject(UNAVAILABLE);
    await server.ask('CLIENT', 'UNPAUSE');
  });
});
