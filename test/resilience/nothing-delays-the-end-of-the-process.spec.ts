import { afterEach, describe, expect, it } from '@jest/globals';
import { Gateway, type Settings } from '../support/gateway.js';
import { Pipe } from '../support/pipe.js';

/** The shortest configurable timeout, a second to write the log, and time for a busy machine. */
const MAX_MS = 10_000;
const SETTINGS = { SHUTDOWN_TIMEOUT_MS: '1500' };

const stops: (() => unknown)[] = [];

afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

function pipe(): Pipe {
  const made = new Pipe();
  stops.push(() => {
    made.remove();
  });
  return made;
}

async function start(settings: Settings, asPid1: boolean, stdout?: Pipe): Promise<Gateway> {
  const gateway = await Gateway.start({ ...SETTINGS, ...settings }, { asPid1, ...(stdout && { stdout }) });
  stops.push(() => gateway.kill());
  return gateway;
}

async function endsWith(gateway: Gateway, signal: NodeJS.Signals, code: number): Promise<void> {
  const begun = performance.now();
  gateway.signal(signal);
  expect(await gateway.exited()).toBe(code);
  expect(performance.now() - begun).toBeLessThan(MAX_MS);
}

function preloaded(file: string): Settings {
  return { NODE_OPTIONS: `--import=${new URL(file, import.meta.url).href}` };
}

describe.each([
  ['', false],
  [' as PID 1', true],
])('the process%s ends', (_where, asPid1) => {
  it.each([
    [
      'is full',
      (stdout: Pipe) => {
        stdout.stop();
        stdout.fill();
      },
    ],
    [
      'has lost its reader',
      (stdout: Pipe) => {
        stdout.close();
      },
    ],
  ])('in order when stdout %s', async (_what, breakStdout) => {
    const stdout = pipe();
    stdout.open();
    const gateway = await start({}, asPid1, stdout);
    breakStdout(stdout);
    await endsWith(gateway, 'SIGTERM', 0);
  });

  it('after an uncaught error when stdout is full', async () => {
    const stdout = pipe();
    stdout.open();
    const gateway = await start(preloaded('../security/crash.mjs'), asPid1, stdout);
    stdout.stop();
    stdout.fill();
    // Each writes a line that waits for space in the pipe.
    for (const path of ['/v1/products', '/nowhere', '/v1/products']) await gateway.client.get(path);
    await endsWith(gateway, 'SIGUSR2', 1);
  });

  it('after SHUTDOWN_TIMEOUT_MS when its threads are blocked', async () => {
    const stuck = pipe();
    const gateway = await start({ ...preloaded('hang-threads.mjs'), STUCK: stuck.path }, asPid1);
    gateway.signal('SIGUSR2');
    await gateway.event('threads hang');
    await endsWith(gateway, 'SIGTERM', 1);
  });
});
