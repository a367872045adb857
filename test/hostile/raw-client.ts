import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, type AddressInfo, type Socket } from 'node:net';
import type { Gateway } from '../support/gateway.js';
import { eventually } from '../support/until.js';

const LISTENING = '0A';

/** A TCP client that reads only on request, and never closes the connection. */
export class RawClient {
  received = '';

  private constructor(
    private readonly socket: Socket,
    /** The local port; the socket no longer has it once it is closed. */
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

  /** Connects, and sends the same bytes on each connection. */
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

  /** Sends the same bytes at an interval in milliseconds, until the connection is closed. */
  sendEvery(milliseconds: number, text: string): void {
    const timer = setInterval(() => {
      this.send(text);
    }, milliseconds);
    this.socket.once('close', () => {
      clearInterval(timer);
    });
  }

  /** Reads everything from now on. */
  read(): void {
    this.socket.on('data', (chunk: Buffer) => (this.received += chunk.toString()));
  }

  /** Reads a number of bytes at an interval in milliseconds. */
  readSlowly(bytes: number, milliseconds: number): void {
    const timer = setInterval(() => this.socket.read(bytes) as unknown, milliseconds);
    this.socket.once('close', () => {
      clearInterval(timer);
    });
  }

  destroy(): void {
    this.socket.destroy();
  }

  /** Resolves when the gateway has no socket for this client, according to the kernel. */
  async gone({ pid, url }: Gateway): Promise<void> {
    await eventually('the gateway to destroy the connection', () =>
      Promise.resolve(!heldPorts(pid, Number(new URL(url).port)).includes(this.port)),
    );
  }
}

/** The ports of clients for which the process has a socket; a socket without an inode belongs only to the kernel. */
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
