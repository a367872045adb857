import { setTimeout as wait } from 'node:timers/promises';
import type { INestApplication } from '@nestjs/common';
import type { Logger } from 'pino';
import type { GatewayConfig } from './config/gateway-config.js';
import { EkoTransport } from './eko/eko-transport.js';
import { traceOf } from './errors/trace.js';
import { Lifecycle } from './health/lifecycle.js';
import type { ClientConnections } from './http/client-connections.js';
import { endWith } from './observability/crash.js';
import { Workload } from './resilience/workload.js';
import { onStopSignal } from './signals.js';

/** What is kept of SHUTDOWN_TIMEOUT_MS to write down what was broken off, and to close: a fifth, and no more. */
const LONGEST_END_MS = 3_000;

/** What runs, and how it is ended. */
interface RunningGateway {
  readonly app: INestApplication;
  readonly connections: ClientConnections;
  readonly config: GatewayConfig;
  readonly logger: Logger;
}

/**
 * Ends the process in order. Readiness says no, and for SHUTDOWN_DELAY_MS what comes is still served, so that load
 * balancers notice; then nothing new is taken on, and what runs is finished. What cannot be finished in time is
 * broken off and its outcome kept as unknown. Then store, log and traces are closed: exit 0. Liveness says yes all
 * the way. A second SIGTERM or SIGINT ends the process at once, and so does SHUTDOWN_TIMEOUT_MS: exit 1.
 */
export function stopOnSignals(gateway: RunningGateway): void {
  const { config, logger } = gateway;
  let stopping = false;
  const stop = (signal: NodeJS.Signals): void => {
    if (stopping) {
      // A terminal that closes says so more than once, and systemd may say it together with SIGTERM.
      if (signal === 'SIGHUP') return;
      logger.warn({ event: 'stopped at once', signal });
      endWith(1, logger);
      return;
    }
    stopping = true;
    logger.info({ event: 'draining', signal });
    setTimeout(() => {
      logger.error({ event: 'shutdown timed out' });
      endWith(1, logger);
    }, config.shutdownTimeoutMs).unref();
    drain(gateway).then(
      () => {
        logger.info({ event: 'stopped' });
        endWith(0, logger);
      },
      (error: unknown) => {
        logger.error({ event: 'shutdown failed', ...traceOf(error) });
        endWith(1, logger);
      },
    );
  };
  onStopSignal(stop);
}

async function drain({ app, connections, config, logger }: RunningGateway): Promise<void> {
  const { shutdownDelayMs, shutdownTimeoutMs } = config;
  const endMs = Math.min(shutdownTimeoutMs / 5, LONGEST_END_MS);
  const cutAt = Date.now() + shutdownTimeoutMs - endMs;
  const lifecycle = app.get(Lifecycle, { strict: false });
  const workload = app.get(Workload, { strict: false });
  lifecycle.drain();
  await wait(Math.min(shutdownDelayMs, cutAt - Date.now()));
  lifecycle.close();
  await Promise.race([workload.whenIdle(), wait(cutAt - Date.now())]);
  if (workload.running > 0) {
    logger.warn({ event: 'breaking off', running: workload.running });
    await app.get(EkoTransport, { strict: false }).cut();
    await Promise.race([workload.whenIdle(), wait(endMs / 2)]);
  }
  // What is open now is idle, or sends its request too slowly to be served any more.
  connections.destroyAll();
  await app.close();
}
