import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { nodeFault } from '../src/node-version.js';
import { refusedStart, type Settings } from './support/gateway.js';
import { sharedGateway } from './support/shared-gateway.js';

const MAIN = new URL('../dist/main.js', import.meta.url).pathname;
const directory = mkdtempSync(join(tmpdir(), 'failing-start-'));
let holder: Server;
let port: string;

beforeAll(async () => {
  holder = createServer().listen(0, '127.0.0.1');
  await once(holder, 'listening');
  port = String((holder.address() as AddressInfo).port);
});
afterAll(() => {
  holder.close();
  rmSync(directory, { recursive: true });
});

/** The sentence with which a start fails; asserts that nothing follows it, and that it contains no stack. */
async function reasonOf(settings: Settings): Promise<unknown> {
  const { code, log, output } = await refusedStart(settings);
  expect(code).toBe(1);
  expect(output).not.toMatch(/^\s+at |\\n\s+at /m);
  const { event, level, reason, ...rest } = log.at(-1) ?? {};
  expect({ event, level, rest: Object.keys(rest) }).toEqual({
    event: 'start failed',
    level: 'fatal',
    rest: ['time', 'service'],
  });
  return reason;
}

// Each way in which a server fails to listen: src/config/start-failure.spec.ts.
describe('a start fails in one sentence when', () => {
  test('the port is in use', async () => {
    expect(await reasonOf({ PORT: port })).toBe(
      `Port ${port} of 127.0.0.1 is in use: stop what listens there, or set PORT to another port.`,
    );
  });

  test('the port of the metrics is in use', async () => {
    expect(await reasonOf({ METRICS_PORT: port })).toBe(
      `Port ${port} of 127.0.0.1 is in use: stop what listens there, or set METRICS_PORT to another port.`,
    );
  });

  test('another process uses the store', async () => {
    const { pid } = await sharedGateway();
    const STORE_PATH = join(readlinkSync(`/proc/${pid}/cwd`), 'store');
    expect(await reasonOf({ STORE_PATH })).toBe(
      `Another process uses the embedded store at ${STORE_PATH}. Stop it first, or give this one its own STORE_PATH, or let both share one store with STORE=redis.`,
    );
  });

  test('the directory of the store cannot be written', async () => {
    const file = join(directory, 'file');
    writeFileSync(file, '');
    const secret = Buffer.alloc(32, 7).toString('base64');
    const secrets = { STORE_ENCRYPTION_KEYS: `k:${secret}`, IDENTIFIER_SECRET: secret };

    expect(await reasonOf({ ...secrets, STORE_PATH: join(file, 'store'), AUDIT_FILE: 'stderr' })).toBe(
      `The embedded store at ${join(file, 'store')} cannot be opened (ENOTDIR): STORE_PATH must name a directory in which this user can write, on a disk that has room.`,
    );
  });
});

/** A Node.js of this machine that is too old, except the one in node_modules. */
const oldNode = (process.env['PATH'] ?? '')
  .split(delimiter)
  .filter((folder) => !folder.includes('node_modules'))
  .map((folder) => join(folder, 'node'))
  .find((path) => existsSync(path) && nodeFault(versionOf(path)) !== undefined);

function versionOf(path: string): string {
  return spawnSync(path, ['--version']).stdout.toString().trim().replace(/^v/, '');
}

describe('on a Node.js that is too old', () => {
  // Skipped on a machine without one; the sentence is tested in src/node-version.spec.ts.
  (oldNode === undefined ? test.skip : test)('the start fails in one sentence', () => {
    const { status, stdout, stderr } = spawnSync(oldNode ?? '', [MAIN], { cwd: directory, env: {} });

    expect(stderr.toString()).toBe(`${nodeFault(versionOf(oldNode ?? '')) ?? ''}\n`);
    expect(stdout.toString()).toBe('');
    expect(status).toBe(1);
  });
});
