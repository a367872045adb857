// A steady load for a long time: node bench/soak/soak.mjs [minutes] [requests a second] [embedded or redis]
import { Clients } from '../load/clients.mjs';
import { quantile } from '../load/figures.mjs';
import { leaveServerCore } from '../load/machine.mjs';
import { Means, metric } from '../load/metrics.mjs';
import { openFiles, residentMib } from '../load/process.mjs';
import { startEko, startGateway, startRedis } from '../load/servers.mjs';

const UPSTREAM_MS = 20;
const SAMPLE_SECONDS = 30;
/** Onboardings expire during the run: otherwise the store itself would grow. */
const LIVES = { ONBOARDING_TTL_SECONDS: '60', IDEMPOTENCY_TTL_SECONDS: '60' };
const minutes = Number(process.argv[2] ?? 15);
const rate = Number(process.argv[3] ?? 100);
leaveServerCore();
const eko = await startEko(UPSTREAM_MS);
const redis = process.argv[4] === 'redis' ? await startRedis() : undefined;
const store = redis ? { STORE: 'redis', REDIS_URL: redis.url } : {};
const gateway = await startGateway(eko, { ...LIVES, ...store });
const clients = new Clients(gateway.url);
/** The durations of the parts, so that a drift can be located. */
const means = new Means(gateway.metrics, ['eko_call_duration_seconds', 'store_operation_duration_seconds']);
await means.take();
console.log('minute  served  other  p50 ms  p99 ms  eko ms store ms rss MiB heap MiB files  active');
for (let sample = 1; sample <= (minutes * 60) / SAMPLE_SECONDS; sample++) {
  await clients.open(rate, SAMPLE_SECONDS);
  const { served, refused, lost } = clients.take();
  const heap = await metric(gateway.metrics, 'nodejs_heap_size_used_bytes');
  const row = [
    (sample * SAMPLE_SECONDS) / 60,
    served.length,
    [...lost, ...(refused ? [['503', refused]] : [])].map(([what, times]) => `${times}x${what}`).join(' ') ||
      0,
    quantile(served, 0.5).toFixed(1),
    quantile(served, 0.99).toFixed(1),
    ...(await means.take()).map((seconds) => (seconds * 1000).toFixed(2)),
    Math.round(residentMib(gateway.pid)),
    Math.round(heap / 2 ** 20),
    openFiles(gateway.pid),
    await metric(gateway.metrics, 'nodejs_active_resources_total'),
  ];
  console.log(row.map((value) => String(value).padStart(7)).join(' '));
}
await gateway.stop();
eko.stop();
redis?.stop();
process.exit(0);
