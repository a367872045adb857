import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { Gateway, refusedStart, type LogLine, type Settings } from './support/gateway.js';
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

/** The faults in the output of a refused start. */
async function faultsOf(settings: Settings): Promise<string> {
  const { code, log, output } = await refusedStart(settings);
  expect(code).toBe(1);
  const refusals = log.filter(({ event }) => event === 'configuration refused');
  expect(refusals).toHaveLength(1);
  const { faults } = refusals[0] as { faults: readonly string[] };
  expect(output).not.toContain('    at ');
  return faults.join('\n');
}

// All values of NODE_ENV: src/config/config.module.spec.ts.
describe('a .env file where the process is started', () => {
  const main = new URL('../dist/main.js', import.meta.url).pathname;
  writeFileSync(join(directory, '.env'), 'LOG_LEVEL=shouting\n');

  test.each([
    ['read', 'without NODE_ENV', {}],
    ['not read', 'in production', { NODE_ENV: 'production' }],
  ])('is %s %s', (what, _when, env) => {
    // The start fails by a fault, so that no process is left running.
    const { stdout } = spawnSync(process.execPath, [main], {
      cwd: directory,
      env: { ...COMPILE_CACHE, ...env, PORT: 'none' },
    });
    const faults = stdout.toString();
    expect(faults).toContain('PORT must be');
    expect(faults.includes('LOG_LEVEL must be')).toBe(what === 'read');
  });
});

// The single faults and their sentences are tested in src/config.
describe('a configuration', () => {
  test('with many faults is refused by one message that names all faults and no values', async () => {
    const faulty = {
      PORT: '70001',
      LOG_LEVEL: 'shouting',
      EKO_TIMEOUT_MS: '-5',
      EKO_BASE_URL: 'http://eko.example.com/secret-path',
      OTP_MAX_ATTEMPTS: '99',
      STORE_ENCRYPTION_KEYS: 'k1:not-a-key-at-all',
      IDENTIFIER_SECRET: 'too-short-a-secret',
      CORS_ORIGINS: 'not an origin',
    };

    const faults = await faultsOf(faulty);

    for (const name of Object.keys(faulty)) expect(faults).toMatch(new RegExp(`^${name} must `, 'm'));
    for (const value of Object.values(faulty)) expect(faults).not.toContain(value);
  });

  test('that opens the sandbox to other machines, or has a misspelt name, is logged as a warning without a value; SIGINT ends the process with exit code 0, too', async () => {
    const gateway = await Gateway.start({ HOST: '0.0.0.0', AUTH_MODE: 'disabled', EKO_TIMEOUT: 'c4nary' });
    gateway.signal('SIGINT');
    expect(await gateway.exited()).toBe(0);
    await gateway.stop();

    const warnings = gateway.log.filter(({ event }) => event === 'configuration warning');
    expect(warnings).toHaveLength(2);
    expect(warnings).toContainEqual(
      expect.objectContaining({
        level: 'warn',
        warning: expect.stringMatching(/^AUTH_MODE=disabled accepts any client/),
      }),
    );
    expect(warnings).toContainEqual(
      expect.objectContaining({
        warning: expect.stringMatching(/^EKO_TIMEOUT is not a variable .* did you mean EKO_TIMEOUT_MS\?$/),
      }),
    );
    expect(gateway.output).not.toContain('c4nary');
  });
});
