import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { StoreConfig } from '../config/gateway-config.js';
import { storeSecrets } from './store-secrets.js';

const identifierSecret = Buffer.alloc(32, 'i');
const encryptionKeys = [{ kid: 'k', key: Buffer.alloc(32, 'k') }];

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'store-secrets-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

const secretsWith = (config: Partial<StoreConfig>): ReturnType<typeof storeSecrets> =>
  storeSecrets({ path: join(directory, 'data'), ...config } as StoreConfig);

it('configured secrets are used, and nothing is generated', () => {
  expect(secretsWith({ encryptionKeys, identifierSecret })).toEqual({ encryptionKeys, identifierSecret });
  expect(() => statSync(join(directory, 'data'))).toThrow('ENOENT');
});

it('missing secrets are generated once, for their owner alone, and found at the next start', () => {
  const made = secretsWith({});
  expect(secretsWith({})).toEqual(made);
  expect([made.identifierSecret.length, made.encryptionKeys.length]).toEqual([32, 1]);
  const [key] = made.encryptionKeys;
  expect([key?.kid, key?.key.length]).toEqual(['development', 32]);
  expect(key?.key.equals(made.identifierSecret)).toBe(false);
  const data = join(directory, 'data');
  const file = join(data, 'development-secrets.json');
  expect([statSync(data).mode & 0o777, statSync(file).mode & 0o777]).toEqual([0o700, 0o600]);
  expect(Object.keys(JSON.parse(readFileSync(file, 'utf8')) as object)).toHaveLength(2);
});

it('one missing secret is generated, and the other is the configured one', () => {
  const keys = secretsWith({ encryptionKeys });
  expect(keys.encryptionKeys).toBe(encryptionKeys);
  expect(keys.identifierSecret).toHaveLength(32);
  const identifiers = secretsWith({ identifierSecret });
  expect(identifiers.identifierSecret).toBe(identifierSecret);
  expect(identifiers.encryptionKeys[0]?.kid).toBe('development');
});
