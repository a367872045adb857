import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** Without a command for this long, every command that the gateway can send before a reply has been sent, milliseconds. */
const QUIET_MS = 40;

/**
 * A proxy in front of Redis that counts round trips over all connections: it holds the replies until no more commands
 * arrive, and passes them on together. So commands that are sent side by side are one wave, on whatever connections.
 */
export class Waves {
  private readonly held: (() => void)[] = [];
  private readonly sockets = new Set<Socket>();
  private counting = false;
  private count = 0;
  private timer: NodeJS.Timeout | undefined;

  private constructor(private readonly server: Server) {}

  /** @param to the port of Redis on 127.0.0.1 */
  static async before(to: number): Promise<Waves> {
    const server = createServer();
    const waves = new Waves(server);
    server.on('connection', (client) => {
      waves.join(client, connect(to, '127.0.0.1'));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return waves;
  }

  get url(): string {
    return `redis://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** How many round trips happen until the work is done. */
  async during(work: () => Promise<unknown>): Promise<number> {
    this.count = 0;
    this.counting = true;
    try {
      await work();
    } finally {
      this.counting = false;
      this.pass();
    }
    return this.count;
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    const closed = once(this.server, 'close');
    this.server.close();
    await closed;
  }

  private join(client: Socket, redis: Socket): void {
    for (const [one, other] of [
      [client, redis],
      [redis, client],
    ] as const) {
      this.sockets.add(one);
      one.setNoDelay();
      one.on('error', () => undefined);
      one.on('close', () => other.destroy());
    }
    client.on('data', (commands) => {
      redis.write(commands);
      this.wait();
    });
    redis.on('data', (replies) => {
      if (!this.counting) {
        client.write(replies);
        return;
      }
      this.held.push(() => client.write(replies));
      this.wait();
    });
  }

  private wait(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.pass();
    }, QUIET_MS);
  }

  private pass(): void {
    if (this.held.length > 0) this.count += 1;
    for (const pass of this.held.splice(0)) pass();
  }
}
