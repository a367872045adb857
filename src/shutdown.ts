import { setTimeout as wait } from 'node:timers/promises';
import type { INestApplication } from '@nestjs/common';
import type { Logger } from 'pino';
import type { GatewayConfig } from './config/gateway-config.js';
import { Lifecycle } from './health/lifecycle.js';

/**
 * Ends the process in order: readiness says no, the load balancer gets SHUTDOWN_DELAY_MS to notice, then nothing
 * new is accepted, what runs is finished and the store is closed. A second signal, or SHUTDOWN_TIMEOUT_MS, ends it.
 */
export function stopOnSignals(app: INestApplication, config: GatewayConfig, logger: Logger): void {
  let stopping = false;
  const stop = async (signal: NodeJS.Signals): Promise<void> => {
    if (stopping) process.exit(1);
    stopping = true;
    logger.info({ event: 'draining', signal });
    setTimeout(() => {
      logger.error({ event: 'shutdown timed out' });
      process.exit(1);
    }, config.shutdownTimeoutMs).unref();
    app.get(Lifecycle).drain();
    await wait(config.shutdownDelayMs);
    await app.close();
    logger.info({ event: 'stopped' });
    process.exit(0);
  };
  process.on('SIGTERM', (signal) => void stop(signal));
  process.on('SIGINT', (signal) => void stop(signal));
}
