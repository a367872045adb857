import { Inject, Injectable, Module, type OnApplicationShutdown } from '@nestjs/common';
import { Agent } from 'undici';
import { GATEWAY_CONFIG, type GatewayConfig } from '../config/gateway-config.js';

/** Idle connections are closed before a load balancer would, so that a request is not written into a dying one. */
const KEEP_ALIVE_MS = 4_000;

/** The connections to Eko. */
@Injectable()
export class EkoTransport implements OnApplicationShutdown {
  readonly agent: Agent;

  constructor(@Inject(GATEWAY_CONFIG) { eko }: GatewayConfig) {
    this.agent = new Agent({
      connections: eko.maxConnections,
      connect: { timeout: eko.connectTimeoutMs },
      keepAliveTimeout: KEEP_ALIVE_MS,
      keepAliveMaxTimeout: KEEP_ALIVE_MS,
      // The deadline of each call bounds both.
      headersTimeout: 0,
      bodyTimeout: 0,
      allowH2: false,
    });
  }

  /** Breaks off every call under way: what was sent is lost, what was not is not sent any more. */
  async cut(): Promise<void> {
    await this.agent.destroy();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.cut();
  }
}

/** Apart from EkoModule, since HttpModule has to import it. */
@Module({ providers: [EkoTransport], exports: [EkoTransport] })
export class EkoTransportModule {}
