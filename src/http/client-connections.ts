import type { IncomingMessage, Server, ServerOptions, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { HttpConfig } from '../config/gateway-config.js';

// An import would load the undici that is built into Node.js (decision 0019).
const { createServer } = process.getBuiltinModule('node:http');

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** The state of one connection. Times are milliseconds of `performance.now()`. */
interface Connection {
  answering: boolean;
  /** Pipelined requests, in order. */
  readonly waiting: (() => void)[];
  /** When its client received the last answer, or connected. */
  idleSince: number;
  /** Since when its client has not read written data, or not closed an ended connection. */
  owedSince: number | undefined;
}

/** Maximum time in which a client must read its answer, or close an ended connection, milliseconds. */
const CLIENT_DEADLINE_MS = 5_000;
const CHECK_INTERVAL_MS = 1_000;
/** Maximum of pipelined requests. Browsers, apps and proxies send none. */
const MAX_WAITING_REQUESTS = 8;
/** Bytes that are parsed at once: at most forty requests. */
const SLICE_BYTES = 1_024;
const MAX_REQUESTS_PER_CONNECTION = 1_000;

/**
 * Bounds the time and number of requests on the connections of HTTP servers. A connection has one running request at a
 * time. A client loses its connection when it pipelines many requests, does not read its answer, does not close an ended
 * connection, or keeps an idle connection open with line breaks. node:http parses and keeps all pipelined requests, and
 * has no deadline for clients that do not read or close.
 */
export class ClientConnections {
  private readonly connections = new Map<Socket, Connection>();
  private readonly servers: Server[] = [];
  private limits: HttpConfig | undefined;

  constructor() {
    setInterval(() => {
      const now = performance.now();
      for (const [socket, connection] of this.connections)
        if (this.isLate(socket, connection, now)) socket.destroy();
    }, CHECK_INTERVAL_MS).unref();
  }

  /** A server with these limits. Fastify creates a second one when HOST is `localhost`. */
  createServer(handler: Handler, options: ServerOptions = {}): Server {
    const server = createServer({ ...options, shouldUpgradeCallback: () => false }, (request, response) => {
      const connection = this.connections.get(request.socket);
      if (connection) take(connection, request, response, handler);
    });
    server.maxRequestsPerSocket = MAX_REQUESTS_PER_CONNECTION;
    // Node.js would answer these by itself, before authentication.
    for (const event of ['checkContinue', 'checkExpectation'])
      server.on(event, (request: IncomingMessage, response: ServerResponse) =>
        server.emit('request', request, response),
      );
    // Both would detach the socket from this server.
    server.on('upgrade', (_request, socket) => socket.destroy());
    server.on('dropRequest', (_request, socket) => socket.destroy());
    server.on('connection', (socket: Socket) => {
      const idleSince = performance.now();
      const connection = { answering: false, waiting: [], idleSince, owedSince: undefined };
      this.connections.set(socket, connection);
      socket.once('close', () => this.connections.delete(socket));
      readInSlices(socket);
    });
    this.servers.push(server);
    this.applyLimits(server);
    return server;
  }

  /** Sets the configured limits, also for servers that are created later. */
  limit(limits: HttpConfig): void {
    this.limits = limits;
    for (const server of this.servers) this.applyLimits(server);
  }

  /** Ends all connections, without waiting for their clients. */
  destroyAll(): void {
    for (const socket of this.connections.keys()) socket.destroy();
  }

  private applyLimits(server: Server): void {
    if (!this.limits) return;
    const { requestTimeoutMs, keepAliveTimeoutMs, maxConnections } = this.limits;
    server.requestTimeout = requestTimeoutMs;
    server.headersTimeout = Math.ceil((requestTimeoutMs * 2) / 3);
    server.keepAliveTimeout = keepAliveTimeoutMs;
    server.maxConnections = maxConnections;
  }

  private isLate(socket: Socket, connection: Connection, now: number): boolean {
    if (socket.writableLength > 0 || socket.writableEnded) connection.owedSince ??= now;
    const { owedSince, answering, idleSince } = connection;
    if (owedSince !== undefined) return now - owedSince > CLIENT_DEADLINE_MS;
    if (answering || !this.limits) return false;
    // Node.js ends an idle connection earlier, unless line breaks arrive. A request that is being received has more time.
    const { keepAliveTimeoutMs, requestTimeoutMs } = this.limits;
    return now - idleSince > keepAliveTimeoutMs + requestTimeoutMs;
  }
}

/**
 * Passes data from the socket to Node.js's parser in slices. The parser accepts up to 64 KiB at once, which can be 2,000
 * requests, and continues to the last of them even when the socket is destroyed at the first.
 */
function readInSlices(socket: Socket): void {
  const [parse] = socket.listeners('data') as ((bytes: Buffer) => void)[];
  if (!parse) throw new Error('node:http does not listen to the data of its sockets');
  socket.off('data', parse);
  socket.on('data', (bytes: Buffer) => {
    for (let at = 0; at < bytes.length && !socket.destroyed; at += SLICE_BYTES) {
      // Node.js pauses the socket when it has too much to write.
      if (socket.isPaused()) {
        socket.unshift(bytes.subarray(at));
        return;
      }
      parse(bytes.subarray(at, at + SLICE_BYTES));
    }
  });
}

/** Handles a request now, or when the requests before it are answered. */
function take(
  connection: Connection,
  request: IncomingMessage,
  response: ServerResponse,
  handler: Handler,
): void {
  const { socket } = request;
  const begin = (): void => {
    connection.answering = true;
    response.once('close', () => {
      connection.answering = false;
      connection.idleSince = performance.now();
      connection.owedSince = undefined;
      if (socket.writable) connection.waiting.shift()?.();
    });
    handler(request, response);
  };
  // An ended connection may still receive a request, when its client was refused and continues to send.
  if (!socket.writable) return;
  if (!connection.answering) begin();
  else if (connection.waiting.length < MAX_WAITING_REQUESTS) connection.waiting.push(begin);
  else socket.destroy();
}
