// The services of compose.yaml, each started as a process of this machine with what it would get as a container.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';

export const root = new URL('../../..', import.meta.url).pathname;
/** The model of compose.yaml, by service. */
export const { services } = JSON.parse(await text(process.stdin));
const work = mkdtempSync(join(tmpdir(), 'compose-'));
/** The address of each service and port in the network of the containers, and here. */
const addresses = await assignAddresses();
const processes = new Map();

export function startAll() {
  startRedis();
  startService('gateway', join(root, 'node_modules/node/bin/node'), ['dist/main.js']);
  startService('prometheus', 'prometheus', [
    ...services.prometheus.command.map((argument) => translated('prometheus', argument)),
    `--web.listen-address=${here('prometheus', 9090)}`,
  ]);
  startService(
    'pages',
    'caddy',
    services.pages.command.slice(1).map((argument) => translated('pages', argument)),
  );
}

export function startRedis() {
  const [, port] = here('redis', 6379).split(':');
  startService('redis', 'redis-server', [
    ...services.redis.command.slice(1),
    ...['--dir', directory('redis'), '--bind', '127.0.0.1', '--port', port],
  ]);
}

export async function stopAll() {
  for (const name of [...processes.keys()].reverse()) await stop(name);
  rmSync(work, { recursive: true, force: true });
}

export async function stop(name) {
  const { child, exited } = processes.get(name);
  processes.delete(name);
  if (child.exitCode !== null || child.pid === undefined) return;
  child.kill('SIGTERM');
  await exited;
}

/** @throws Error when it was not so in time, or a service has ended */
export async function until(what, attempt, seconds = 60) {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const result = await attempt().catch((error) => error);
    if (!(result instanceof Error)) return result;
    const dead = [...processes].find(([, { child }]) => child.exitCode !== null);
    if (dead) throw new Error(`${dead[0]} exited with ${dead[1].child.exitCode}: ${dead[1].last()}`);
    if (Date.now() > deadline) throw new Error(`${what}: ${result.message}`);
    await wait(500);
  }
}

/** Where a port of a service listens here. */
export function here(service, port) {
  return addresses.get(`${service}:${port}`);
}

async function assignAddresses() {
  const assigned = new Map();
  const ports = { gateway: [3000, 9464], redis: [6379], prometheus: [9090], pages: [8080] };
  for (const [service, list] of Object.entries(ports))
    for (const port of list) assigned.set(`${service}:${port}`, `127.0.0.1:${await freePort()}`);
  return assigned;
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

function directory(name) {
  const path = join(work, name);
  mkdirSync(path, { recursive: true });
  return path;
}

/** Paths and addresses of the container become those of this machine, in arguments and in the files that are mounted. */
function translated(service, content) {
  const names = new Map(addresses);
  for (const [name, { ports = [] }] of Object.entries(services))
    for (const { published, target } of ports) names.set(`localhost:${published}`, here(name, target) ?? '');
  for (const { type, source, target } of services[service].volumes ?? [])
    names.set(
      target,
      type === 'volume' || statSync(source).isDirectory() ? source : mounted(service, target),
    );
  // Beside these its own address, as Caddy writes it, and the directory of the files.
  if (service === 'pages') names.set(':8080', here('pages', 8080)).set('/etc/caddy', directory('pages'));
  if (service === 'prometheus') names.set('/prometheus', directory('data'));
  const longestFirst = [...names.keys()].sort((one, other) => other.length - one.length);
  const any = new RegExp(longestFirst.map((name) => name.replaceAll('.', '\\.')).join('|'), 'g');
  return content.replace(any, (name) => names.get(name));
}

function mounted(service, target) {
  return join(directory(service), basename(target));
}

/** The files that the service mounts lie in one directory, as the relative names in them expect. */
function mountFiles(service) {
  for (const { type, source, target } of services[service].volumes ?? [])
    if (type === 'bind' && statSync(source).isFile())
      writeFileSync(mounted(service, target), translated(service, readFileSync(source, 'utf8')));
}

function startService(name, command, args) {
  mountFiles(name);
  const own = name === 'redis' ? ['--port', here('redis', 6379).split(':')[1], '--bind', '127.0.0.1'] : [];
  const ports =
    name === 'gateway'
      ? {
          HOST: '127.0.0.1',
          PORT: here('gateway', 3000).split(':')[1],
          METRICS_PORT: here('gateway', 9464).split(':')[1],
        }
      : {};
  const environment = Object.fromEntries(
    Object.entries(services[name].environment ?? {}).map(([key, value]) => [key, translated(name, value)]),
  );
  const child = spawn(command, args, {
    cwd: root,
    env: { PATH: process.env.PATH, HOME: directory(name), ...environment, ...ports },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let last = '';
  child.stderr.on('data', (data) => (last = (last + data).slice(-2000)));
  const exited = new Promise((resolve) => child.once('exit', resolve));
  child.once('error', (error) => (last = error.message));
  processes.set(name, { child, exited, last: () => last });
}
