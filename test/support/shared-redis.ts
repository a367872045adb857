import { randomBytes } from 'node:crypto';
import type { Settings } from './gateway.js';

const newSecret = (): string => randomBytes(32).toString('base64');

/** Made for one test file: gateways with other secrets would be refused by the same Redis. */
const SECRETS: Settings = {
  STORE_ENCRYPTION_KEYS: `test:${newSecret()}`,
  IDENTIFIER_SECRET: newSecret(),
};

/** What gateways have in common that share one Redis: its address and the secrets of this test file. */
export function sharedRedis(url: string): Settings {
  return { STORE: 'redis', REDIS_URL: url, ...SECRETS };
}
