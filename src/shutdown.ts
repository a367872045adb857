import { setTimeout as wait } from 'node:timers/promises';
import type { INestApplication } from '@nestjs/common';
import type { Logger } from 'pino';
import type { GatewayConfig } from './config/gateway-config.js';
import { EkoTransport } from './eko/undici-adapter.js';
import { traceOf } from './errors/trace.js';
import { Lifecycle } from './health/lifecycle.js';
import type { ClientConnections } from './http/client-connections.js';
import { endWith } from './observability/crash.js';
import { Workload } from './resilience/workload.js';
import { onStopSignal } from './signals.js';

/** Upper bound of the fifth of SHUTDOWN_TIMEOUT_MS that is reserved to record cancelled calls and to close. */
const MAX_CLOSE_MS = 3_000;

/** The running gateway and what its shutdown needs. */
interface RunningGateway {
  readonly app: INestApplication;
  readonly connections: ClientConnections;
  readonly config: GatewayConfig;
  readonly logger: Logger;
}

/**
 * Shuts the process down gracefully at SIGTERM, SIGINT or SIGHUP. Readiness fails at once; requests are still served
 * for SHUTDOWN_DELAY_MS, until load balancers have noticed. Then new requests are refused and running ones finish.
 * Calls to Eko that do not finish in time are cancelled and recorded with an unknown outcome. Then store, log and
 * traces are closed: exit 0. Liveness succeeds throughout. A second SIGTERM or SIGINT ends the process at once, and so
 * does the end of SHUTDOWN_TIMEOUT_MS: exit 1.
 */
export function stopOnSignals(gateway: RunningGateway): void {
  const { config, logger } = gateway;
  let stopping = false;
  const stop = (signal: NodeJS.Signals): void => {
    if (stopping) {
      // A closing terminal sends SIGHUP more than once, and systemd may send it together with SIGTERM.
      if (signal === 'SIGHUP') return;
      logger.warn({ event: 'stopped without draining', signal });
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
  const closeMs = Math.min(shutdownTimeoutMs / 5, MAX_CLOSE_MS);
  const cancelAt = Date.now() + shutdownTimeoutMs - closeMs;
  const lifecycle = app.get(Lifecycle, { strict: false });
  const workload = app.get(Workload, { strict: false });
  lifecycle.drain();
  await wait(Math.min(shutdownDelayMs, cancelAt - Date.now()));
  lifecycle.close();
  await Promise.race([workload.whenIdle(), wait(cancelAt - Date.now())]);
  if (workload.running > 0) {
    logger.warn({ event: 'cancelling calls', running: workload.running });
    await app.get(EkoTransport, { strict: false }).cancelCalls();
    await Promise.race([workload.whenIdle(), wait(closeMs / 2)]);
  }
  // The remaining connections are idle, or send their request too slowly to be served.
  connections.destroyAll();
  await app.close();
}
