import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Cluster, Redis } from 'ioredis';
import { digest, pack } from '../../src/store/packed-text.js';
import { connected } from '../../src/store/redis/connection.js';
import { runScript } from '../../src/store/redis/run-script.js';
import { BIND, UNBIND } from '../../src/store/redis/scripts.js';
import { openRedisStore } from '../../src/store/redis-store.js';
import type { Claim, Store } from '../../src/store/store.js';
import { aClaim, HOUR_MS, losing, retried } from '../../src/store/testing/claims.js';
import { eventually, until } from '../support/until.js';
import { startCluster, type RedisServer } from './redis-servers.js';

let nodes: RedisServer[];
let store: Store;
let client: Redis | Cluster;

beforeAll(async () => {
  nodes = await startCluster();
  const [first] = nodes;
  const address = { mode: 'cluster', url: first?.url ?? '' } as const;
  store = await openRedisStore({ ...address, warn: () => undefined });
  client = await connected(address);
}, 60_000);

afterAll(async () => {
  client.disconnect();
  await store.close();
  for (const node of nodes) await node.stop();
});

type Bound = Claim & { readonly binding: NonNullable<Claim['binding']> };

/** A start whose outcome is unknown: its key is bound to the request by the owner of that attempt. */
async function lost(): Promise<Bound> {
  const claim = { ...aClaim(), binding: { id: aClaim().owner, fingerprint: 'request-1' } };
  expect(await store.begin(claim)).toEqual({ kind: 'claimed', attempt: 0 });
  expect(await store.conclude(losing(claim))).toBe(true);
  return claim;
}

const unbind = ({ binding, owner }: Bound): Promise<unknown> =>
  runScript(client, UNBIND, [`b:${binding.id}`], [pack(owner)]);

/** The only node that does not redirect to another one. */
async function nodeOf(key: string): Promise<RedisServer> {
  for (const node of nodes)
    if (
      await node.ask('EXISTS', key).then(
        () => true,
        () => false,
      )
    )
      return node;
  throw new Error(`no node has ${key}`);
}

it('An attempt takes the binding of its key over from the one before, which cannot free it any more', async () => {
  const claim = await lost();
  expect(await store.begin(retried(claim))).toEqual({ kind: 'claimed', attempt: 1 });
  await unbind(claim);
  const binding = { ...claim.binding, fingerprint: 'other' };
  expect(await store.begin(aClaim({ fingerprint: 'other', binding }))).toEqual({ kind: 'reused' });
});

it('An attempt is undone when its key was freed and bound to another request meanwhile', async () => {
  const claim = await until('a race in time', async () => {
    const first = await lost();
    const [ofClaim, ofBinding] = [
      await nodeOf(`{${first.onboardingId}}`),
      await nodeOf(`b:${first.binding.id}`),
    ];
    if (ofClaim === ofBinding) return undefined;
    const { calls } = await ofBinding.countOf('evalsha');
    ofClaim.freeze();
    const begun = store.begin(retried(first)).catch(() => undefined);
    await eventually(
      'its look at the binding',
      async () => (await ofBinding.countOf('evalsha')).calls > calls,
    );
    await unbind(first);
    await runScript(client, BIND, [`b:${first.binding.id}`], [digest('other'), pack('other'), HOUR_MS, 0]);
    ofClaim.thaw();
    const result = await begun;
    // A machine that was too slow for a command's time limit has decided nothing.
    if (!result) return undefined;
    expect(result).toEqual({ kind: 'reused' });
    return first;
  });
  const { binding: _binding, ...unbound } = claim;
  expect(await store.begin(retried(unbound))).toMatchObject({ kind: 'claimed' });
});
