import type { Socket } from 'node:net';
import { AbstractConnector } from 'ioredis';

const sockets = new WeakMap<AbstractConnector, Socket>();

/**
 * ioredis listens for one error of a socket. A TLS connection that is closed during its handshake reports two, and the
 * second would end the process (redis/ioredis#961, open). No option applies to all sockets of ioredis, including those
 * to Sentinels and for `CLUSTER SLOTS`, but every one is assigned to this property.
 */
Object.defineProperty(AbstractConnector.prototype, 'stream', {
  configurable: true,
  get(this: AbstractConnector) {
    return sockets.get(this);
  },
  set(this: AbstractConnector, socket: Socket) {
    socket.on('error', () => undefined);
    sockets.set(this, socket);
  },
});
