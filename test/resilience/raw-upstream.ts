import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { Settings } from '../support/gateway.js';
import type { Identity } from './certificates.js';

/** One request whose last byte has arrived. */
export interface RawRequest {
  readonly method: string;
  readonly path: string;
  readonly clientRefId: string;
  readonly timestamp: number;
}

/** The actions of the upstream on a connection or a request. */
export interface Behaviour {
  /** On a new connection, instead of reading. */
  readonly onConnection?: (socket: Socket) => void;
  /** When the head of a request has arrived. */
  readonly onHead?: (socket: Socket) => void;
  /** When the whole request has arrived. */
  readonly onRequest?: (socket: Socket, request: RawRequest) => void;
}

/** An Eko on raw TCP whose every byte a test controls, and that counts the requests it receives. */
export class RawUpstream {
  readonly requests: RawRequest[] = [];
  connections = 0;
  /** Bytes of requests, complete or not, without those of TLS handshakes. */
  received = 0;
  behaviour: Behaviour = {};
  /** If set, it uses TLS from the next `listen` on. */
  identity: Identity | undefined;
  private readonly sockets = new Set<Socket>();
  private server: Server | undefined;
  private port = 0;

  static async start(): Promise<RawUpstream> {
    const upstream = new RawUpstream();
    await upstream.listen();
    return upstream;
  }

  /** Settings with which a gateway calls this upstream. */
  settings(scheme: 'http' | 'https' = 'http', host = '127.0.0.1'): Settings {
    return { EKO_ENVIRONMENT: 'sandbox', EKO_BASE_URL: `${scheme}://${host}:${this.port}` };
  }

  /** Listens on the previous port, or the first time on any. */
  async listen(): Promise<void> {
    const accept = (socket: Socket): void => {
      this.accept(socket);
    };
    const server = this.identity ? createTlsServer(this.identity, accept) : createServer(accept);
    server.listen(this.port, '127.0.0.1');
    await once(server, 'listening');
    this.port = (server.address() as AddressInfo).port;
    this.server = server;
  }

  /** Resets every connection, and refuses new ones from now on. */
  async stop(): Promise<void> {
    const { server } = this;
    if (!server?.listening) return;
    const closed = once(server, 'close');
    server.close();
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  /** The number of requests by client_ref_id, for one method. */
  sends(method: string): number[] {
    const counts = new Map<string, number>();
    for (const request of this.requests.filter((one) => one.method === method))
      counts.set(request.clientRefId, (counts.get(request.clientRefId) ?? 0) + 1);
    return [...counts.values()];
  }

  private accept(socket: Socket): void {
    this.connections += 1;
    this.sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.sockets.delete(socket));
    if (this.behaviour.onConnection) {
      this.behaviour.onConnection(socket);
      return;
    }
    let received = '';
    let headSeen = false;
    socket.on('data', (bytes) => {
      this.received += bytes.length;
      received += bytes.toString('latin1');
      const headEnd = received.indexOf('\r\n\r\n');
      if (headEnd < 0) return;
      if (!headSeen && this.behaviour.onHead) {
        headSeen = true;
        this.behaviour.onHead(socket);
        return;
      }
      const [, length = '0'] = /content-length: (\d+)/i.exec(received.slice(0, headEnd)) ?? [];
      const end = headEnd + 4 + Number(length);
      if (received.length < end) return;
      const request = parsed(received.slice(0, headEnd), received.slice(headEnd + 4, end));
      received = received.slice(end);
      headSeen = false;
      this.requests.push(request);
      this.behaviour.onRequest?.(socket, request);
    });
  }
}

/** The bytes of an HTTP reply; `length` is the value of its content-length. */
export function http(status: number, body: object | string, length?: number): string {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const claimed = length ?? Buffer.byteLength(text);
  return `HTTP/1.1 ${status} Status\r\ncontent-type: application/json\r\ncontent-length: ${claimed}\r\n\r\n${text}`;
}

function parsed(head: string, body: string): RawRequest {
  const [method = '', target = ''] = head.split(' ');
  const [path = '', query = ''] = target.split('?');
  const inBody = /"client_ref_id":"([^"]+)"/.exec(body)?.[1];
  const [, timestamp = '0'] = /secret-key-timestamp: (\d+)/i.exec(head) ?? [];
  return {
    method,
    path,
    clientRefId: inBody ?? new URLSearchParams(query).get('client_ref_id') ?? '',
    timestamp: Number(timestamp),
  };
}
