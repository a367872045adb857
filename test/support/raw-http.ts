import { connect } from 'node:net';

/** Longer than any answer takes; a server that does not answer fails the test instead of blocking it. */
const DEADLINE_MS = 15_000;

/**
 * Writes bytes that no HTTP client would send and returns everything that came back until the connection closed.
 * @throws Error when the server neither answers nor closes
 */
export function exchange(url: string, ...parts: readonly (string | Buffer)[]): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    let received = '';
    const socket = connect(Number(port), hostname, () => {
      for (const part of parts) socket.write(part);
    });
    socket.setTimeout(DEADLINE_MS, () => {
      socket.destroy();
      reject(new Error(`The server did not close the connection; so far: ${received}`));
    });
    socket.on('data', (chunk) => (received += chunk.toString()));
    // A reset after the answer is how a server cuts off a body that it does not want.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      resolve(received);
    });
  });
}
