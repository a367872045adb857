import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { openRedisStore } from '../../src/store/redis-store.js';
import type { Store } from '../../src/store/store.js';
import { aClaim, finished, finishing, retried } from '../../src/store/testing/claims.js';
import { describeStore } from '../../src/store/testing/store-contract.js';
import { eventually } from '../support/until.js';
import { isReplicated, startSentinels, type Sentinels } from './redis-servers.js';

let servers: Sentinels;
let store: Store;

beforeAll(async () => {
  servers = await startSentinels();
  store = await openRedisStore({
    mode: 'sentinel',
    url: 'redis://gateway/0',
    nodes: servers.sentinels.map(({ node }) => node),
    warn: () => undefined,
  });
}, 60_000);

afterAll(async () => {
  await store.close();
  for (const server of [...servers.sentinels, servers.replica, servers.primary]) await server.stop();
});

describeStore('The Redis store behind Sentinels', () => {
  return Promise.resolve({ store, pass: (milliseconds) => sleep(milliseconds + 10) });
});

describe('The Redis store behind Sentinels', () => {
  it('uses the replica when the primary dies, with all replicated data', async () => {
    const done = aClaim();
    await finished(store, done);
    const running = aClaim();
    await store.begin(running);
    await eventually('replication', () => isReplicated(servers.primary));
    await servers.primary.kill();
    await expect(store.begin(aClaim())).rejects.toMatchObject({ name: 'StoreUnavailable' });
    await expect(store.ping()).rejects.toMatchObject({ name: 'StoreUnavailable' });
    await eventually('failover', () => store.ping().then(() => true));
    expect(await store.begin(retried(done))).toEqual({ kind: 'finished', answer: 'answer-1' });
    expect(await store.begin(retried(running))).toEqual({ kind: 'running' });
    expect(await store.conclude(finishing(running))).toBe(true);
  });
});
