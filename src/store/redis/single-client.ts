import { Redis, type RedisOptions } from 'ioredis';
import { leaveUnready } from './unready.js';

/** Options whose meaning `SingleClient` decides, or that say which kinds of replies a client gives. */
type Options = Omit<RedisOptions, 'lazyConnect' | 'enableOfflineQueue' | 'replyMapping'>;

/** A client of one server, or of the primary that Sentinels name. Without a connection a command fails at once. */
export class SingleClient extends Redis {
  private lastError: Error | undefined;

  constructor(options: Options) {
    super({ ...options, lazyConnect: true, enableOfflineQueue: false });
    this.on('error', (error) => {
      this.lastError = error;
    });
  }

  /** Connects for the first time. A server that loads its data is waited for now, and left later. */
  async open(): Promise<void> {
    await this.connect().catch((error: unknown) => {
      throw this.lastError ?? error;
    });
    leaveUnready(this);
  }

  override sendCommand(...given: Parameters<Redis['sendCommand']>): unknown {
    if (this.status === 'ready' || this.status === 'connect') return super.sendCommand(...given);
    const [command] = given;
    command.reject(new Error('There is no connection to Redis', { cause: this.lastError }));
    return command.promise;
  }
}
