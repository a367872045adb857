import { isReplicated, RedisServer } from '../store/redis-servers.js';
import { eventually } from '../support/until.js';
import { SwitchingProxy } from './switching-proxy.js';

/** A primary with a replica, and the name at which gateways reach the primary. */
export class ManagedRedis {
  private constructor(
    readonly primary: RedisServer,
    readonly replica: RedisServer,
    /** What the replica is replicated through. */
    readonly link: SwitchingProxy,
    readonly name: SwitchingProxy,
  ) {}

  /** @param settings of both, as in redis.conf */
  static async start(program: string, settings: readonly string[] = []): Promise<ManagedRedis> {
    const shared = ['repl-diskless-sync-delay', '0', ...settings];
    const primary = await RedisServer.start(shared, { program });
    const replica = await RedisServer.start(shared, { program });
    const [link, name] = [await SwitchingProxy.start(primary.port), await SwitchingProxy.start(primary.port)];
    await replica.ask('REPLICAOF', '127.0.0.1', link.port);
    await eventually('replication', () => isReplicated(primary));
    return new ManagedRedis(primary, replica, link, name);
  }

  /** The replica becomes the primary, and the old one follows it. The name still leads to the old one. */
  async promote(): Promise<void> {
    await this.replica.ask('REPLICAOF', 'NO', 'ONE');
    this.link.drop();
    await this.primary.ask('REPLICAOF', '127.0.0.1', this.replica.port);
  }

  async stop(): Promise<void> {
    for (const one of [this.name, this.link, this.replica, this.primary]) await one.stop();
  }
}
