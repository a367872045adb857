import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { Gateway, type LogLine, type Settings } from './support/gateway.js';
import { parsed } from './support/gateway-process.js';
import { newMobile } from './support/people.js';
import { sharedGateway } from './support/shared-gateway.js';
import { COMPILE_CACHE } from './support/start-options.js';

const directory = mkdtempSync(join(tmpdir(), 'process-'));
afterAll(() => {
  rmSync(directory, { recursive: true });
});

describe('a gateway', () => {
  test('reports that it is alive, ready and started, and ends with exit code 0 on SIGTERM', async () => {
    const gateway = await Gateway.start();
    try {
      for (const path of ['/health/live', '/health/ready', '/health/startup']) {
        const { status, body } = await gateway.client.get(path);
        expect([path, status]).toEqual([path, 200]);
        expect(body).toMatchObject({ status: 'ok' });
      }
      await gateway.client.start('dmt-fino', newMobile());
    } finally {
      expect(await gateway.stop()).toBe(0);
    }
    expect(gateway.log.map(({ event }) => event)).toEqual(expect.arrayContaining(['draining', 'stopped']));
    expectOneLineAnEvent(gateway.log);
    await expect(gateway.client.get('/health/live')).rejects.toThrow();
  });

  test('is alive but not ready while it drains', async () => {
    const gateway = await Gateway.start({ SHUTDOWN_DELAY_MS: '600000', SHUTDOWN_TIMEOUT_MS: '600000' });
    try {
      gateway.signal('SIGTERM');
      await gateway.event('draining');

      expect((await gateway.client.get('/health/ready')).status).toBe(503);
      expect((await gateway.client.get('/health/live')).status).toBe(200);
      expect((await gateway.client.start('dmt-fino', newMobile())).status).toBe(201);
    } finally {
      gateway.signal('SIGTERM');
      await gateway.exited();
      await gateway.stop();
    }
  });

  test('serves its metrics on a separate port', async () => {
    const gateway = await sharedGateway();
    await gateway.client.start('dmt-fino', newMobile());
    expect(await (await fetch(gateway.metricsUrl)).text()).toMatch(/^eko_call_duration_seconds_count/m);
    expect((await fetch(new URL('/', gateway.metricsUrl))).status).toBe(404);
    expect((await gateway.client.get('/metrics')).status).toBe(404);
  });
});

/** Asserts that each line is JSON with its time, level and service. */
function expectOneLineAnEvent(log: readonly LogLine[]): void {
  expect(log.length).toBeGreaterThan(2);
  for (const line of log) {
    expect(line).not.toHaveProperty('unparsed');
    expect(line).toMatchObject({ service: 'eko-onboarding-gateway' });
    expect(String(line['time'])).toMatch(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/);
    expect(['info', 'warn', 'error', 'debug']).toContain(line['level']);
  }
  expect(log).toContainEqual(
    expect.objectContaining({
      event: 'request',
      method: 'POST',
      route: '/v1/:product/onboardings',
      status: 201,
    }),
  );
}

const MAIN = new URL('../dist/main.js', import.meta.url).pathname;
/** What a process writes that must refuse to start, in a directory whose .env contains one more fault. */
function refusedIn(environment: Settings): string {
  writeFileSync(join(directory, '.env'), 'LOG_LEVEL=shouting\n');
  const { status, stdout } = spawnSync(process.execPath, [MAIN], {
    cwd: directory,
    env: { ...COMPILE_CACHE, ...environment },
  });
  expect(status).toBe(1);
  return stdout.toString();
}

// The single faults and their sentences, and all values of NODE_ENV, are tested in src/config.
describe('a configuration', () => {
  test('with many faults, also in .env, is refused by one message that names all faults and no values', () => {
    const faulty = {
      PORT: '70001',
      EKO_TIMEOUT_MS: '-5',
      EKO_BASE_URL: 'http://eko.example.com/secret-path',
      OTP_MAX_ATTEMPTS: '99',
      STORE_ENCRYPTION_KEYS: 'k1:not-a-key-at-all',
      IDENTIFIER_SECRET: 'too-short-a-secret',
      CORS_ORIGINS: 'not an origin',
    };

    const output = refusedIn(faulty);

    const refusals = output
      .trimEnd()
      .split('\n')
      .map(parsed)
      .filter(({ event }) => event === 'configuration refused');
    expect(refusals).toHaveLength(1);
    const faults = (refusals[0] as { faults?: readonly string[] }).faults?.join('\n');
    for (const name of [...Object.keys(faulty), 'LOG_LEVEL'])
      expect(faults).toMatch(new RegExp(`^${name} must `, 'm'));
    for (const value of [...Object.values(faulty), 'shouting']) expect(faults).not.toContain(value);
    expect(output).not.toContain('    at ');
  });

  test('in production is not read from .env', () => {
    const faults = refusedIn({ NODE_ENV: 'production', PORT: 'none' });
    expect(faults).toContain('PORT must be');
    expect(faults).not.toContain('LOG_LEVEL must be');
  });
});
