import { parseArgs } from 'node:util';
import { startSandbox, type Sandbox } from './sandbox.js';

/** The published sandbox credentials. Only this simulator accepts them. */
const CREDENTIALS = {
  developerKey: 'sandbox-developer-key',
  accessKey: 'TEST_ACCESS_KEY_DO_NOT_USE',
  initiatorId: '9962981729',
};
const USER_CODE = '20810200';
const DEFAULT_PORT = '3900';

const { values } = parseArgs({
  options: {
    host: { type: 'string', default: '127.0.0.1' },
    port: { type: 'string', default: DEFAULT_PORT },
  },
});

const sandbox = await startSandbox({
  ...CREDENTIALS,
  host: values.host,
  port: Number(values.port),
  rdService: true,
  log: (line) => {
    process.stdout.write(`${JSON.stringify(line)}\n`);
  },
});

process.stdout.write(
  [
    `The Eko sandbox listens at ${sandbox.url}`,
    `  developer key  ${CREDENTIALS.developerKey}`,
    `  access key     ${CREDENTIALS.accessKey}`,
    `  initiator      ${CREDENTIALS.initiatorId}`,
    `  user code      ${USER_CODE}, or any other of 4 to 20 digits`,
    `  OTPs           ${new URL('/sandbox/outbox', sandbox.url).href}`,
    `  fingerprints   ${portOf(sandbox)}`,
    '',
  ].join('\n'),
);

function portOf({ rdService }: Sandbox): string {
  return typeof rdService?.port === 'number'
    ? `a simulated RD service at http://127.0.0.1:${rdService.port}`
    : 'none: ports 11100 to 11120 are in use';
}

for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void sandbox.close());
