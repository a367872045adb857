import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/**
 * The address of a managed Redis: it forwards new connections to one server, and after a failover to another. Open
 * connections stay at their server.
 */
export class SwitchingProxy {
  private readonly open = new Map<Socket, { readonly port: number; readonly server: Socket }>();

  private constructor(
    private readonly server: Server,
    private to: number,
  ) {}

  /** @param to the port on 127.0.0.1 to which connections are forwarded */
  static async start(to: number): Promise<SwitchingProxy> {
    const server = createServer({ allowHalfOpen: false });
    const proxy = new SwitchingProxy(server, to);
    server.on('connection', (socket) => {
      proxy.lead(socket);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Forwards new connections to this port from now on. */
  switchTo(port: number): void {
    this.to = port;
  }

  /** The number of open connections to a server. */
  connectionsTo(port: number): number {
    return [...this.open.values()].filter((one) => one.port === port).length;
  }

  /** Closes every connection; new ones are accepted. */
  drop(): void {
    for (const socket of this.open.keys()) socket.destroy();
    this.open.clear();
  }

  /** Forwards nothing more on the open connections, without closing them. */
  hold(): void {
    for (const [client, { server }] of this.open) {
      for (const one of [client, server]) one.unpipe().pause();
    }
  }

  async stop(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.drop();
    await closed;
  }

  private lead(client: Socket): void {
    const port = this.to;
    const server = connect(port, '127.0.0.1');
    this.open.set(client, { port, server });
    client.pipe(server).pipe(client);
    for (const [one, other] of [
      [client, server],
      [server, client],
    ] as const) {
      one.on('error', () => undefined);
      one.on('close', () => {
        this.open.delete(client);
        other.destroy();
      });
    }
  }
}
