import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Gateway } from './support/gateway.js';

describe('on HOST=:: a gateway', () => {
  let gateway: Gateway;
  beforeAll(async () => {
    gateway = await Gateway.start({ HOST: '::', AUTH_MODE: 'disabled', EKO_TIMEOUT: 'c4nary' });
  });
  afterAll(() => gateway.kill());

  test('serves IPv4 and IPv6, and logs a URL that can be called', async () => {
    for (const served of [new URL('/health/ready', gateway.url), new URL(gateway.metricsUrl)])
      for (const host of ['127.0.0.1', '[::1]']) {
        served.hostname = host;
        expect([served.href, (await fetch(served)).status]).toEqual([served.href, 200]);
      }
    expect((await fetch(`${gateway.url}/health/ready`)).status).toBe(200);
    const [, welcomed] = /Eko onboarding gateway: (\S+)/.exec(gateway.output) ?? [];
    expect(welcomed).toBe(gateway.url);
    expect(gateway.output).toContain(`curl -sS ${gateway.url}/v1/`);
  });

  test('warns, without a value, that the sandbox is open to other machines, and of a misspelt name', () => {
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

  test('ends with exit code 0 on SIGINT, too', async () => {
    gateway.signal('SIGINT');
    expect(await gateway.exited()).toBe(0);
  });
});
