import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { GATEWAY_CONFIG, type GatewayConfig } from '../config/gateway-config.js';
import type { OutboxMessage, RdService, Sandbox, SeenCall, TestCustomers } from '../sandbox/sandbox.js';

/** The address of Eko: a fixed one, or that of the embedded simulator, which starts and stops with the gateway. */
@Injectable()
export class EkoEndpoint implements OnApplicationShutdown {
  private readonly logger = new Logger('sandbox');
  private sandbox: Sandbox | undefined;
  private address = '';

  constructor(@Inject(GATEWAY_CONFIG) private readonly config: GatewayConfig) {}

  /** The base URL without a trailing slash. */
  get url(): string {
    return this.address;
  }

  /** The OTPs the embedded simulator has "sent"; undefined when Eko is not the embedded simulator. */
  outbox(): readonly OutboxMessage[] | undefined {
    return this.sandbox?.outbox();
  }

  /** The requests that the embedded simulator received; undefined likewise. */
  calls(): readonly SeenCall[] | undefined {
    return this.sandbox?.calls();
  }

  /** The simulated fingerprint device; undefined likewise, and in production. */
  rdService(): RdService | undefined {
    return this.sandbox?.rdService;
  }

  /** The test customers of the embedded simulator; undefined likewise. */
  testCustomers(): TestCustomers | undefined {
    return this.sandbox?.customers;
  }

  /** Starts the simulator if it is configured; its code is loaded only then. */
  async open(): Promise<void> {
    const { eko, production } = this.config;
    if (eko.baseUrl !== undefined) {
      this.address = eko.baseUrl;
      return;
    }
    const { startSandbox } = await import('../sandbox/sandbox.js');
    const { developerKey, accessKey, initiatorId } = eko.credentials('sandbox');
    const log = (line: object): void => {
      this.logger.log(line);
    };
    const credentials = { developerKey, accessKey, initiatorId };
    this.sandbox = await startSandbox({ ...credentials, log, rdService: !production });
    this.address = this.sandbox.url;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.sandbox?.close();
  }
}
