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
/** A server that was stopped first does what became due meanwhile. */
const SETTLE_SECONDS = 2;

/** CPU microseconds of the process for each request, with 32 requests in flight. */
export async function measureCpu(servers, { rounds, seconds }) {
  return inRounds(servers, rounds, (clients) => clients.closed(CONCURRENCY, seconds));
}

/**
 * The same, and the latency added to a direct call, at a given rate of requests at random times. Each round is compared
 * with its own direct calls, and the median round is reported beside the best. No pause of another process is counted as
 * one of the server: the other servers, which collect their garbage on the same core while they are idle, are stopped
 * meanwhile, and clients and Eko collect theirs before each measurement.
 */
export async function measureLatency(servers, eko, { rounds, seconds, rate }) {
  const direct = new Clients(eko.url, lookUp);
  const added = new Map(servers.map(({ name }) => [name, { p50: [], p99: [] }]));
  const collectGarbage = () => {
    globalThis.gc();
    return eko.collectGarbage();
  };
  const settle = async ({ pid, clients }) => {
    servers.forEach((other) => process.kill(other.pid, other.pid === pid ? 'SIGCONT' : 'SIGSTOP'));
    await clients.open(rate, SETTLE_SECONDS);
    clients.take();
    await collectGarbage();
  };
  let calls;
  const cpu = await inRounds(servers, rounds, (clients) => clients.open(rate, seconds), {
    before: async () => {
      await collectGarbage();
      await direct.open(rate, seconds);
      calls = direct.take().served;
    },
    settle,
    after: ({ name, served }) => {
      added.get(name).p50.push(quantile(served, 0.5) - quantile(calls, 0.5));
      added.get(name).p99.push(quantile(served, 0.99) - quantile(calls, 0.99));
    },
  }).finally(() => {
    // One that is stopped would not end either.
    servers.forEach(({ pid }) => process.kill(pid, 'SIGCONT'));
    direct.close();
  });
  const summary = (all) => ({ median: median(all), least: Math.min(...all), all });
  return {
    rate,
    cpu,
    addedMs: Object.fromEntries(
      [...added].map(([name, { p50, p99 }]) => [name, { p50: summary(p50), p99: summary(p99) }]),
    ),
  };
}

/** A round in which a server refused requests is not counted: the machine did not leave it enough CPU. */
async function inRounds(servers, rounds, load, { before, settle, after } = {}) {
  const counted = [];
  let requests = {};
  for (let round = 0; round < rounds; round++) {
    await before?.();
    const shift = round % servers.length;
    const results = [];
    for (const server of [...servers.slice(shift), ...servers.slice(0, shift)]) {
      await settle?.(server);
      results.push(await measureOne(server, load));
    }
    for (const { name, served } of results)
      requests = { ...requests, [name]: (requests[name] ?? 0) + served.length };
    if (results.some(({ refused }) => refused > 0)) continue;
    results.forEach((result) => after?.(result));
    counted.push(Object.fromEntries(results.map(({ name, microseconds }) => [name, microseconds])));
  }
  if (counted.length === 0)
    throw new Error('Requests were refused in each round: the machine has too little CPU');
  const figures = (name) => counted.map((round) => round[name]);
  return Object.fromEntries(
    servers.map(({ name }) => [
      name,
      {
        rounds: counted.length,
        requests: requests[name],
        microseconds: {
          median: median(figures(name)),
          least: Math.min(...figures(name)),
          all: figures(name),
        },
        ofPeer: ratio(figures(name), figures('peer')),
      },
    ]),
  );
}

async function measureOne({ name, pid, clients }, load) {
  const before = cpuMs(pid);
  await load(clients);
  await wait(REST_MS);
  const spentMs = cpuMs(pid) - before;
  const { served, refused, lost } = clients.take();
  if (lost.size > 0 || served.length === 0)
    throw new Error(`${name}: ${served.length} served, ${refused} refused, lost ${[...lost].join(' ')}`);
  return { name, served, refused, microseconds: (spentMs * 1000) / served.length };
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
