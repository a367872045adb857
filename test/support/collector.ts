import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Settings } from './gateway.js';

/** A collector of traces (OTLP over HTTP) that keeps the bytes it receives. */
export class Collector {
  /** The headers of the newest request. */
  headers: IncomingHttpHeaders = {};
  private readonly chunks: Buffer[] = [];

  private constructor(private readonly server: Server) {
    server.on('request', (request, response) => {
      this.headers = request.headers;
      request.on('data', (chunk: Buffer) => this.chunks.push(chunk));
      request.on('end', () => response.end());
    });
  }

  static async start(): Promise<Collector> {
    const server = createServer();
    const collector = new Collector(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return collector;
  }

  /** Settings with which a gateway sends its traces here. */
  get settings(): Settings {
    const { port } = this.server.address() as AddressInfo;
    return { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}` };
  }

  /** All that was received so far. */
  get received(): Buffer {
    return Buffer.concat(this.chunks);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}
