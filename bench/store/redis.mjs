// node bench/store/redis.mjs [sizes, default: 1000,1000000]
// Starts a separate redis-server, which appends each write to a file once a second.
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { openRedisStore } from '../../dist/store/redis-store.js';
import { startRedis } from '../load/servers.mjs';
import { measureStarts, measureSteps, print } from './workload.mjs';

const [sizes = '1000,1000000'] = process.argv.slice(2);
const server = await startRedis();
const redis = new Redis(server.port, { retryStrategy: () => 50 });
redis.on('error', () => undefined);
await redis.ping();

const usedMemory = async () => Number(/^used_memory:(\d+)/m.exec(await redis.info('memory'))[1]);
const measured = {};
for (const size of sizes.split(',').map(Number)) {
  await redis.flushall();
  await sleep(200);
  const store = await openRedisStore({
    mode: 'standalone',
    url: server.url,
    warn: console.warn,
  });
  const before = await usedMemory();
  const { figures, known } = await measureStarts(store, size);
  const bytes = ((await usedMemory()) - before) / (size + 21_000);
  Object.assign(figures, await measureSteps(store, known));
  measured[size] = { ...figures, 'bytes of memory per onboarding': bytes };
  await store.close();
}
print(measured);
redis.disconnect();
server.stop();
