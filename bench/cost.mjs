// What a step costs, beside the peer's request and what the card's packages cost by themselves (bench/peers):
// npm run bench:cost [-- --short] [--only cpu,latency,idle,start,redis]
// Needs Linux, npm, redis-server and, for separate cores, taskset of util-linux; installs the peer's packages. Prints a table
// and writes all figures to reports/cost.json.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { measureRedis, redisCpu } from './cost/redis.mjs';
import { measureCpu, measureIdle, measureLatency, measureStarts } from './cost/rounds.mjs';
import { table } from './cost/table.mjs';
import { Clients } from './load/clients.mjs';
import { leaveServerCore, machine } from './load/machine.mjs';
import { start, startAtPeer } from './load/requests.mjs';
import { startEko, startFloor, startGateway, startPeer, startRedis } from './load/servers.mjs';

// The speed of a virtual machine changes within seconds: many short rounds compare servers at about the same speed.
const SIZES = {
  full: { warmUp: 10, rounds: 100, seconds: 0.5, rate: 300, latencyRounds: 8, idleSeconds: 60, starts: 7 },
  short: { warmUp: 3, rounds: 10, seconds: 0.5, rate: 300, latencyRounds: 2, idleSeconds: 10, starts: 2 },
};
const { values } = parseArgs({
  options: { short: { type: 'boolean' }, only: { type: 'string', default: 'cpu,latency,idle,start,redis' } },
});
const size = values.short ? SIZES.short : SIZES.full;
const measures = (part) => values.only.split(',').includes(part);
const root = new URL('..', import.meta.url).pathname;

if (spawnSync('redis-server', ['--version']).status !== 0) throw new Error('redis-server is not installed');
installPeer();
leaveServerCore();
const eko = await startEko();
// The floor has a separate Redis, so that the gateway's commands can be measured.
const [redis, redisOfFloor] = [await startRedis(), await startRedis()];
const starters = [
  ['embedded', () => startGateway(eko)],
  ['redis', () => startGateway(eko, { STORE: 'redis', REDIS_URL: redis.url })],
  ['peer', () => startPeer(eko)],
  ['floorEmbedded', () => startFloor(eko)],
  ['floorRedis', () => startFloor(eko, redisOfFloor)],
];
const measured = { measuredAt: new Date().toISOString(), machine: machine() };
if (measures('start')) measured.starts = await measureStarts(starters, size.starts);
if (measures('redis')) measured.redis = await measureRedis(eko, redis);

const servers = [];
for (const [name, startServer] of starters) {
  const server = await startServer();
  servers.push({
    ...server,
    name,
    clients: new Clients(server.url, ['embedded', 'redis'].includes(name) ? start : startAtPeer),
  });
}
if (measures('idle')) {
  await wait(5_000);
  measured.idle = await measureIdle(servers, size.idleSeconds);
}
for (const { clients } of servers) {
  await clients.closed(32, size.warmUp);
  clients.take();
}
if (measures('cpu')) {
  const before = await redisCpu(redis.port);
  measured.cpu = await measureCpu(servers, size);
  const spent = (await redisCpu(redis.port)) - before;
  if (measured.redis) measured.redis.cpuMicrosecondsAtFullLoad = spent / measured.cpu.redis.requests;
}
if (measures('latency'))
  measured.latency = await measureLatency(servers, eko, {
    ...size,
    rounds: size.latencyRounds,
    seconds: 5,
  }).catch((error) => void console.error(`no latency: ${error.message}`));
if (measures('idle')) {
  await wait(5_000);
  measured.idleAfter = await measureIdle(servers, size.idleSeconds);
}
measured.machine.loadAverageAtTheEnd = machine().loadAverage;
for (const { clients, stop } of servers) {
  clients.close();
  await stop();
}
eko.stop();
redis.stop();
redisOfFloor.stop();

mkdirSync(`${root}reports`, { recursive: true });
writeFileSync(`${root}reports/cost.json`, `${JSON.stringify(measured, undefined, 2)}\n`);
console.log(table(measured));
console.log(`\n${JSON.stringify(measured.machine)}`);
process.exit(0);

/** The peer has separate packages, which nothing but this measurement needs. */
function installPeer() {
  const peer = `${root}bench/peers/default-nest`;
  const options = { cwd: peer, stdio: 'inherit' };
  const run = (...parameters) => {
    if (spawnSync('npm', parameters, options).status !== 0)
      throw new Error(`npm ${parameters[0]} failed in ${peer}`);
  };
  if (!existsSync(`${peer}/node_modules`)) run('ci', '--ignore-scripts', '--no-audit', '--no-fund');
  run('run', '--silent', 'build');
}
