import { randomBytes } from 'node:crypto';
import type { Settings } from './gateway.js';

const newSecret = (): string => randomBytes(32).toString('base64');

/** What gateways have in common that share one Redis: its address, and secrets made for this test. */
export function sharedRedis(url: string): Settings {
  return {
    STORE: 'redis',
    REDIS_URL: url,
    STORE_ENCRYPTION_KEYS: `test:${newSecret()}`,
    IDENTIFIER_SECRET: newSecret(),
  };
}
