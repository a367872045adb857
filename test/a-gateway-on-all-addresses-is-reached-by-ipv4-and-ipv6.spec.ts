import { expect, test } from '@jest/globals';
import { Gateway } from './support/gateway.js';

test('on HOST=:: a gateway serves IPv4 and IPv6, and logs a URL that can be called', async () => {
  const gateway = await Gateway.start({ HOST: '::', AUTH_MODE: 'disabled' });
  try {
    for (const served of [new URL('/health/ready', gateway.url), new URL(gateway.metricsUrl)])
      for (const host of ['127.0.0.1', '[::1]']) {
        served.hostname = host;
        expect([served.href, (await fetch(served)).status]).toEqual([served.href, 200]);
      }
    expect((await fetch(`${gateway.url}/health/ready`)).status).toBe(200);
    const [, welcomed] = /Eko onboarding gateway: (\S+)/.exec(gateway.output) ?? [];
    expect(welcomed).toBe(gateway.url);
    expect(gateway.output).toContain(`curl -sS ${gateway.url}/v1/`);
  } finally {
    await gateway.stop();
  }
});
