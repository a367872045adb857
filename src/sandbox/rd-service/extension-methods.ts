import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** No method of an RD service is longer, and none of HTTP that a browser sends. */
const MAX_METHOD_BYTES = 16;
const BLANK = 0x20;
/** What Node's parser gets instead of a method that it does not know. */
const STAND_IN = 'POST';
/** Longest wait for the method of a new connection, milliseconds. */
const METHOD_DEADLINE_MS = 5_000;

/**
 * The methods of the requests of an HTTP server, those included that Node's parser refuses. RD services have methods
 * of their own: RDSERVICE, DEVICEINFO and CAPTURE. Each connection carries one request.
 */
export class ExtensionMethods {
  private readonly methods = new WeakMap<Socket, string>();

  constructor(
    private readonly extensions: readonly string[],
    private readonly server: Server,
  ) {}

  /** Reads the method of a new connection, then hands the connection to the HTTP server. */
  readonly accept = (socket: Socket): void => {
    let start = Buffer.alloc(0);
    const end = (): void => {
      socket.destroy();
    };
    const read = (): void => {
      start = Buffer.concat([start, (socket.read() as Buffer | null) ?? Buffer.alloc(0)]);
      const length = start.subarray(0, MAX_METHOD_BYTES + 1).indexOf(BLANK);
      if (length === -1 && start.length <= MAX_METHOD_BYTES) return;
      socket.off('readable', read).off('error', end).off('end', end).setTimeout(0).off('timeout', end);
      this.hand(socket, start, length);
    };
    socket.on('readable', read).on('error', end).on('end', end).setTimeout(METHOD_DEADLINE_MS, end);
  };

  /** The method as the client sent it. */
  of(socket: Socket): string | undefined {
    return this.methods.get(socket);
  }

  private hand(socket: Socket, start: Buffer, length: number): void {
    const method = start.toString('latin1', 0, Math.max(length, 0));
    const known = this.extensions.includes(method);
    this.methods.set(socket, method);
    socket.unshift(known ? Buffer.concat([Buffer.from(STAND_IN), start.subarray(length)]) : start);
    this.server.emit('connection', socket);
  }
}
