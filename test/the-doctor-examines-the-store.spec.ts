import { mkdirSync, mkdtempSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, expect, test } from '@jest/globals';
import { diagnose } from './support/doctor.js';
import { Gateway } from './support/gateway.js';
import { sharedGateway } from './support/shared-gateway.js';

const directory = mkdtempSync(join(tmpdir(), 'doctor-spec-'));
afterAll(() => {
  rmSync(directory, { recursive: true });
});

test('the doctor reports a store that is in use, of another version, or not writable', async () => {
  const gateway = await sharedGateway();
  const used = await diagnose({ STORE_PATH: join(readlinkSync(`/proc/${gateway.pid}/cwd`), 'store') });
  expect(used.of('store')).toEqual([expect.stringMatching(/^warning The embedded store at .* is in use/)]);

  const foreign = join(directory, 'foreign');
  mkdirSync(foreign);
  const other = new DatabaseSync(join(foreign, 'store.db'));
  other.exec('PRAGMA user_version = 99');
  other.close();
  expect((await diagnose({ STORE_PATH: foreign })).complaints).toEqual([
    expect.stringMatching(/^store: The embedded store at .* was written by another version of the gateway/),
  ]);

  const file = join(directory, 'file');
  writeFileSync(file, '');
  expect((await diagnose({ STORE_PATH: join(file, 'x') })).complaints).toEqual([
    expect.stringMatching(/^store: The embedded store at .* cannot be opened \(ENOTDIR\)/),
  ]);
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
