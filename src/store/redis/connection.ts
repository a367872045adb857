import type { Cluster, Redis, RedisOptions } from 'ioredis';
import { StartFailure } from '../../config/start-failure.js';
import { StoreUnavailable } from '../store.js';
import { TimedOut } from '../with-timeout.js';
import { adviceFor } from './advice.js';
import { ClusterClient } from './cluster-client.js';
import { mayServeElsewhere, reasonOf } from './failure.js';
import { identityOfNodes } from './node-identity.js';
import { SingleClient } from './single-client.js';
import './socket-errors.js';
import { CONNECT_TIMEOUT_MS } from './unready.js';

export interface RedisAddress {
  readonly mode: 'standalone' | 'sentinel' | 'cluster';
  /**
   * redis://user:password@host:port/db, or rediss:// for TLS. In mode sentinel the host is the name of the primary
   * and `?sentinelPassword=` may follow; in mode cluster the host is one of the nodes, unless there are `nodes`.
   */
  readonly url: string;
  /** host:port of the Sentinels, or of some nodes of the cluster. */
  readonly nodes?: readonly string[];
}

/** A connection without any reply for this long counts as dead, milliseconds. */
const MAX_SILENCE_MS = 1000;
/** After a connection that lasted this long, the next attempt follows at once, milliseconds. */
const LASTING_MS = 1000;

/**
 * Connects once; lost connections are restored in the background. The client disconnects from a server that refuses
 * what another server may do, such as a primary that became a replica, and from one that does not become ready.
 * @throws StoreUnavailable when Redis cannot be reached, Error when the address is invalid
 */
export async function connected(address: RedisAddress): Promise<Redis | Cluster> {
  const pace = new Pace();
  const client = clientOf(address, pace);
  if (client instanceof SingleClient) leaveWrongDatabase(client);
  client.on('ready', pace.ready);
  try {
    await client.open();
    return client;
  } catch (error) {
    client.disconnect();
    const wrongDatabase = refusedDatabases.get(client);
    const why = wrongDatabase
      ? `${reasonOf(wrongDatabase)}; the database in REDIS_URL must exist, and its user needs +select`
      : await explained(address, error);
    throw new StoreUnavailable(`Redis (${address.mode}) cannot be reached: ${why}.`, { cause: error });
  }
}

const refusedDatabases = new WeakMap<Redis | Cluster, Error>();

/** Otherwise ioredis continues in database 0, which another application may use. */
function leaveWrongDatabase(client: Redis): void {
  client.on('error', (error: Error & { readonly command?: { readonly name: string } }) => {
    if (error.command?.name !== 'select') return;
    refusedDatabases.set(client, error);
    client.disconnect(true);
  });
}

/** Why Redis cannot be reached, and what to do. ioredis does not report why a Sentinel or a cluster node refused. */
async function explained({ mode, url, nodes = [] }: RedisAddress, error: unknown): Promise<string> {
  const reason = reasonOf(error);
  if (error instanceof TimedOut && error.cause !== undefined) {
    const lastReason = reasonOf(error.cause);
    return `${reason}, the last failure was ${lastReason}${adviceFor(lastReason)}`;
  }
  if (reason !== 'UNAVAILABLE') return reason + adviceFor(reason);
  const { protocol, host, username, password, searchParams } = new URL(url);
  const [node = host] = nodes;
  const own =
    mode === 'sentinel'
      ? `:${encodeURIComponent(searchParams.get('sentinelPassword') ?? '')}@`
      : `${username}:${password}@`;
  const probe = clientOf({ mode: 'standalone', url: `${protocol}//${own}${node}` }, new Pace());
  const why = await probe.open().then(() => reason, reasonOf);
  probe.disconnect();
  return why + adviceFor(why);
}

function clientOf({ mode, url, nodes = [] }: RedisAddress, pace: Pace): SingleClient | ClusterClient {
  const { protocol, hostname, port, username, password, pathname, searchParams } = new URL(url);
  if (protocol !== 'redis:' && protocol !== 'rediss:')
    throw new Error('A Redis URL starts with redis:// or rediss://');
  const tls = protocol === 'rediss:' ? {} : undefined;
  const options = {
    ...(username && { username: decodeURIComponent(username) }),
    ...(password && { password: decodeURIComponent(password) }),
    ...(tls && { tls }),
    db: Number(pathname.slice(1)),
    connectTimeout: CONNECT_TIMEOUT_MS,
    socketTimeout: MAX_SILENCE_MS,
    // Commands without a reply are not sent again without the caller's knowledge.
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
  } satisfies RedisOptions;
  const single = { ...options, retryStrategy: pace.pause, reconnectOnError: mayServeElsewhere };
  const host = hostname.replace(/[[\]]/g, '');
  switch (mode) {
    case 'standalone':
      return new SingleClient({ ...single, host, port: Number(port || 6379) });
    case 'sentinel': {
      const sentinelPassword = searchParams.get('sentinelPassword');
      return new SingleClient({
        ...single,
        name: host,
        sentinels: nodes.map((node) => hostAndPort(node, 26379)),
        // At the start unreachable Sentinels are an error; later the client waits for them.
        sentinelRetryStrategy: (attempt) => (pace.hasServed ? backoff(attempt) : null),
        sentinelCommandTimeout: CONNECT_TIMEOUT_MS,
        failoverDetector: true,
        ...(sentinelPassword !== null && { sentinelPassword }),
        ...(tls && { enableTLSForSentinelMode: true, sentinelTLS: tls }),
      });
    }
    case 'cluster': {
      if (options.db > 0)
        throw new StartFailure(
          'A Redis cluster has only database 0: REDIS_URL must end without another number.',
        );
      const seeds = nodes.length > 0 ? nodes : [`${hostname}:${port || 6379}`];
      const at = seeds.map((node) => hostAndPort(node, 6379));
      const checkServerIdentity = identityOfNodes(at.map(({ host: name }) => name));
      const identified = { ...options, db: 0, ...(tls && { tls: { checkServerIdentity } }) };
      // A node that does not serve a slot redirects to the node that does, and stays connected.
      return new ClusterClient(at, identified, pace.pause);
    }
  }
}

/** When to try to connect: less often while connections do not last. */
class Pace {
  hasServed = false;
  private attempts = 0;
  private readyAt: number | undefined;

  readonly ready = (): void => {
    this.hasServed = true;
    this.readyAt = performance.now();
  };

  /** Milliseconds before the next attempt. */
  readonly pause = (): number => {
    const lasted = this.readyAt !== undefined && performance.now() - this.readyAt > LASTING_MS;
    this.readyAt = undefined;
    this.attempts = lasted ? 1 : this.attempts + 1;
    return backoff(this.attempts);
  };
}

/** Milliseconds before the next attempt to connect: doubling from 50 to 2,000, minus a random part of up to half. */
function backoff(attempt: number): number {
  return Math.min(2000, 50 * 2 ** Math.min(attempt, 10)) * (1 - Math.random() / 2);
}

function hostAndPort(node: string, defaultPort: number): { host: string; port: number } {
  const { hostname, port } = new URL(`redis://${node}`);
  return { host: hostname.replace(/[[\]]/g, ''), port: Number(port || defaultPort) };
}
