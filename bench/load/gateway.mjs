// One gateway with an Eko that answers every call after a fixed time, each a process of its own. Needs `npm run build`.
import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const MAIN = new URL('../../dist/main.js', import.meta.url).pathname;
const UPSTREAM = new URL('upstream.mjs', import.meta.url).pathname;

/** Limits are off: one agent makes all the load. Everything else is as it is by default. */
const UNLIMITED = {
  RATE_LIMIT_PER_MINUTE: '1000000',
  ONBOARDING_STARTS_PER_HOUR: '1000000',
  OTP_MAX_SENDS_PER_AGENT_PER_HOUR: '1000000',
};

export async function startGateway(upstreamMs, settings = {}) {
  const directory = mkdtempSync(join(tmpdir(), 'gateway-bench-'));
  const upstream = fork(UPSTREAM, [String(upstreamMs)]);
  const [port] = await once(upstream, 'message');
  const child = spawn(process.execPath, [MAIN], {
    cwd: directory,
    env: {
      PATH: process.env.PATH,
      PORT: '0',
      METRICS_PORT: '0',
      STORE_PATH: join(directory, 'store'),
      EKO_BASE_URL: `http://127.0.0.1:${port}`,
      ...UNLIMITED,
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

/** The value below which the share `part` of the values lies. */
export function quantile(values, part) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
}
