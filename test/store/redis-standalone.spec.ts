import { afterAll, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { connected } from '../../src/store/redis/connection.js';
import { runScript } from '../../src/store/redis/run-script.js';
import { BIND, SWAP, UNBIND } from '../../src/store/redis/scripts.js';
import { openRedisStore } from '../../src/store/redis-store.js';
import type { Store } from '../../src/store/store.js';
import { aClaim, finishing, HOUR_MS, nextStep } from '../../src/store/testing/claims.js';
import { describeStore } from '../../src/store/testing/store-contract.js';
import { itFollowsTheModel } from '../../src/store/testing/store-model.js';
import { eventually } from '../support/until.js';
import { REDIS_PROGRAMS, RedisServer } from './redis-servers.js';

const stops: (() => Promise<void>)[] = [];

afterAll(async () => {
  for (const stop of stops.reverse()) await stop();
});

describe.each(REDIS_PROGRAMS)('Of %s', (program) => {
  async function opened(): Promise<Store> {
    const [store] = await openedWithServer();
    return store;
  }

  async function openedWithServer(): Promise<[Store, RedisServer]> {
    const server = await RedisServer.start(['appendonly', 'yes'], { program });
    stops.push(() => server.stop());
    const store = await openRedisStore({ mode: 'standalone', url: server.url, warn: () => undefined });
    stops.push(() => store.close());
    return [store, server];
  }

  describeStore('the Redis store, standalone', async () => {
    const store = await opened();
    return { store, pass: (milliseconds) => sleep(milliseconds + 10) };
  });

  describe('the Redis store', () => {
    itFollowsTheModel(opened, 500);

    it('leaves a binding to the owner that took it over last', async () => {
      const [, server] = await openedWithServer();
      const client = await connected({ mode: 'standalone', url: server.url });
      const bind = async (request: string, owner: string, take: 0 | 1): Promise<string> =>
        String(await runScript(client, BIND, ['b:binding-1'], [request, owner, HOUR_MS, take]));
      const unbind = (owner: string): Promise<unknown> => runScript(client, UNBIND, ['b:binding-1'], [owner]);
      expect(await bind('request-1', 'owner-1', 0)).toBe('new');
      expect(await bind('request-2', 'owner-2', 1)).toBe('other');
      expect(await bind('request-1', 'owner-2', 0)).toBe('same');
      await unbind('owner-2');
      expect(await bind('request-1', 'owner-2', 1)).toBe('same');
      await unbind('owner-1');
      expect(await bind('request-1', 'owner-1', 0)).toBe('same');
      await unbind('owner-2');
      expect(await bind('request-2', 'owner-1', 0)).toBe('new');
      client.disconnect();
    });

    it('replaces a text that gateways share only if it is the expected one', async () => {
      const [, server] = await openedWithServer();
      const client = await connected({ mode: 'standalone', url: server.url });
      const swap = async (...given: readonly string[]): Promise<string> => {
        const [text] = (await runScript(client, SWAP, ['shared-1'], given)) as [Buffer];
        return String(text);
      };
      expect(await swap()).toBe('');
      expect(await swap('', 'first')).toBe('first');
      expect(await swap('', 'second')).toBe('first');
      expect(await swap('first', 'second')).toBe('second');
      expect(await swap()).toBe('second');
      client.disconnect();
    });

    it('keeps of erased data only that keys were used, in memory and, after a rewrite, in its files', async () => {
      const [store, server] = await openedWithServer();
      const start = aClaim({ binding: { id: 'binding-1', fingerprint: 'request-1' } });
      await store.begin(start);
      await store.conclude(finishing(start, 'sealed of the start', 'answer to the start'));
      const step = nextStep(start);
      await store.begin(step);
      await store.conclude(finishing(step, 'sealed of the step', 'answer to the step'));
      expect(server.files().join()).toContain('answer to the start');
      await store.erase(start.onboardingId, start.agent);

      const keys = (await server.ask('KEYS', '*')) as string[];
      const lengths = await Promise.all(keys.map(async (key) => [key, await server.ask('STRLEN', key)]));
      expect(Object.fromEntries(lengths)).toEqual({
        'b:binding-1': expect.any(Number),
        'gateway:layout': 1,
        // An empty fingerprint and owner, the attempt and "e".
        [`{${start.onboardingId}}key-1`]: 6,
        [`{${start.onboardingId}}key-2`]: 6,
      });
      await server.ask('BGREWRITEAOF');
      await eventually('the rewrite of the log', async () =>
        /aof_rewrite_in_progress:0[^]*aof_rewrite_scheduled:0/.test(
          String(await server.ask('INFO', 'persistence')),
        ),
      );
      expect(server.files().join()).not.toMatch(/sealed of|answer to/);
    });
  });
});
