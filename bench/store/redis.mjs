// node bench/store/redis.mjs [sizes, default: 1000,1000000]
// Starts a separate redis-server, which appends each write to a file once a second.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { openRedisStore } from '../../dist/store/redis-store.js';
import { measureStarts, measureSteps, print } from './workload.mjs';

const [sizes = '1000,1000000'] = process.argv.slice(2);
const port = await new Promise((resolve) => {
  const server = createServer().listen(0, '127.0.0.1', () => {
    const { port: free } = server.address();
    server.close(() => resolve(free));
  });
});
const directory = mkdtempSync(join(tmpdir(), 'bench-redis-'));
const settings = ['--port', port, '--dir', directory, '--save', '', '--appendonly', 'yes'];
const server = spawn('redis-server', settings.map(String), { stdio: 'ignore' });
const redis = new Redis(port, { retryStrategy: () => 50 });
redis.on('error', () => undefined);
await redis.ping();

const usedMemory = async () => Number(/^used_memory:(\d+)/m.exec(await redis.info('memory'))[1]);
const measured = {};
for (const size of sizes.split(',').map(Number)) {
  await redis.flushall();
  await sleep(200);
  const store = await openRedisStore({
    mode: 'standalone',
    url: `redis://127.0.0.1:${port}`,
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
server.kill('SIGKILL');
rmSync(directory, { recursive: true, force: true });
