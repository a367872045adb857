import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** What the proxy does when the head of a CONNECT has arrived. */
export type Behaviour = (client: Socket, destination: string) => void;

/** A proxy on raw TCP whose every byte a test controls. */
export class RawProxy {
  /** The destinations of the CONNECT requests. */
  readonly connects: string[] = [];
  behaviour: Behaviour = tunnel;
  private readonly sockets = new Set<Socket>();

  private constructor(private readonly server: Server) {}

  static async start(): Promise<RawProxy> {
    const server = createServer();
    const proxy = new RawProxy(server);
    server.on('connection', (socket) => {
      proxy.accept(socket);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Resets every connection, those of the tunnels, too. */
  cut(): void {
    for (const socket of this.sockets) socket.resetAndDestroy();
  }

  async stop(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  private accept(socket: Socket): void {
    this.sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.sockets.delete(socket));
    let head = '';
    const read = (bytes: Buffer): void => {
      head += bytes.toString('latin1');
      if (!head.includes('\r\n\r\n')) return;
      socket.off('data', read);
      const [, destination = ''] = /^CONNECT (\S+) HTTP\/1\.1\r\n/.exec(head) ?? [];
      this.connects.push(destination);
      this.behaviour(socket, destination);
    };
    socket.on('data', read);
  }
}

/** Connects the client to the port of the destination on this machine. */
export function tunnel(client: Socket, destination: string): void {
  const upstream = connect(Number(destination.split(':').at(-1)), '127.0.0.1', () => {
    client.write('HTTP/1.1 200 Connection established\r\n\r\n');
    client.pipe(upstream).pipe(client);
  });
  upstream.on('error', () => client.destroy());
  upstream.on('close', () => client.destroy());
  client.on('close', () => upstream.destroy());
}
