import { Redis, type RedisOptions } from 'ioredis';
import { disconnectUnready } from './unready.js';

/** Without the options that `SingleClient` sets itself. */
type Options = Omit<RedisOptions, 'lazyConnect' | 'enableOfflineQueue' | 'replyMapping'>;

/** A client of one server, or of the primary that Sentinels name. Without a connection a command fails at once. */
export class SingleClient extends Redis {
  private lastError: Error | undefined;
  private corked: Redis['stream'] | undefined;

  constructor(options: Options) {
    super({ ...options, lazyConnect: true, enableOfflineQueue: false });
    this.on('error', (error) => {
      this.lastError = error;
    });
  }

  /** Connects for the first time, and waits for a server that loads its data; later it disconnects from such a server. */
  async open(): Promise<void> {
    await this.connect().catch((error: unknown) => {
      throw this.lastError ?? error;
    });
    disconnectUnready(this);
  }

  override sendCommand(...parameters: Parameters<Redis['sendCommand']>): unknown {
    if (this.status === 'ready' || this.status === 'connect') {
      this.writeTogether();
      return super.sendCommand(...parameters);
    }
    const [command] = parameters;
    command.reject(new Error('There is no connection to Redis', { cause: this.lastError }));
    return command.promise;
  }

  /**
   * Commands of one pass of the event loop, of whichever requests, are one write to the socket: a write costs the gateway
   * and Redis more than a command.
   */
  private writeTogether(): void {
    const { stream } = this;
    if (this.corked === stream) return;
    this.corked = stream;
    stream.cork();
    setImmediate(() => {
      this.corked = undefined;
      stream.uncork();
    });
  }
}
