import 'reflect-metadata';
import { close as closeInspector } from 'node:inspector';
import { createApplication } from './application.js';
import { ConfigurationError } from './config/environment.js';
import { GATEWAY_CONFIG, type GatewayConfig } from './config/gateway-config.js';
import { StartFailure, listenFailure } from './config/start-failure.js';
import { ClientConnections } from './http/client-connections.js';
import { isPageBuilt } from './http/try-page.js';
import { endOnCrash, endWith } from './observability/crash.js';
import { createLogger } from './observability/logger.js';
import { releaseStandardStreams } from './observability/standard-streams.js';
import { VERSION } from './observability/version.js';
import { stopOnSignals } from './shutdown.js';
import { onStopSignal } from './signals.js';
import { StoreUnavailable } from './store/store.js';

releaseStandardStreams();
// Files of the gateway are readable by its user only, in any directory.
process.umask(0o077);
const logger = createLogger('info');
endOnCrash(logger);
onStopSignal((signal) => {
  logger.info({ event: 'stopped while starting', signal });
  endWith(0, logger);
});
try {
  const connections = new ClientConnections();
  const app = await createApplication(logger, connections);
  const config = app.get<GatewayConfig>(GATEWAY_CONFIG);
  logger.level = config.logLevel;
  for (const warning of config.warnings) logger.warn({ event: 'configuration warning', warning });
  // SIGUSR1 opens it before the gateway handles signals; a client of the inspector can read every secret.
  if (config.production || config.eko.environment !== 'sandbox') closeInspector();
  // Collects what only the start needed, compiled code too, before any request waits for it: a tenth of the memory.
  globalThis.gc?.({ type: 'major', flavor: 'last-resort', execution: 'sync' });
  await app.listen(config.port, config.host).catch((error: unknown) => {
    throw listenFailure(error, 'PORT', config);
  });
  stopOnSignals({ app, connections, config, logger });
  const url = await app.getUrl();
  logger.info({ event: 'listening', url, environment: config.eko.environment, version: VERSION });
  if (config.eko.environment === 'sandbox' && !config.production) process.stderr.write(welcome(url, config));
} catch (error) {
  if (error instanceof ConfigurationError)
    logger.fatal({ event: 'configuration refused', faults: error.faults, warnings: error.warnings });
  else if (error instanceof StartFailure || error instanceof StoreUnavailable)
    logger.fatal({ event: 'start failed', reason: error.message });
  else logger.fatal({ event: 'start failed', stack: error instanceof Error ? error.stack : undefined });
  endWith(1, logger);
}

/** The text printed after a start in the sandbox environment, in five lines: addresses and a first call. */
export function welcome(url: string, { eko, auth, docsEnabled }: GatewayConfig): string {
  const token = auth.mode === 'jwt' ? ' -H "authorization: Bearer $TOKEN"' : '';
  const call = `curl -sS ${url}/v1/ppi-levin/onboardings -H 'content-type: application/json' -H "idempotency-key: $RANDOM-$RANDOM"${token} -d '{"mobile":"9876543210"}'`;
  return `
Eko onboarding gateway: ${url}
${eko.baseUrl === undefined && isPageBuilt() ? `Try it: ${url}/try\n` : ''}${eko.baseUrl === undefined ? `OTPs of the simulated Eko, which sends no SMS: ${url}/sandbox/outbox` : `Eko is ${eko.baseUrl} (EKO_BASE_URL)`}
Documentation: ${url}${docsEnabled ? '/docs' : '/openapi.json'}
First call${token && ' ($TOKEN: npm run dev:token)'}: ${call}

`;
}
