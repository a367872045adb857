import type { Redis } from 'ioredis';

/** Longest wait for a connection, and then for it to be ready, milliseconds. */
export const CONNECT_TIMEOUT_MS = 2000;

/**
 * Gives a connection up that does not become ready: a replica that loads the data of its new primary would keep its
 * client waiting for all that time.
 */
export function leaveUnready(client: Redis): void {
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
