import { Cluster, Redis } from 'ioredis';
import { StoreUnavailable } from '../store.js';
import { withTimeout } from '../with-timeout.js';

/** Maximum wait for the settings of a node, milliseconds. */
const NODE_TIMEOUT_MS = 1_000;

/** The nodes that acknowledge writes. */
export function primariesOf(client: Redis | Cluster): readonly Redis[] {
  return client instanceof Cluster ? client.nodes('master') : [client];
}

/** The `maxmemory-policy` of a node; undefined when a managed Redis forbids both commands that return it. */
export async function policyOf(node: Redis): Promise<string | undefined> {
  const memory = await info(node, 'memory');
  return /maxmemory_policy:(.+)/.exec(memory)?.[1] ?? (await config(node, 'maxmemory-policy'));
}

/** How a node persists acknowledged writes; undefined when a managed Redis forbids a command. */
export async function persistenceOf(node: Redis): Promise<'append' | 'snapshots' | 'none' | undefined> {
  const persistence = await info(node, 'persistence');
  if (persistence.includes('aof_enabled:1')) return 'append';
  const snapshots = persistence === '' ? undefined : await config(node, 'save');
  return snapshots === undefined ? undefined : snapshots === '' ? 'none' : 'snapshots';
}

/**
 * The policies of the reachable replicas, each of which may become the primary. They are requested at the addresses
 * that the cluster or the primary announces; replicas behind other addresses stay unknown.
 */
export async function policiesOfReplicas(client: Redis | Cluster): Promise<readonly string[]> {
  const requests =
    client instanceof Cluster
      ? client.nodes('slave').map((node) => policyOf(node))
      : (await replicasOf(client)).map((at) => policyAt(client, at));
  const policies = await Promise.all(requests.map((policy) => policy.catch(() => undefined)));
  return policies.filter((policy) => policy !== undefined);
}

async function replicasOf(primary: Redis): Promise<readonly { host: string; port: number }[]> {
  const online = (await info(primary, 'replication')).matchAll(/:ip=(.+),port=(\d+),state=online/g);
  return [...online].map(([, host, port]) => ({ host: String(host), port: Number(port) }));
}

async function policyAt(
  primary: Redis,
  at: { readonly host: string; readonly port: number },
): Promise<string | undefined> {
  const { sentinels: _, replyMapping: __, ...options } = primary.options;
  const replica = new Redis({
    ...options,
    ...at,
    lazyConnect: true,
    retryStrategy: () => null,
    connectTimeout: NODE_TIMEOUT_MS,
  });
  replica.on('error', () => undefined);
  try {
    await replica.connect();
    return await policyOf(replica);
  } finally {
    replica.disconnect();
  }
}

async function config(node: Redis, name: string): Promise<string | undefined> {
  return (await unlessForbidden(node.config('GET', name)))?.[1];
}

/** A section as `name:value` in each line; empty when a managed Redis forbids the command. */
async function info(node: Redis, section: string): Promise<string> {
  return (await unlessForbidden(node.info(section))) ?? '';
}

/** The reply; undefined when a managed Redis refuses the command. @throws StoreUnavailable without a reply */
async function unlessForbidden<T>(command: Promise<T>): Promise<T | undefined> {
  try {
    return await withTimeout(NODE_TIMEOUT_MS, command);
  } catch (error) {
    if (error instanceof Error && error.name === 'ReplyError') return undefined;
    throw new StoreUnavailable('A Redis node did not answer', { cause: error });
  }
}
