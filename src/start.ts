import 'reflect-metadata';
import { close as closeInspector } from 'node:inspector';
import { createApplication } from './application.js';
import { ConfigurationError } from './config/environment.js';
import { GATEWAY_CONFIG, type GatewayConfig } from './config/gateway-config.js';
import { StartFailure, listenFailure } from './config/start-failure.js';
import { ClientConnections } from './http/client-connections.js';
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

/** The text printed after a start in the sandbox environment: addresses and a first request. */
export function welcome(url: string, { eko, auth, docsEnabled }: GatewayConfig): string {
  const embedded = eko.baseUrl === undefined;
  const lines = [
    `Eko onboarding gateway: ${url}`,
    embedded
      ? 'Eko is the embedded simulator. It sends no SMS.'
      : `Eko is ${eko.baseUrl} (EKO_BASE_URL) instead of the embedded simulator.`,
    ...(embedded ? [`OTPs the simulator "sends": ${url}/sandbox/outbox`] : []),
    ...(docsEnabled ? [`Documentation: ${url}/docs`] : []),
    ...(auth.mode === 'jwt' ? ['Agents need a token (npm run dev:token makes one).'] : []),
  ];
  const token = auth.mode === 'jwt' ? '\n    -H "authorization: Bearer $TOKEN" \\' : '';
  return `
${lines.join('\n')}

Try:
  curl -s -X POST ${url}/v1/ppi-levin/onboardings \\${token}
    -H 'content-type: application/json' -H "idempotency-key: $(date +%s%N)" \\
    -d '{"mobile":"9876543210"}'

`;
}
