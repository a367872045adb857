import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { openRedisStore } from '../../src/store/redis-store.js';
import type { Claim, Store } from '../../src/store/store.js';
import { aClaim, finished, finishing, retried } from '../../src/store/testing/claims.js';
import { describeStore } from '../../src/store/testing/store-contract.js';
import { itFollowsTheModel } from '../../src/store/testing/store-model.js';
import { eventually } from '../support/until.js';
import { isReplicated, startCluster, type RedisServer } from './redis-servers.js';

let nodes: RedisServer[];
let store: Store;

beforeAll(async () => {
  nodes = await startCluster();
  store = await openRedisStore({
    mode: 'cluster',
    url: 'redis://cluster',
    nodes: nodes.slice(0, 2).map(({ node }) => node),
    warn: () => undefined,
  });
}, 60_000);

afterAll(async () => {
  await store.close();
  for (const node of nodes) await node.stop();
});

describeStore('The Redis store on a cluster', () => {
  return Promise.resolve({ store, pass: (milliseconds) => sleep(milliseconds + 10) });
});

describe('The Redis store on a cluster', () => {
  itFollowsTheModel(() => Promise.resolve(store), 300);

  it('uses the replica when a primary dies, with all replicated data', async () => {
    const done = Array.from({ length: 40 }, () => aClaim());
    for (const claim of done) await finished(store, claim);
    const running: Claim[] = Array.from({ length: 40 }, () => aClaim());
    for (const claim of running) await store.begin(claim);
    const [primary] = nodes;
    await eventually('replication', async () => primary !== undefined && (await isReplicated(primary)));
    await primary?.kill();
    await eventually('failover', async () => {
      for (const claim of running) expect(await store.begin(retried(claim))).toEqual({ kind: 'running' });
      return true;
    });
    await store.ping();
    for (const claim of done) {
      expect(await store.begin(retried(claim))).toEqual({ kind: 'finished', answer: 'answer-1' });
    }
    for (const claim of running) expect(await store.conclude(finishing(claim))).toBe(true);
  });
});
