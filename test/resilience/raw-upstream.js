import { once } from 'node:events';
import { createServer } from 'node:net';
/** An Eko of raw TCP that does what a test says with every byte, and counts the requests it was sent. */
export class RawUpstream {
  requests = [];
  connections = 0;
  behaviour = {};
  sockets = new Set();
  server;
  port = 0;
  static async start() {
    const upstream = new RawUpstream();
    await upstream.listen();
    return upstream;
  }
  /** What makes a gateway call this upstream. */
  settings(scheme = 'http', host = '127.0.0.1') {
    return { EKO_ENVIRONMENT: 'sandbox', EKO_BASE_URL: `${scheme}://${host}:${this.port}` };
  }
  /** Takes the port it had before, or any. */
  async listen() {
    const server = createServer((socket) => {
      this.accept(socket);
    });
    server.listen(this.port, '127.0.0.1');
    await once(server, 'listening');
    this.port = server.address().port;
    this.server = server;
  }
  /** Breaks every connection, and from now on refuses new ones. */
  async stop() {
    const { server } = this;
    if (!server?.listening) return;
    const closed = once(server, 'close');
    server.close();
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }
  /** How often each client_ref_id was sent, of requests with that method. */
  sends(method) {
    const counts = new Map();
    for (const request of this.requests.filter((one) => one.method === method))
      counts.set(request.clientRefId, (counts.get(request.clientRefId) ?? 0) + 1);
    return [...counts.values()];
  }
  accept(socket) {
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
/** The bytes of an HTTP reply; `length` is what its content-length claims. */
export function http(status, body, length) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const claimed = length ?? Buffer.byteLength(text);
  return `HTTP/1.1 ${status} Status\r\ncontent-type: application/json\r\ncontent-length: ${claimed}\r\n\r\n${text}`;
}
function parsed(head, body) {
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
//# sourceMappingURL=raw-upstream.js.map
