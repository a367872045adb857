import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StoreConfig } from '../config/gateway-config.js';
import type { StoreKey } from '../config/variables.js';

/** The secrets that seal the stored text and derive its identifiers. */
export interface StoreSecrets {
  readonly encryptionKeys: readonly StoreKey[];
  readonly identifierSecret: Buffer;
}

export const STORE_SECRETS = Symbol('StoreSecrets');

const FILE = 'development-secrets.json';

/**
 * The configured secrets. In development they may be missing: then they are generated on the first start and kept in
 * STORE_PATH, readable only by the owner. The configuration refuses missing secrets anywhere else.
 */
export function storeSecrets(config: StoreConfig): StoreSecrets {
  const { encryptionKeys, identifierSecret } = config;
  if (encryptionKeys && identifierSecret) return { encryptionKeys, identifierSecret };
  const made = developmentSecrets(config.path);
  return {
    encryptionKeys: encryptionKeys ?? made.encryptionKeys,
    identifierSecret: identifierSecret ?? made.identifierSecret,
  };
}

function developmentSecrets(directory: string): StoreSecrets {
  const path = join(directory, FILE);
  if (!existsSync(path)) {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    const made = { encryptionKey: newSecret(), identifierSecret: newSecret() };
    writeFileSync(path, JSON.stringify(made), { mode: 0o600, flag: 'wx' });
  }
  const kept = JSON.parse(readFileSync(path, 'utf8')) as { encryptionKey: string; identifierSecret: string };
  return {
    encryptionKeys: [{ kid: 'development', key: Buffer.from(kept.encryptionKey, 'base64') }],
    identifierSecret: Buffer.from(kept.identifierSecret, 'base64'),
  };
}

function newSecret(): string {
  return randomBytes(32).toString('base64');
}
