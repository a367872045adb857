import { mkdtempSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { diagnose } from './support/doctor.js';
import { Gateway } from './support/gateway.js';
import { sharedGateway } from './support/shared-gateway.js';

const directory = mkdtempSync(join(tmpdir(), 'doctor-spec-'));
afterAll(() => {
  rmSync(directory, { recursive: true });
});

// The reasons why a store does not open: src/store/embedded-files.spec.ts, test/a-start-that-fails-reports-why.spec.ts.
test('the doctor reports a store that is in use', async () => {
  const gateway = await sharedGateway();
  const used = await diagnose({ STORE_PATH: join(readlinkSync(`/proc/${gateway.pid}/cwd`), 'store') });
  expect(used.of('store')).toEqual([expect.stringMatching(/^warning The embedded store at .* is in use/)]);
});

test('the doctor reports a store that was written with other secrets', async () => {
  const STORE_PATH = join(directory, 'written');
  const secrets = (byte: number): Record<string, string> => {
    const secret = Buffer.alloc(32, byte).toString('base64');
    return { STORE_PATH, STORE_ENCRYPTION_KEYS: `k:${secret}`, IDENTIFIER_SECRET: secret };
  };
  await (await Gateway.start(secrets(1))).stop();

  expect((await diagnose(secrets(1))).complaints).toEqual([]);
  const { code, complaints, stdout } = await diagnose(secrets(2));
  expect(code).toBe(1);
  expect(complaints).toEqual([expect.stringMatching(/^store: .*(IDENTIFIER_SECRET|STORE_ENCRYPTION_KEYS)/)]);
  expect(stdout).not.toContain(secrets(2)['IDENTIFIER_SECRET']);
});
