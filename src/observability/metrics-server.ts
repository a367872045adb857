import { once } from 'node:events';
import type { Server } from 'node:http';
import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { Registry } from 'prom-client';
import { GATEWAY_CONFIG, type GatewayConfig } from '../config/gateway-config.js';
import { listenFailure } from '../config/start-failure.js';
import { ClientConnections } from '../http/client-connections.js';

/** Serves /metrics on its own port, so that a network policy can restrict it to Prometheus. */
@Injectable()
export class MetricsServer implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('metrics');
  private readonly connections = new ClientConnections();
  private server: Server | undefined;

  constructor(
    private readonly registry: Registry,
    @Inject(GATEWAY_CONFIG) private readonly config: GatewayConfig,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const server = this.connections.createServer((request, response) => {
      if (request.method !== 'GET' || request.url !== '/metrics') {
        response.writeHead(404).end();
        return;
      }
      void this.registry.metrics().then((text) => {
        response.writeHead(200, { 'content-type': this.registry.contentType }).end(text);
      });
    });
    this.connections.limit(this.config.http);
    this.server = server;
    const { host, metricsPort: port } = this.config;
    server.listen(port, host);
    await once(server, 'listening').catch((error: unknown) => {
      throw listenFailure(error, 'METRICS_PORT', { host, port });
    });
    const address = server.address();
    this.logger.log({
      event: 'metrics listening',
      port: typeof address === 'object' ? address?.port : undefined,
    });
  }

  async onApplicationShutdown(): Promise<void> {
    const { server } = this;
    if (!server) return;
    this.connections.destroyAll();
    await new Promise((resolve) => {
      server.close(resolve);
    });
  }
}
