import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, test } from '@jest/globals';
import { Gateway, type Settings } from '../support/gateway.js';
import { AS_PID_1 } from '../support/start-options.js';

const MAIN = new URL('../../dist/main.js', import.meta.url).pathname;
const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;
const NUMBERS = { SIGHUP: 1, SIGINT: 2, SIGUSR1: 10, SIGTERM: 15 };
const KEY = Buffer.alloc(32, 'k').toString('base64');

const stops: (() => unknown)[] = [];

afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

/** A gateway at the beginning of its start. */
class Starting {
  output = '';
  private readonly child: ChildProcess;
  private readonly ended: Promise<unknown[]>;

  constructor(
    settings: Settings,
    private readonly asPid1 = false,
  ) {
    const directory = mkdtempSync(join(tmpdir(), 'starting-'));
    const [command, ...line] = [...(asPid1 ? AS_PID_1 : []), process.execPath, MAIN];
    this.child = spawn(command, line, {
      cwd: directory,
      env: { PATH: process.env['PATH'], PORT: '0', METRICS_PORT: '0', STORE_PATH: directory, ...settings },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.child.stdout, this.child.stderr])
      stream?.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    this.ended = once(this.child, 'close');
    stops.push(async () => {
      this.child.kill('SIGKILL');
      await this.ended;
      rmSync(directory, { recursive: true, force: true });
    });
  }

  get pid(): number {
    const pid = this.child.pid ?? 0;
    return this.asPid1 ? Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')) : pid;
  }

  signal(signal: NodeJS.Signals): void {
    process.kill(this.pid, signal);
  }

  /** Resolves when the process has a handler for the signal; at first it is a handler of node. */
  async handles(signal: keyof typeof NUMBERS): Promise<void> {
    while (!isHandled(this.pid, NUMBERS[signal])) await new Promise(setImmediate);
  }

  async exited(): Promise<unknown> {
    const [code, signal] = await this.ended;
    return code ?? signal;
  }
}

function isHandled(pid: number, signal: number): boolean {
  const status = pid > 0 ? readFileSync(`/proc/${pid}/status`, 'utf8') : '';
  const [, mask = '0'] = /^SigCgt:\s+(\w+)/m.exec(status) ?? [];
  return ((BigInt(`0x${mask}`) >> BigInt(signal - 1)) & 1n) === 1n;
}

/** The number of TCP sockets on which the process listens. */
function listeners(pid: number): number {
  const inodes = readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
    try {
      return /^socket:\[(\d+)\]/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1] ?? [];
    } catch {
      return [];
    }
  });
  const rows = ['tcp', 'tcp6'].flatMap((table) =>
    readFileSync(`/proc/${pid}/net/${table}`, 'utf8').trim().split('\n').slice(1),
  );
  return rows
    .map((row) => row.trim().split(/\s+/))
    .filter(([, , , state, , , , , , inode = '']) => state === '0A' && inodes.includes(inode)).length;
}

/** A Redis that accepts connections and never answers. */
async function silentRedis(): Promise<{ server: Server; settings: Settings; asked: Promise<unknown> }> {
  const server = createServer((socket) => socket.on('error', () => undefined));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  stops.push(() => server.close());
  const { port } = server.address() as AddressInfo;
  const settings = { STORE: 'redis', REDIS_URL: `redis://127.0.0.1:${port}` };
  return { server, settings, asked: once(server, 'connection') };
}

describe.each([
  ['', false],
  [' as PID 1', true],
])('a gateway%s ends in order', (_where, asPid1) => {
  it.each(SIGNALS)('on %s', async (signal) => {
    const gateway = await Gateway.start({}, { asPid1 });
    stops.push(() => gateway.kill());
    gateway.signal(signal);
    expect(await gateway.exited()).toBe(0);
    expect(gateway.log.map(({ event }) => event)).toEqual(expect.arrayContaining(['draining', 'stopped']));
  });

  it.each(SIGNALS)('on %s in its first moment', async (signal) => {
    const gateway = new Starting({}, asPid1);
    // node handles the others at first; of the handlers of the gateway this is the last.
    await gateway.handles('SIGHUP');
    gateway.signal(signal);
    expect(await gateway.exited()).toBe(0);
    expect(gateway.output).not.toContain('"listening"');
  });

  it('on SIGTERM while it waits for its store', async () => {
    const { settings, asked } = await silentRedis();
    const gateway = new Starting(settings, asPid1);
    await asked;
    gateway.signal('SIGTERM');
    expect(await gateway.exited()).toBe(0);
    expect(gateway.output).toContain('"event":"stopped while starting","signal":"SIGTERM"');
  });
});

test('a second SIGHUP does not abort the shutdown that the first began', async () => {
  const gateway = await Gateway.start({ SHUTDOWN_DELAY_MS: '1000' });
  stops.push(() => gateway.kill());
  gateway.signal('SIGHUP');
  await gateway.event('draining');
  gateway.signal('SIGHUP');
  expect(await gateway.exited()).toBe(0);
});

/** The number of sockets on which a gateway in production listens, with or without repeated SIGUSR1. */
async function listenersWith(disturb: (gateway: Starting) => void): Promise<number> {
  const gateway = new Starting({
    NODE_ENV: 'production',
    EKO_ENVIRONMENT: 'sandbox',
    AUTH_MODE: 'disabled',
    STORE_ENCRYPTION_KEYS: `k:${KEY}`,
    IDENTIFIER_SECRET: KEY,
    // Any free port, if the inspector is opened.
    NODE_OPTIONS: '--inspect-port=0',
    SHUTDOWN_DELAY_MS: '0',
  });
  await gateway.handles('SIGUSR1');
  // Before the handler of the gateway exists, node's handler opens the inspector.
  while (!isHandled(gateway.pid, NUMBERS.SIGHUP)) disturb(gateway);
  while (!gateway.output.includes('"listening"')) {
    disturb(gateway);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  for (let count = 0; count < 50; count++) {
    disturb(gateway);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  const count = listeners(gateway.pid);
  gateway.signal('SIGTERM');
  expect(await gateway.exited()).toBe(0);
  return count;
}

test('SIGUSR1 never opens the inspector', async () => {
  const usual = await listenersWith(() => undefined);
  const disturbed = await listenersWith((gateway) => {
    gateway.signal('SIGUSR1');
  });
  expect(usual).toBeGreaterThanOrEqual(2);
  expect(disturbed).toBe(usual);
});
