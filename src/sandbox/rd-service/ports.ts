import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';

/** Where RD services listen (Registered Devices 2.0): the first free port of these. */
export const PORTS = Array.from({ length: 21 }, (_, index) => 11_100 + index);
const MAX_CONNECTIONS = 64;

/** Listens on the first free port; undefined when all are in use, often by the RD services of real devices. */
export async function listenOnFirstFree(
  ports: readonly number[],
  accept: (socket: Socket) => void,
): Promise<Server | undefined> {
  for (const port of ports) {
    const server = createServer(accept);
    server.maxConnections = MAX_CONNECTIONS;
    try {
      server.listen(port, '127.0.0.1');
      await once(server, 'listening');
      return server;
    } catch {
      // In use: the next one.
    }
  }
  return undefined;
}
