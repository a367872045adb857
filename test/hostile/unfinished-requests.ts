import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { PRODUCTS } from '../support/resources.js';

/** A connection with an unfinished request, and the bytes received on it. */
export interface Unfinished {
  readonly socket: Socket;
  readonly received: string;
}

/** Opens a connection and writes only the beginning of a request. */
export async function leaveUnfinished(url: string, beginning: string): Promise<Unfinished> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  const unfinished = { socket, received: '' };
  socket.on('data', (bytes: Buffer) => (unfinished.received += bytes.toString()));
  // Some tests expect that the gateway closes the connection.
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  socket.write(beginning);
  return unfinished;
}

/** The head of a POST and the first byte of a body that never continues. */
export function beginningOfPost(path: string, headers: Readonly<Record<string, string>> = {}): string {
  const all = { host: 'gateway', 'content-type': 'application/json', 'content-length': '100', ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  return [`POST ${path} HTTP/1.1`, ...lines, '', '{'].join('\r\n');
}

/**
 * Connections with the head of a start and one byte of its body each, over all products.
 * @param headersOf further headers of the connection
 */
export function holdBodies(
  url: string,
  count: number,
  headersOf: (connection: number) => Readonly<Record<string, string>>,
): Promise<readonly Unfinished[]> {
  return Promise.all(
    Array.from({ length: count }, (_, connection) => {
      const path = `/v1/${PRODUCTS[connection % PRODUCTS.length] ?? ''}/onboardings`;
      const headers = { 'idempotency-key': randomUUID(), ...headersOf(connection) };
      return leaveUnfinished(url, beginningOfPost(path, headers));
    }),
  );
}

/** The connections that were answered with a status. */
export function answeredWith(status: number, held: readonly Unfinished[]): readonly Unfinished[] {
  return held.filter(({ received }) => received.startsWith(`HTTP/1.1 ${status} `));
}
