import { randomBytes } from 'node:crypto';
import type { Settings } from '../support/gateway.js';
import type { RedisServer } from '../store/redis-servers.js';

/** What makes gateways share that Redis; secrets are shared too, or they could not read each other. */
export function redisSettings({ url }: RedisServer): Settings {
  return {
    STORE: 'redis',
    REDIS_URL: url,
    STORE_ENCRYPTION_KEYS: `test:${randomBytes(32).toString('base64')}`,
    IDENTIFIER_SECRET: randomBytes(32).toString('base64'),
  };
}
