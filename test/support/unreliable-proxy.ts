import { once } from 'node:events';
import { createServer, request as httpRequest, type IncomingHttpHeaders, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';

/**
 * What the network does to one exchange. Requests marked "lost" do not reach the gateway; all others do.
 * - lost: the connection breaks before the request is passed on
 * - lostAnswer: the request is passed on, and the connection breaks instead of the answer
 * - cutAnswer: half of the answer arrives, then the connection breaks
 * - twice: the request is passed on twice at the same time, as a retrying proxy does; the second answer arrives
 * - silent: the request is passed on, and nothing arrives for as long as the client waits
 * - html: a proxy answers 502 with a page, and the request is lost
 * - htmlAnswer: the request is passed on, and the proxy answers 504 with a page
 */
export const FAULTS = ['lost', 'lostAnswer', 'cutAnswer', 'twice', 'silent', 'html', 'htmlAnswer'] as const;
export type Fault = (typeof FAULTS)[number];

/** One request as it came to the proxy. */
export interface ProxiedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly fault: Fault | undefined;
}

const PAGE = '<html><body><h1>Bad gateway</h1></body></html>';

/** A proxy between client and gateway that passes raw bytes on, and fails as it is asked to. */
export class UnreliableProxy {
  readonly requests: ProxiedRequest[] = [];
  private faultOf: (request: Omit<ProxiedRequest, 'fault'>) => Fault | undefined = () => undefined;

  private constructor(
    private readonly server: Server,
    private readonly gateway: URL,
  ) {}

  static async before(gatewayUrl: string): Promise<UnreliableProxy> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const proxy = new UnreliableProxy(server, new URL(gatewayUrl));
    server.on('request', (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('error', () => undefined);
      request.on('end', () => {
        const seen = {
          method: request.method ?? '',
          path: request.url ?? '',
          headers: request.headers,
          body: Buffer.concat(chunks).toString(),
        };
        const fault = proxy.faultOf(seen);
        proxy.requests.push({ ...seen, fault });
        const page = (status: number): void => {
          response.writeHead(status, { 'content-type': 'text/html' }).end(PAGE);
        };
        if (fault === 'lost') request.socket.destroy();
        else if (fault === 'html') page(502);
        else
          void proxy.answers(seen, fault === 'twice' ? 2 : 1).then((answer) => {
            if (fault === 'silent') return;
            if (fault === 'htmlAnswer') page(504);
            else if (fault === 'lostAnswer') request.socket.destroy();
            else if (fault === 'cutAnswer') {
              request.socket.write(answer.subarray(0, answer.length / 2));
              request.socket.end();
            } else {
              request.socket.write(answer);
              request.socket.end();
            }
          });
      });
    });
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Decides for each request from now on what happens to it. */
  will(faultOf: (request: Omit<ProxiedRequest, 'fault'>) => Fault | undefined): void {
    this.faultOf = faultOf;
  }

  /** The next requests to these faults, one each; later ones pass. */
  willOnce(...faults: readonly (Fault | undefined)[]): void {
    const script = [...faults];
    this.faultOf = () => script.shift();
  }

  async stop(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }

  /** Passes the request on `times` times, and resolves with the raw bytes of the last answer. */
  private async answers(request: Omit<ProxiedRequest, 'fault'>, times: number): Promise<Buffer> {
    const all = await Promise.all(Array.from({ length: times }, () => this.exchange(request)));
    return all.at(-1) ?? Buffer.alloc(0);
  }

  private exchange({ method, path, headers, body }: Omit<ProxiedRequest, 'fault'>): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      const outgoing = httpRequest({
        host: this.gateway.hostname,
        port: this.gateway.port,
        method,
        path,
        headers: { ...headers, connection: 'close' },
        // The bytes of the answer are passed on as they are.
        createConnection: () => {
          const socket: Socket = connect(Number(this.gateway.port), this.gateway.hostname);
          const chunks: Buffer[] = [];
          socket.on('data', (chunk: Buffer) => chunks.push(chunk));
          socket.on('close', () => {
            resolve(Buffer.concat(chunks));
          });
          return socket;
        },
      });
      outgoing.on('error', reject);
      outgoing.on('response', (response) => response.resume());
      outgoing.end(body);
    });
  }
}
