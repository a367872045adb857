import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, type AddressInfo, type Socket } from 'node:net';
import type { Gateway } from '../support/gateway.js';
import { eventually } from '../support/until.js';

const LISTENING = '0A';

/** A TCP client that reads only when it is asked to, and closes nothing by itself. */
export class RawClient {
  received = '';

  private constructor(
    private readonly socket: Socket,
    /** Where it comes from; the socket forgets it once it is closed. */
    private readonly port: number,
  ) {
    socket.on('error', () => undefined);
  }

  static async connect({ url }: Gateway): Promise<RawClient> {
    const { hostname, port } = new URL(url);
    const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
    await once(socket, 'connect');
    return new RawClient(socket, (socket.address() as AddressInfo).port);
  }

  /** Connects, and sends the same on each connection. */
  static many(gateway: Gateway, count: number, text: string): Promise<readonly RawClient[]> {
    return Promise.all(
      Array.from({ length: count }, async () => {
        const client = await RawClient.connect(gateway);
        client.send(text);
        return client;
      }),
    );
  }

  send(text: string): void {
    if (!this.socket.destroyed) this.socket.write(text);
  }

  /** Sends the same every so many milliseconds, until the connection is gone. */
  sendEvery(milliseconds: number, text: string): void {
    const timer = setInterval(() => {
      this.send(text);
    }, milliseconds);
    this.socket.once('close', () => {
      clearInterval(timer);
    });
  }

  /** From now on reads whatever comes. */
  read(): void {
    this.socket.on('data', (chunk: Buffer) => (this.received += chunk.toString()));
  }

  /** Reads that many bytes every so many milliseconds. */
  readSlowly(bytes: number, milliseconds: number): void {
    const timer = setInterval(() => this.socket.read(bytes) as unknown, milliseconds);
    this.socket.once('close', () => {
      clearInterval(timer);
    });
  }

  destroy(): void {
    this.socket.destroy();
  }

  /** Resolves when the gateway has no socket for this client any more, by the kernel's own list. */
  async gone({ pid, url }: Gateway): Promise<void> {
    await eventually('the gateway to destroy the connection', () =>
      Promise.resolve(!heldPorts(pid, Number(new URL(url).port)).includes(this.port)),
    );
  }
}

/** The ports of the clients for which the process holds a socket. A socket without an inode is the kernel's alone. */
function heldPorts(pid: number, serverPort: number): readonly number[] {
  const rows = readFileSync(`/proc/${pid}/net/tcp`, 'utf8').trim().split('\n').slice(1);
  const portOf = (address = ''): number => Number.parseInt(address.split(':')[1] ?? '', 16);
  return rows
    .map((row) => row.trim().split(/\s+/))
    .filter(([, local, , state, , , , , , inode]) => {
      return portOf(local) === serverPort && state !== LISTENING && inode !== '0';
    })
    .map(([, , remote]) => portOf(remote));
}
