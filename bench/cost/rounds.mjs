// The measurements of bench/cost.mjs. Each measures the servers in turn, round by round, so that other load on the machine
// affects all of them.
import { setTimeout as wait } from 'node:timers/promises';
import { Clients } from '../load/clients.mjs';
import { median, quantile, ratio } from '../load/figures.mjs';
import { cpuMs, residentMib } from '../load/process.mjs';
import { lookUp } from '../load/requests.mjs';

const CONCURRENCY = 32;
/** Work after the last answer is counted too: log, garbage collection. */
const REST_MS = 100;

/** CPU microseconds of the process for each request, with 32 requests in flight. */
export async function measureCpu(servers, { rounds, seconds }) {
  return inRounds(servers, rounds, (clients) => clients.closed(CONCURRENCY, seconds));
}

/** The same, and latencies, at a given rate of requests at random times. */
export async function measureLatency(servers, eko, { rounds, seconds, rate }) {
  const direct = { name: 'direct', clients: new Clients(eko.url, lookUp), latencies: [] };
  const latencies = new Map([...servers, direct].map(({ name }) => [name, []]));
  const figures = await inRounds(servers, rounds, (clients) => clients.open(rate, seconds), {
    before: async () => {
      await direct.clients.open(rate, seconds);
      latencies.get('direct').push(direct.clients.take().served);
    },
    after: ({ name }, served) => latencies.get(name).push(served),
  });
  direct.clients.close();
  const summary = Object.fromEntries(
    [...latencies].map(([name, ofRounds]) => [
      name,
      { p50: quantile(ofRounds.flat(), 0.5), p99: quantile(ofRounds.flat(), 0.99) },
    ]),
  );
  const added = (name, part) => summary[name][part] - summary.direct[part];
  return {
    rate,
    cpu: figures,
    latencyMs: summary,
    addedMs: Object.fromEntries(
      servers.map(({ name }) => [name, { p50: added(name, 'p50'), p99: added(name, 'p99') }]),
    ),
  };
}

async function inRounds(servers, rounds, load, { before, after } = {}) {
  const figures = new Map(servers.map(({ name }) => [name, []]));
  const requests = new Map(servers.map(({ name }) => [name, 0]));
  for (let round = 0; round < rounds; round++) {
    await before?.();
    const shift = round % servers.length;
    for (const server of [...servers.slice(shift), ...servers.slice(0, shift)]) {
      const { name, pid, clients } = server;
      const spentBefore = cpuMs(pid);
      await load(clients);
      await wait(REST_MS);
      const spent = cpuMs(pid) - spentBefore;
      const { served, refused, lost } = clients.take();
      if (refused > 0 || lost.size > 0 || served.length === 0)
        throw new Error(`${name}: ${served.length} served, ${refused} refused, lost ${[...lost].join(' ')}`);
      figures.get(name).push((spent * 1000) / served.length);
      requests.set(name, requests.get(name) + served.length);
      after?.(server, served);
    }
  }
  const peer = figures.get('peer');
  return Object.fromEntries(
    [...figures].map(([name, all]) => [
      name,
      {
        requests: requests.get(name),
        microseconds: { median: median(all), least: Math.min(...all), all },
        ofPeer: ratio(all, peer),
      },
    ]),
  );
}

/** CPU of each process without requests, milliseconds a second; all are measured at the same time. */
export async function measureIdle(servers, seconds) {
  const before = servers.map(({ pid }) => cpuMs(pid));
  const startedAt = performance.now();
  await wait(seconds * 1000);
  const passed = (performance.now() - startedAt) / 1000;
  return Object.fromEntries(
    servers.map(({ name, pid }, index) => [
      name,
      { cpuMsPerSecond: (cpuMs(pid) - before[index]) / passed, residentMib: residentMib(pid) },
    ]),
  );
}

/** From spawn to the first answer of a ready server. */
export async function measureStarts(starters, rounds) {
  const all = new Map(starters.map(([name]) => [name, []]));
  for (let round = 0; round < rounds; round++)
    for (const [name, start] of starters) {
      const { readyMs, readyCpuMs, stop } = await start();
      all.get(name).push({ readyMs, readyCpuMs });
      await stop();
    }
  return Object.fromEntries(
    [...all].map(([name, starts]) => [
      name,
      {
        readyMs: median(starts.map(({ readyMs }) => readyMs)),
        leastMs: Math.min(...starts.map(({ readyMs }) => readyMs)),
        cpuMs: median(starts.map(({ readyCpuMs }) => readyCpuMs)),
      },
    ]),
  );
}
