import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** The bytes of one request, with the socket to answer on. */
interface RawRequest {
  readonly text: string;
  readonly socket: Socket;
}

/** A TCP server without a protocol: it records the bytes it receives, and a test writes the answer. */
export class RawServer {
  readonly requests: RawRequest[] = [];
  connections = 0;
  private readonly sockets = new Set<Socket>();
  private waiting: ((request: RawRequest) => void)[] = [];

  private constructor(private readonly server: Server) {
    server.on('connection', (socket) => {
      this.connections += 1;
      this.sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('data', (bytes) => {
        this.arrived({ text: bytes.toString('latin1'), socket });
      });
    });
  }

  static async start(): Promise<RawServer> {
    const server = createServer();
    const raw = new RawServer(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return raw;
  }

  get host(): string {
    return `127.0.0.1:${String((this.server.address() as AddressInfo).port)}`;
  }

  /** The next request to arrive. */
  next(): Promise<RawRequest> {
    return new Promise((resolve) => {
      this.waiting.push(resolve);
    });
  }

  /** Answers the next request. */
  answerNext(answer: (socket: Socket) => void): void {
    void this.next().then(({ socket }) => {
      answer(socket);
    });
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
    await once(this.server, 'close');
  }

  private arrived(request: RawRequest): void {
    this.requests.push(request);
    this.waiting.shift()?.(request);
  }
}

/** The bytes of an HTTP reply with a correct content-length. */
export function reply(body: string, head = 'HTTP/1.1 200 OK'): string {
  return `${head}\r\ncontent-type: application/json\r\ncontent-length: ${String(Buffer.byteLength(body))}\r\n\r\n${body}`;
}
