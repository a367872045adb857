// Goodput at the peak and at twice the peak: node bench/load/overload.mjs [seconds]
import { Clients } from './clients.mjs';
import { quantile } from './figures.mjs';
import { leaveServerCore } from './machine.mjs';
import { startEko, startGateway } from './servers.mjs';

const UPSTREAM_MS = 20;
const seconds = Number(process.argv[2] ?? 15);
leaveServerCore();
const eko = await startEko(UPSTREAM_MS);
const gateway = await startGateway(eko);
const clients = new Clients(gateway.url);
await clients.closed(32, 5);
clients.take();

const peaks = [];
for (const concurrency of [32, 64, 128, 256]) {
  await clients.closed(concurrency, seconds);
  const { served, refused, lost } = clients.take();
  peaks.push(served.length / seconds);
  line(`closed, ${concurrency} at a time`, served, refused, lost);
}
const peak = Math.max(...peaks);
// All connections are opened before: otherwise opening a thousand would be measured, too.
await clients.closed(1024, 2);
clients.take();
const startedAt = performance.now();
const offered = await clients.open(2 * peak, seconds);
const { served, refused, lost } = clients.take();
const goodput = served.length / ((performance.now() - startedAt) / 1000);
line(`open, ${Math.round(offered / seconds)} a second`, served, refused, lost);
console.log(
  `goodput at twice the peak: ${Math.round(goodput)}/s, ${Math.round((100 * goodput) / peak)} % of the peak`,
);
await gateway.stop();
eko.stop();
process.exit(0);

function line(name, latencies, refusals, losses) {
  const [p50, p99, most] = [0.5, 0.99, 1].map((part) => Math.round(quantile(latencies, part)));
  const rate = Math.round(latencies.length / seconds);
  console.log(
    `${name}: ${rate}/s served, ${refusals} refused, lost ${JSON.stringify(Object.fromEntries(losses))}; ms p50 ${p50}, p99 ${p99}, max ${most}`,
  );
}
