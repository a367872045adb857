import { describeCrashes } from '../support/crash-expectations.js';
import { sharedRedis } from '../support/shared-redis.js';
import { RedisServer } from '../store/redis-servers.js';

describeCrashes('a process killed at any point of a step, with Redis', async () => {
  const redis = await RedisServer.start(['appendonly', 'yes']);
  const shared = sharedRedis(redis.url);
  return {
    // A claim on Redis is abandoned only when its lease has expired, so each chain mostly waits.
    chains: 8,
    settings: () => ({ ...shared, EKO_TIMEOUT_MS: '5000' }),
    close: () => redis.stop(),
  };
});
