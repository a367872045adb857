import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerOptions,
  type ServerResponse,
} from 'node:http';
import type { Socket } from 'node:net';
import type { HttpConfig } from '../config/gateway-config.js';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** What is known of one connection. Times are milliseconds of `performance.now()`. */
interface Connection {
  answering: boolean;
  /** Requests that were sent ahead of their turn, in order. */
  readonly waiting: (() => void)[];
  /** When its client took the last answer, or connected. */
  idleSince: number;
  /** Since when its client has not taken what was written, or not closed what is over. */
  owedSince: number | undefined;
}

/** Longest time in which a client takes its answer, or closes a connection that is over, milliseconds. */
const CLIENT_DEADLINE_MS = 5_000;
const CHECK_INTERVAL_MS = 1_000;
/** Requests that a client may send ahead of their turn. Browsers, apps and proxies send none. */
const MAX_WAITING_REQUESTS = 8;
/** Parsed at once, bytes: no more than forty requests. */
const SLICE_BYTES = 1_024;
const MAX_REQUESTS_PER_CONNECTION = 1_000;

/**
 * Holds the clients of HTTP servers to time and number. One request of a connection is worked on at a time. A client
 * loses its connection when it sends many ahead, does not take its answer, does not close what is over, or keeps an
 * idle connection open with line breaks. node:http parses and keeps whatever is sent ahead, and has no deadline for
 * clients that read or close nothing.
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

  /** A server whose clients are held to this. Fastify asks for a second one when HOST is `localhost`. */
  createServer(handler: Handler, options: ServerOptions = {}): Server {
    const server = createServer({ ...options, shouldUpgradeCallback: () => false }, (request, response) => {
      const connection = this.connections.get(request.socket);
      if (connection) take(connection, request, response, handler);
    });
    server.maxRequestsPerSocket = MAX_REQUESTS_PER_CONNECTION;
    // node would answer these by itself, and before anyone has seen the token.
    for (const event of ['checkContinue', 'checkExpectation'])
      server.on(event, (request: IncomingMessage, response: ServerResponse) =>
        server.emit('request', request, response),
      );
    // Both take the socket out of these hands.
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

  /** Sets what is configured, also for servers that are made later. */
  limit(limits: HttpConfig): void {
    this.limits = limits;
    for (const server of this.servers) this.applyLimits(server);
  }

  /** Ends all connections, whatever their clients do. */
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
    // node ends an idle connection sooner, unless line breaks keep coming. What is being sent has until the last moment.
    const { keepAliveTimeoutMs, requestTimeoutMs } = this.limits;
    return now - idleSince > keepAliveTimeoutMs + requestTimeoutMs;
  }
}

/**
 * Puts itself between the socket and node's parser, which takes up to 64 KiB at once: 2,000 requests, and it goes on
 * to the last of them when the socket is destroyed at the first.
 */
function readInSlices(socket: Socket): void {
  const [parse] = socket.listeners('data') as ((bytes: Buffer) => void)[];
  if (!parse) throw new Error('node:http does not listen to the data of its sockets');
  socket.off('data', parse);
  socket.on('data', (bytes: Buffer) => {
    for (let at = 0; at < bytes.length && !socket.destroyed; at += SLICE_BYTES) {
      // node pauses the socket when it has too much to write.
      if (socket.isPaused()) {
        socket.unshift(bytes.subarray(at));
        return;
      }
      parse(bytes.subarray(at, at + SLICE_BYTES));
    }
  });
}

/** Works on a request now, or when those before it are answered. */
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
  // A connection that is over may still bring a request: its client was refused, and goes on.
  if (!socket.writable) return;
  if (!connection.answering) begin();
  else if (connection.waiting.length < MAX_WAITING_REQUESTS) connection.waiting.push(begin);
  else socket.destroy();
}
