import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeNothingPersonal } from '../security/nothing-personal.js';
import { RedisServer } from '../store/redis-servers.js';

describeNothingPersonal('with Redis', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'canary-test-'));
  // Compressed data cannot be searched.
  const redis = await RedisServer.start(['appendonly', 'yes', 'rdbcompression', 'no']);
  return {
    directory,
    settings: { STORE: 'redis', REDIS_URL: redis.url },
    contents: async () => {
      await redis.ask('SAVE');
      return redis.files();
    },
    close: async () => {
      await redis.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
});
