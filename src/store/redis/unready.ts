import type { Redis } from 'ioredis';

/** Maximum wait for a connection, and then for its readiness, milliseconds. */
export const CONNECT_TIMEOUT_MS = 2000;

/**
 * Closes a connection that does not become ready: a replica that loads the data of its new primary would make its
 * client wait for all that time.
 */
export function disconnectUnready(client: Redis): void {
  let timer: NodeJS.Timeout | undefined;
  client.on('connect', () => {
    timer = setTimeout(() => {
      client.disconnect(true);
    }, CONNECT_TIMEOUT_MS);
  });
  for (const event of ['ready', 'close'])
    client.on(event, () => {
      clearTimeout(timer);
    });
}
