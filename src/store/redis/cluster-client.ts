import { Cluster, type ClusterNode, type ClusterOptions, type Redis } from 'ioredis';
import { TooLate, within } from '../within.js';
import { CONNECT_TIMEOUT_MS, leaveUnready } from './unready.js';

/** A cluster that is down when the gateway starts is waited for so long, milliseconds. */
const START_MS = 10_000;
/** Nodes of a cluster are asked so often which of them serves what, milliseconds. */
const REFRESH_MS = 5000;
const MOST_REDIRECTIONS = 4;

type NodeOptions = Omit<NonNullable<ClusterOptions['redisOptions']>, 'replyMapping'>;

/**
 * A cluster client that is connected to every primary before it is used, and to one that joins as soon as it is seen.
 * A command for a node that is just being connected to waits for it; without a cluster a command fails at once.
 */
export class ClusterClient extends Cluster {
  private lastError: Error | undefined;

  /** @param pause milliseconds before the next try to connect, when no node can be reached */
  constructor(seeds: ClusterNode[], redisOptions: NodeOptions, pause: () => number) {
    super(seeds, {
      redisOptions,
      clusterRetryStrategy: pause,
      // Certificates name hosts: a name is not replaced by its address before the connection is made.
      dnsLookup: (address, callback) => {
        callback(null, address);
      },
      lazyConnect: true,
      // Of the cluster's own queue nothing is used (sendCommand): this lets commands wait in those of its nodes.
      enableOfflineQueue: true,
      // Otherwise what a lost connection left unanswered is sent again.
      retryDelayOnFailover: 0,
      slotsRefreshTimeout: CONNECT_TIMEOUT_MS,
      slotsRefreshInterval: REFRESH_MS,
      maxRedirections: MOST_REDIRECTIONS,
    });
    for (const event of ['error', 'node error'])
      this.on(event, (error: Error) => {
        this.lastError = error;
      });
    this.on('+node', leaveUnready);
    this.on('refresh', () => {
      for (const primary of this.nodes('master')) void opened(primary);
    });
  }

  /** Connects for the first time; resolves once every primary is connected, or cannot be. */
  async open(): Promise<void> {
    // While a cluster is down, ioredis connects anew, and `connect` of before never ends.
    const ready = new Promise((resolve) => this.once('ready', resolve));
    const connecting = this.connect().catch((error: unknown) => {
      throw this.lastError ?? error;
    });
    await within(START_MS, Promise.race([connecting, ready])).catch((error: unknown) => {
      if (error instanceof TooLate) error.cause = this.lastError;
      throw error;
    });
    await Promise.all(this.nodes('master').map(opened));
  }

  override sendCommand(...given: Parameters<Cluster['sendCommand']>): unknown {
    const [command] = given;
    // Which node serves what is asked before the cluster is ready.
    if (this.status === 'ready' || command.name === 'cluster') return super.sendCommand(...given);
    command.reject(new Error('The cluster is not connected', { cause: this.lastError }));
    return command.promise;
  }
}

/** Connects a node that is not yet connected; resolves when it is, or cannot be. */
async function opened(node: Redis): Promise<void> {
  if (node.status === 'wait') return node.connect().catch(() => undefined);
  if (node.status === 'ready' || node.status === 'end') return;
  await new Promise((resolve) => {
    node.once('ready', resolve).once('end', resolve);
  });
}
