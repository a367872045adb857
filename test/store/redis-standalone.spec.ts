import { afterAll, describe } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { openRedisStore } from '../../src/store/redis-store.js';
import type { Store } from '../../src/store/store.js';
import { describeStore } from '../../src/store/testing/store-contract.js';
import { itFollowsTheModel } from '../../src/store/testing/store-model.js';
import { REDIS_PROGRAMS, RedisServer } from './redis-servers.js';

const stops: (() => Promise<void>)[] = [];

afterAll(async () => {
  for (const stop of stops.reverse()) await stop();
});

describe.each(REDIS_PROGRAMS)('Of %s', (program) => {
  async function opened(): Promise<Store> {
    const server = await RedisServer.start(['appendonly', 'yes'], { program });
    stops.push(() => server.stop());
    const store = await openRedisStore({ mode: 'standalone', url: server.url, warn: () => undefined });
    stops.push(() => store.close());
    return store;
  }

  describeStore('the Redis store, standalone', async () => {
    const store = await opened();
    return { store, pass: (milliseconds) => sleep(milliseconds + 10) };
  });

  describe('the Redis store', () => {
    itFollowsTheModel(opened, 500);
  });
});
