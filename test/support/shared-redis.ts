import { randomBytes } from 'node:crypto';
import type { Settings } from './gateway.js';

const newSecret = (): string => randomBytes(32).toString('base64');

/** Made once for each spec file: gateways with other secrets refuse to start on the same Redis. */
const SECRETS: Settings = {
  STORE_ENCRYPTION_KEYS: `test:${newSecret()}`,
  IDENTIFIER_SECRET: newSecret(),
};

/** The settings of gateways that share one Redis: its address and the secrets of this test file. */
export function sharedRedis(url: string): Settings {
  return { STORE: 'redis', REDIS_URL: url, ...SECRETS };
}
