import { Cluster, type ClusterNode, type ClusterOptions, type Redis } from 'ioredis';
import { TimedOut, withTimeout } from '../with-timeout.js';
import { CONNECT_TIMEOUT_MS, disconnectUnready } from './unready.js';

/** How long the gateway waits at its start for a cluster that is down, milliseconds. */
const START_MS = 10_000;
/** How often the slots of the cluster are read, milliseconds. */
const REFRESH_MS = 5000;
const MAX_REDIRECTIONS = 4;

type NodeOptions = Omit<NonNullable<ClusterOptions['redisOptions']>, 'replyMapping'>;

/**
 * A cluster client that is connected to every primary before it is used, and connects to a new primary as soon as it is
 * known. A command for a node that is connecting waits; without a cluster a command fails at once.
 */
export class ClusterClient extends Cluster {
  private lastError: Error | undefined;

  /** @param pause returns the milliseconds before the next attempt to connect, when no node can be reached */
  constructor(seeds: ClusterNode[], redisOptions: NodeOptions, pause: () => number) {
    super(seeds, {
      redisOptions,
      clusterRetryStrategy: pause,
      // Certificates contain host names: a name must not be replaced by its address before the connection is made.
      dnsLookup: (address, callback) => {
        callback(null, address);
      },
      lazyConnect: true,
      // Lets commands wait in the queues of the nodes; `sendCommand` keeps the cluster's own queue empty.
      enableOfflineQueue: true,
      // Otherwise commands that a lost connection left unanswered are sent again.
      retryDelayOnFailover: 0,
      slotsRefreshTimeout: CONNECT_TIMEOUT_MS,
      slotsRefreshInterval: REFRESH_MS,
      maxRedirections: MAX_REDIRECTIONS,
    });
    for (const event of ['error', 'node error'])
      this.on(event, (error: Error) => {
        this.lastError = error;
      });
    this.on('+node', disconnectUnready);
    this.on('refresh', () => {
      for (const primary of this.nodes('master')) void opened(primary);
    });
  }

  /** Connects for the first time; resolves once every primary is connected or has failed to connect. */
  async open(): Promise<void> {
    // While a cluster is down, ioredis reconnects, and the promise of the first `connect` never ends.
    const ready = new Promise((resolve) => this.once('ready', resolve));
    const connecting = this.connect().catch((error: unknown) => {
      throw this.lastError ?? error;
    });
    await withTimeout(START_MS, Promise.race([connecting, ready])).catch((error: unknown) => {
      if (error instanceof TimedOut) error.cause = this.lastError;
      throw error;
    });
    await Promise.all(this.nodes('master').map(opened));
  }

  override sendCommand(...parameters: Parameters<Cluster['sendCommand']>): unknown {
    const [command] = parameters;
    // ioredis reads the slots with CLUSTER before the cluster is ready.
    if (this.status === 'ready' || command.name === 'cluster') return super.sendCommand(...parameters);
    command.reject(new Error('The cluster is not connected', { cause: this.lastError }));
    return command.promise;
  }
}

/** Connects a node that is not yet connected; resolves when it is connected or has failed to connect. */
async function opened(node: Redis): Promise<void> {
  if (node.status === 'wait') return node.connect().catch(() => undefined);
  if (node.status === 'ready' || node.status === 'end') return;
  await new Promise((resolve) => {
    node.once('ready', resolve).once('end', resolve);
  });
}
