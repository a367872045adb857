import { spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import { cpus, loadavg } from 'node:os';

const cores = cpus().length;
const hasTaskset = spawnSync('taskset', ['--version']).status === 0;
/** The measured process has core 0; clients, Eko and Redis must not use it. */
const pinned = cores > 1 && hasTaskset;

/** The command of a process on the core of servers. */
export function onServerCore(command, ...parameters) {
  return pinned ? ['taskset', ['-c', '0', command, ...parameters]] : [command, parameters];
}

/** Moves this process, and what it starts from now on, to the other cores. */
export function leaveServerCore() {
  if (pinned) spawnSync('taskset', ['--all-tasks', '-pc', `1-${cores - 1}`, String(process.pid)]);
}

/** What the figures were measured on. */
export function machine() {
  return {
    node: process.version,
    processor: cpus()[0]?.model,
    cores,
    placement: pinned
      ? 'core 0 for the server, the others for clients, Eko and Redis'
      : `no separate cores: ${cores > 1 ? 'no taskset' : 'one core'}`,
    loadAverage: loadavg()[0],
  };
}

export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}
