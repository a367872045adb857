import { once } from 'node:events';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { createServer, type Server } from 'node:tls';
import type { Identity } from '../resilience/certificates.js';

/** What a client of the site negotiated. */
export interface Handshake {
  readonly servername: string | false | null;
  readonly protocol: string | false | null;
}

/** TLS in front of a plain server on this machine, as a load balancer ends it: it speaks HTTP/2, too. */
export class TlsSite {
  readonly handshakes: Handshake[] = [];
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    readonly host: string,
  ) {}

  static async start(host: string, identity: Identity, plainPort: number): Promise<TlsSite> {
    const server = createServer({ ...identity, ALPNProtocols: ['h2', 'http/1.1'] });
    const site = new TlsSite(server, host);
    server.on('secureConnection', (socket) => {
      const { servername, alpnProtocol: protocol } = socket;
      site.handshakes.push({ servername, protocol });
      const plain = connect(plainPort, '127.0.0.1');
      for (const one of [socket, plain]) {
        site.sockets.add(one);
        one.on('error', () => one.destroy());
        one.on('close', () => {
          site.sockets.delete(one);
          socket.destroy();
          plain.destroy();
        });
      }
      socket.pipe(plain).pipe(socket);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return site;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get url(): string {
    return `https://${this.host}:${this.port}`;
  }

  async stop(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }
}
