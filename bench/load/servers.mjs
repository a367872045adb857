// The measured servers, each a separate process. The gateway needs `npm run build`.
import { fork, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { AUDIENCE, ISSUER, KEY_SET } from './agents.mjs';
import { freePort, onServerCore } from './machine.mjs';
import { cpuMs } from './process.mjs';

const path = (relative) => new URL(relative, import.meta.url).pathname;
/** The gateways of one run may share a store, so they have the same secrets. */
const SECRETS = {
  STORE_ENCRYPTION_KEYS_FILE: `first:${randomBytes(32).toString('base64')}`,
  IDENTIFIER_SECRET_FILE: randomBytes(32).toString('base64'),
};
const children = new Set();
process.on('exit', () => children.forEach((child) => child.kill('SIGKILL')));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));
const START_TIMEOUT_MS = 60_000;
const PRODUCTS = ['CUSTOMER_ACCOUNT', 'DMT_FINO', 'PPI_DIGIKHATA', 'PPI_LEVIN'];

/** The limits are checked and never reached: 20 agents send all requests. */
const LIMITS = {
  RATE_LIMIT_PER_MINUTE: '1000000',
  ONBOARDING_STARTS_PER_HOUR: '1000000',
  OTP_MAX_SENDS_PER_AGENT_PER_HOUR: '1000000',
};

export async function startEko(delayMs = 0) {
  const child = fork(path('eko.mjs'), [String(delayMs)]);
  children.add(child);
  const [port] = await once(child, 'message');
  const collectGarbage = async () => {
    child.send('collect');
    await once(child, 'message');
  };
  return { url: `http://127.0.0.1:${port}`, collectGarbage, stop: () => child.kill() };
}

/** A Redis that appends each write to a file once a second, as operations.md asks for. */
export async function startRedis() {
  const directory = mkdtempSync(join(tmpdir(), 'bench-redis-'));
  const port = await freePort();
  const settings = ['--port', port, '--dir', directory, '--save', '', '--appendonly', 'yes'];
  const child = spawn('redis-server', [...settings, '--maxmemory-policy', 'noeviction'].map(String), {
    stdio: 'ignore',
  });
  children.add(child);
  await once(child, 'spawn');
  const stop = () => {
    child.kill('SIGKILL');
    rmSync(directory, { recursive: true, force: true });
  };
  return { port, url: `redis://127.0.0.1:${port}`, stop };
}

/** The gateway as in production: tokens, limits, secrets in files, an audit file, its log. */
export async function startGateway(eko, settings = {}) {
  const directory = mkdtempSync(join(tmpdir(), 'bench-gateway-'));
  const port = await freePort();
  const metricsPort = await freePort();
  const files = {
    AUTH_JWKS_FILE: KEY_SET,
    ...SECRETS,
    EKO_INITIATOR_ID_FILE: '9962981729',
    // One developer key signs at most 1,000 requests a second, so each product has a separate one.
    ...Object.fromEntries(
      PRODUCTS.flatMap((product) => [
        [`EKO_${product}_DEVELOPER_KEY_FILE`, `bench-${product.toLowerCase()}`],
        [`EKO_${product}_ACCESS_KEY_FILE`, `bench-access-${product.toLowerCase()}`],
      ]),
    ),
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text);
  return startServer({
    directory,
    main: path('../../dist/main.js'),
    options: nodeOptions(),
    url: `http://127.0.0.1:${port}`,
    metrics: `http://127.0.0.1:${metricsPort}/metrics`,
    readyPath: '/health/ready',
    environment: {
      PORT: String(port),
      METRICS_PORT: String(metricsPort),
      EKO_ENVIRONMENT: 'production',
      EKO_BASE_URL: eko.url,
      AUTH_MODE: 'jwt',
      AUTH_ISSUER: ISSUER,
      AUTH_AUDIENCE: AUDIENCE,
      STORE_PATH: join(directory, 'store'),
      AUDIT_FILE: join(directory, 'audit.jsonl'),
      SHUTDOWN_DELAY_MS: '0',
      ...Object.fromEntries(Object.keys(files).map((name) => [name, join(directory, name)])),
      ...LIMITS,
      ...settings,
    },
  });
}

/** The options of Node.js in `npm start`, which are those of the image. */
function nodeOptions() {
  const { scripts } = JSON.parse(readFileSync(path('../../package.json'), 'utf8'));
  return scripts.start.split(' ').filter((word) => word.startsWith('--'));
}

/** The peer, bench/peers/default-nest. */
export async function startPeer(eko) {
  const port = await freePort();
  return startServer({
    directory: mkdtempSync(join(tmpdir(), 'bench-peer-')),
    main: path('../peers/default-nest/dist/main.js'),
    options: [],
    url: `http://127.0.0.1:${port}`,
    readyPath: '/',
    environment: {
      PORT: String(port),
      EKO_BASE_URL: eko.url,
      EKO_DEVELOPER_KEY: 'bench-customer_account',
      EKO_ACCESS_KEY: 'bench-access-customer_account',
      EKO_INITIATOR_ID: '9962981729',
      EKO_USER_CODE: '20810200',
    },
  });
}

/** The packages of the card by themselves, bench/peers/card-floor: on a Redis, or without one on SQLite. */
export async function startFloor(eko, redis) {
  const directory = mkdtempSync(join(tmpdir(), 'bench-floor-'));
  const port = await freePort();
  writeFileSync(join(directory, 'keys'), KEY_SET);
  return startServer({
    directory,
    main: path('../peers/card-floor/main.mjs'),
    options: nodeOptions(),
    url: `http://127.0.0.1:${port}`,
    readyPath: '/',
    environment: {
      PORT: String(port),
      AUTH_JWKS_FILE: join(directory, 'keys'),
      AUTH_ISSUER: ISSUER,
      AUTH_AUDIENCE: AUDIENCE,
      ...(redis ? { REDIS_URL: redis.url } : { STORE_PATH: directory }),
      AUDIT_FILE: join(directory, 'audit.jsonl'),
      EKO_BASE_URL: eko.url,
      EKO_DEVELOPER_KEY: 'bench-customer_account',
      EKO_ACCESS_KEY: 'bench-access-customer_account',
      EKO_INITIATOR_ID: '9962981729',
    },
  });
}

async function startServer({ directory, main, options, environment, url, metrics, readyPath }) {
  const startedAt = performance.now();
  const [command, parameters] = onServerCore(process.execPath, ...options, main);
  const child = spawn(command, parameters, {
    cwd: directory,
    env: { PATH: process.env.PATH, NODE_ENV: 'production', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.add(child);
  const exited = once(child, 'exit').then(() => children.delete(child));
  const log = [];
  // The log is read, as by a container runtime; its first lines state why a start failed.
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text) => log.length < 50 && log.push(text));
  // A gateway answers 503 until it is ready; the peers have no such route and answer 404.
  while (!(await answers(url + readyPath))) {
    if (child.exitCode !== null || performance.now() - startedAt > START_TIMEOUT_MS)
      throw new Error(`${main} did not start:\n${log.join('')}`);
    await wait(3);
  }
  const readyMs = performance.now() - startedAt;
  const stop = async () => {
    child.kill('SIGTERM');
    await exited;
    rmSync(directory, { recursive: true, force: true });
  };
  return { url, metrics, directory, pid: child.pid, readyMs, readyCpuMs: cpuMs(child.pid), stop };
}

function answers(url) {
  return fetch(url).then(
    async (response) => (await response.text()) !== '' && response.status < 500,
    () => false,
  );
}
