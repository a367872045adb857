// The load of one step on Redis: Redis's counters, and the round trips that a proxy in front of it counts.
import { connect, createServer } from 'node:net';
import { Redis } from 'ioredis';
import { Clients } from '../load/clients.mjs';
import { startGateway } from '../load/servers.mjs';

const STEPS = 400;

/** Commands by name, round trips and CPU for each step, one step after the other. */
export async function measureRedis(eko, redis) {
  const proxy = await countingProxy(redis.port);
  const gateway = await startGateway(eko, { STORE: 'redis', REDIS_URL: `redis://127.0.0.1:${proxy.port}` });
  const client = new Redis(redis.port);
  const clients = new Clients(gateway.url);
  await steps(clients, STEPS);
  const before = await counters(client);
  const exchangesBefore = proxy.exchanges();
  await steps(clients, STEPS);
  const exchanges = proxy.exchanges() - exchangesBefore;
  const after = await counters(client);
  clients.close();
  client.disconnect();
  await gateway.stop();
  proxy.close();
  const used = Object.entries(after.calls)
    .map(([name, calls]) => [name, (calls - (before.calls[name] ?? 0)) / STEPS])
    .filter(([name, calls]) => calls >= 0.05 && name !== 'info');
  return {
    roundTripsPerStep: exchanges / STEPS,
    commandsPerStep: Object.fromEntries(used),
    cpuMicrosecondsPerStep: (after.cpuMicroseconds - before.cpuMicroseconds) / STEPS,
  };
}

/** CPU of Redis so far, user and system, microseconds. */
export async function redisCpu(port) {
  const client = new Redis(port);
  const { cpuMicroseconds } = await counters(client);
  client.disconnect();
  return cpuMicroseconds;
}

async function steps(clients, count) {
  for (let step = 0; step < count; step++) await clients.send();
  const { served } = clients.take();
  if (served.length !== count) throw new Error(`${count - served.length} of ${count} steps were not served`);
}

async function counters(client) {
  const [commands, cpu] = [await client.info('commandstats'), await client.info('cpu')];
  const calls = Object.fromEntries(
    [...commands.matchAll(/^cmdstat_(\S+?):calls=(\d+)/gm)].map(([, name, count]) => [name, Number(count)]),
  );
  const seconds = (name) => Number(new RegExp(`^${name}:(\\S+)`, 'm').exec(cpu)[1]);
  return { calls, cpuMicroseconds: (seconds('used_cpu_user') + seconds('used_cpu_sys')) * 1e6 };
}

/**
 * Forwards bytes, and counts how often the gateway sends after it has received an answer: one round trip each, of all its
 * connections together, since it uses them at the same time.
 */
async function countingProxy(redisPort) {
  let count = 0;
  let answered = true;
  const server = createServer((gateway) => {
    const redis = connect(redisPort, '127.0.0.1').setNoDelay();
    gateway.setNoDelay();
    gateway.on('data', (bytes) => {
      if (answered) count += 1;
      answered = false;
      redis.write(bytes);
    });
    redis.on('data', (bytes) => {
      answered = true;
      gateway.write(bytes);
    });
    for (const [one, other] of [
      [gateway, redis],
      [redis, gateway],
    ])
      one.on('error', () => undefined).on('close', () => other.destroy());
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return { port: server.address().port, exchanges: () => count, close: () => server.close() };
}
