import { connect } from 'node:net';

const HEAD_END = '\r\n\r\n';

/**
 * One keep-alive connection with one request at a time. It parses only the answers of this API: a complete HTTP client
 * would need more of the machine than the measured gateway.
 */
export class Connection {
  constructor({ hostname, port }) {
    this.socket = connect(Number(port), hostname).setNoDelay();
    this.received = '';
    this.socket.setEncoding('latin1');
    this.socket.on('data', (text) => this.read(text));
    this.socket.on('error', () => undefined);
    this.socket.on('close', () => this.resolve?.(undefined));
  }

  /** @returns the status, undefined when the connection was lost */
  send(bytes) {
    return new Promise((resolve) => {
      this.resolve = resolve;
      if (this.socket.destroyed) resolve(undefined);
      else this.socket.write(bytes, 'latin1');
    });
  }

  get lost() {
    return this.socket.destroyed;
  }

  read(text) {
    this.received += text;
    const headEnd = this.received.indexOf(HEAD_END);
    if (headEnd < 0) return;
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(this.received)[1]);
    if (this.received.length < headEnd + HEAD_END.length + length) return;
    const status = this.received.slice(9, 12);
    // The gateway answers a thousand requests on one connection.
    if (/\r\nconnection: close\r/i.test(this.received)) this.socket.destroy();
    this.received = '';
    this.resolve(status);
  }
}
