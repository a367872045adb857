import { isReplicated, RedisServer } from '../store/redis-servers.js';
import { eventually } from '../support/until.js';
import { SwitchingProxy } from './switching-proxy.js';

/** A primary with a replica, and the address at which gateways reach the primary. */
export class ManagedRedis {
  private constructor(
    readonly primary: RedisServer,
    readonly replica: RedisServer,
    /** The connection between primary and replica. */
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

  /** Makes the replica the primary of the old one. The address still leads to the old primary. */
  async promote(): Promise<void> {
    await this.replica.ask('REPLICAOF', 'NO', 'ONE');
    this.link.drop();
    await this.primary.ask('REPLICAOF', '127.0.0.1', this.replica.port);
  }

  async stop(): Promise<void> {
    for (const one of [this.name, this.link, this.replica, this.primary]) await one.stop();
  }
}
