// One gateway on a separate core, and an Eko that answers every call after a fixed time. Needs `npm run build`, and
// taskset of util-linux.
import { execFileSync, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const MAIN = new URL('../../dist/main.js', import.meta.url).pathname;
const UPSTREAM = new URL('upstream.mjs', import.meta.url).pathname;

/** Without limits, because one agent makes the whole load. All other variables have their defaults. */
const UNLIMITED = {
  RATE_LIMIT_PER_MINUTE: '1000000',
  ONBOARDING_STARTS_PER_HOUR: '1000000',
  OTP_MAX_SENDS_PER_AGENT_PER_HOUR: '1000000',
};

/** One key signs at most 1,000 requests a second, which would limit the measurement: each product has its own. */
const OWN_KEYS = Object.fromEntries(
  ['CUSTOMER_ACCOUNT', 'DMT_FINO', 'PPI_DIGIKHATA', 'PPI_LEVIN'].flatMap((product) => [
    [`EKO_${product}_DEVELOPER_KEY`, `bench-${product.toLowerCase()}`],
    [`EKO_${product}_ACCESS_KEY`, `bench-access-${product.toLowerCase()}`],
  ]),
);

const GATEWAY_CORE = '0';
/** Clients and Eko must not use the core of the gateway. */
const OTHER_CORES = '1-';

export async function startGateway(upstreamMs, settings = {}) {
  const directory = mkdtempSync(join(tmpdir(), 'gateway-bench-'));
  execFileSync('taskset', ['--all-tasks', '-pc', OTHER_CORES + (cpus().length - 1), String(process.pid)]);
  const upstream = fork(UPSTREAM, [String(upstreamMs)]);
  const [port] = await once(upstream, 'message');
  const child = spawn('taskset', ['-c', GATEWAY_CORE, process.execPath, MAIN], {
    cwd: directory,
    env: {
      PATH: process.env.PATH,
      PORT: '0',
      METRICS_PORT: '0',
      STORE_PATH: join(directory, 'store'),
      EKO_BASE_URL: `http://127.0.0.1:${port}`,
      AUTH_MODE: 'disabled',
      ...UNLIMITED,
      ...OWN_KEYS,
      ...settings,
    },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const found = {};
  await new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the gateway exited with ${code}`)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      const { event, url, port: metricsPort } = JSON.parse(line);
      if (event === 'listening') found.url = url;
      if (event === 'metrics listening') found.metrics = `http://127.0.0.1:${metricsPort}/metrics`;
      if (found.url && found.metrics) resolve();
    });
  });
  child.removeAllListeners('exit');
  const stop = async () => {
    const gone = once(child, 'exit');
    child.kill('SIGTERM');
    child.kill('SIGTERM');
    await gone;
    upstream.kill();
    rmSync(directory, { recursive: true });
  };
  return { ...found, pid: child.pid, stop };
}

/** The value of a metric without labels. */
export async function metric(address, name) {
  const text = await (await fetch(address)).text();
  return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
}

/** The means of histograms since the last time, over all their labels, in their unit. */
export class Means {
  before = new Map();

  constructor(address, names) {
    this.address = address;
    this.names = names;
  }

  async take() {
    const text = await (await fetch(this.address)).text();
    return this.names.map((name) => {
      const [sum, count] = ['sum', 'count'].map((part) => {
        const lines = text.matchAll(new RegExp(`^${name}_${part}(?:\\{.*\\})? (\\S+)$`, 'gm'));
        const total = [...lines].reduce((all, [, value]) => all + Number(value), 0);
        const before = this.before.get(`${name}_${part}`) ?? 0;
        this.before.set(`${name}_${part}`, total);
        return total - before;
      });
      return sum / count;
    });
  }
}

/** The value below which the share `part` of the values lies. */
export function quantile(values, part) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
}
