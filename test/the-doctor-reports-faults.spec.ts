import { describe, expect, test } from '@jest/globals';
import { diagnose } from './support/doctor.js';

const PRODUCTS = ['customer-account', 'dmt-fino', 'ppi-digikhata', 'ppi-levin'];

// Every reply of Eko, every fault outside the configuration and every argument: src/doctor/run.spec.ts.
describe('the doctor', () => {
  test('reports every variable, store, issuer, clock and product of the sandbox as ok', async () => {
    const diagnosis = await diagnose();

    expect(diagnosis.complaints).toEqual([]);
    expect(diagnosis.code).toBe(0);
    expect(diagnosis.of('variable')).toContain('ok EKO_TIMEOUT_MS: 4000');
    expect(diagnosis.of('variable')).toContain('ok OTP_MAX_ATTEMPTS: 3 (default)');
    expect(diagnosis.of('store')).toEqual([
      expect.stringMatching(/^ok The embedded store at .* can be read and written/),
    ]);
    expect(diagnosis.of('eko clock')).toEqual([expect.stringMatching(/^ok /)]);
    for (const product of PRODUCTS)
      expect(diagnosis.of(`eko credentials of ${product}`)).toEqual([
        'ok Eko accepted key and signature (type id 308).',
      ]);
  });

  test('reports every fault and every misspelt name, and never the value of a secret', async () => {
    const diagnosis = await diagnose({
      EKO_ACCESS_KEY: 'c4nary-access',
      EKO_DEVELOPER_KEY: 'c4nary-developer',
      IDENTIFIER_SECRET: 'c4nary-identifier',
      REDIS_URL: 'redis://user:c4nary@host',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://user:c4nary@collector:4318',
      PORT: 'c4nary-port',
      EKO_TIMEOUT: '7',
    });

    expect(diagnosis.code).toBe(1);
    expect(diagnosis.complaints).toEqual([
      'configuration: PORT must be a whole number from 0 to 65535',
      'configuration: IDENTIFIER_SECRET must be 32 bytes in base64 (openssl rand -base64 32)',
    ]);
    expect(diagnosis.of('configuration')).toContain(
      'warning EKO_TIMEOUT is not a variable of the gateway and has no effect; did you mean EKO_TIMEOUT_MS?',
    );
    expect(diagnosis.of('variable')).toContain('ok EKO_ACCESS_KEY: a secret');
    expect(diagnosis.stdout).not.toContain('c4nary');
  });
});
