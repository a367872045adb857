// Starts the built gateway with its sandbox, makes a small journey, and compares the queries of alerts, dashboard and pages
// with /metrics: every metric by name, every label that a query selects or groups by.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const root = new URL('../..', import.meta.url).pathname;
const [API, METRICS] = [23311, 23312];
/** Added by Prometheus to everything it scrapes. */
const TARGET_LABELS = ['namespace', 'job', 'instance'];
const KEYWORDS = ['and', 'or', 'unless', 'by', 'without', 'on', 'ignoring', 'bool', 'offset', 'inf', 'nan'];

const exported = await exportedMetrics();
const recorded = [
  ...readFileSync(join(root, 'helm/files/alerts.yaml'), 'utf8').matchAll(/record: (\S+)/g),
].map(([, name]) => name);
const queries = [...alertQueries(), ...dashboardQueries(), ...documentedQueries()];
const faults = queries.flatMap(({ where, query }) => faultsOf(query).map((fault) => `${where}: ${fault}`));
for (const fault of faults) process.stdout.write(`FAILED  ${fault}\n`);
const families = new Set([...exported.keys()].map(family));
const used = new Set(queries.flatMap(({ query }) => namesIn(query)).map(family));
for (const name of recorded) used.delete(name);
process.stdout.write(
  `ok      ${queries.length} queries ask for ${used.size} of the ${families.size} metrics of a running gateway\n`,
);
process.exit(faults.length === 0 && queries.length > 0 ? 0 : 1);

async function exportedMetrics() {
  const data = mkdtempSync(join(tmpdir(), 'metrics-names-'));
  const gateway = spawn(join(root, 'node_modules/node/bin/node'), ['dist/main.js'], {
    cwd: root,
    env: {
      PATH: process.env.PATH,
      PORT: String(API),
      METRICS_PORT: String(METRICS),
      STORE_PATH: data,
      LOG_LEVEL: 'warn',
      SHUTDOWN_DELAY_MS: '0',
    },
    stdio: 'ignore',
  });
  try {
    await journey();
    const text = await (await fetch(`http://127.0.0.1:${METRICS}/metrics`)).text();
    return parse(text);
  } finally {
    const exited = new Promise((resolve) => gateway.once('exit', resolve));
    gateway.kill('SIGTERM');
    await exited;
    rmSync(data, { recursive: true, force: true });
  }
}

async function journey() {
  const onboardings = `http://127.0.0.1:${API}/v1/ppi-levin/onboardings`;
  for (let tries = 0; ; tries += 1) {
    const ready = await fetch(`http://127.0.0.1:${API}/health/ready`).catch(() => undefined);
    if (ready?.ok) break;
    if (tries > 300) throw new Error('the gateway did not become ready');
    await wait(100);
  }
  let keys = 0;
  const post = async (url, body) => {
    keys += 1;
    const headers = { 'content-type': 'application/json', 'idempotency-key': `metrics-names-${keys}` };
    return (await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })).json();
  };
  const { id } = await post(onboardings, { mobile: '9876543210' });
  await post(`${onboardings}/${id}/registration`, {
    name: 'Karan Garg',
    dateOfBirth: '1990-01-01',
    address: { line: '1 Road', city: 'Pune', district: 'Pune', state: 'Maharashtra', pincode: '411001' },
  });
  await post(`${onboardings}/${id}/otp/verification`, { otp: '000000' });
  await post(`${onboardings}/${id}/otp/verification`, { otp: 'not digits' });
}

/** Metric family to the labels that its samples carry; no labels at all when it has no sample yet. */
function parse(text) {
  const metrics = new Map();
  for (const line of text.split('\n')) {
    const [, declared, type] = /^# TYPE (\S+) (\S+)/.exec(line) ?? [];
    if (declared) {
      metrics.set(declared, new Set());
      if (type === 'histogram')
        for (const suffix of ['_bucket', '_sum', '_count']) metrics.set(declared + suffix, new Set());
    }
    const [, name, labels] = /^([a-zA-Z_]\w*)(?:\{(.*)\})? /.exec(line) ?? [];
    if (name) for (const [, label] of (labels ?? '').matchAll(/(\w+)="/g)) metrics.get(name)?.add(label);
    if (name) metrics.get(name)?.add('');
  }
  return metrics;
}

function alertQueries() {
  const text = readFileSync(join(root, 'helm/files/alerts.yaml'), 'utf8');
  const blocks = text.split(/\n\s+- (?=alert:|record:)/).slice(1);
  return blocks.map((block) => ({
    where: /^\w+: (\S+)/.exec(block)[1],
    query: /\bexpr: (?:\|-\n)?([\s\S]*?)(?=\n\s+(?:for|labels):|\n\s*-? ?name:|$)/.exec(block)[1],
  }));
}

function dashboardQueries() {
  const { panels, templating } = JSON.parse(readFileSync(join(root, 'helm/files/dashboard.json'), 'utf8'));
  const charted = panels.flatMap(({ title, targets = [] }) =>
    targets.map(({ expr }) => ({ where: `dashboard, ${title}`, query: expr })),
  );
  const variables = templating.list
    .map(({ name, definition }) => ({
      name,
      selector: /^label_values\((.*), \w+\)$/.exec(definition ?? '')?.[1],
    }))
    .filter(({ selector }) => selector)
    .map(({ name, selector }) => ({ where: `dashboard variable ${name}`, query: selector }));
  return [...charted, ...variables];
}

/** Queries and metrics that the pages for operators tell them to look at. */
function documentedQueries() {
  return ['runbook', 'going-live'].flatMap((page) =>
    [
      ...readFileSync(join(root, `docs/${page}.md`), 'utf8').matchAll(/`([^`]*(?:_total|_seconds)\b[^`]*)`/g),
    ].map(([, query]) => ({ where: `docs/${page}.md`, query })),
  );
}

function faultsOf(query) {
  const names = namesIn(query);
  const unknown = names
    .filter((name) => !exported.has(name) && !recorded.includes(name))
    .map((name) => `the gateway exports no ${name}`);
  const known = new Set([...TARGET_LABELS, ...names.flatMap((name) => [...(exported.get(name) ?? [])])]);
  // A metric without a sample shows no labels; docs/metrics.md lists them.
  const silent = names.some((name) => exported.get(name)?.size === 0);
  const unlabelled = silent ? [] : labelsIn(query).filter((label) => !known.has(label));
  return [...unknown, ...unlabelled.map((label) => `no label ${label} on ${names.join(', ')}`)];
}

function namesIn(query) {
  const bare = query
    .replace(/"[^"]*"/g, '')
    .replace(/\{[^}]*\}/g, '')
    .replace(/\[[^\]]*\]/g, '')
    .replace(/\b(by|without|on|ignoring)\s*\([^)]*\)/g, '')
    .replace(/\boffset\s+\w+/g, '');
  return [...bare.matchAll(/[a-zA-Z_:][\w:]*(?!\w*\s*\()/g)]
    .map(([name]) => name)
    .filter((name) => !KEYWORDS.includes(name));
}

function labelsIn(query) {
  const selected = [...query.matchAll(/(\w+)\s*(?:=~|!~|!=|=)\s*"/g)].map(([, label]) => label);
  const grouped = [...query.matchAll(/\bby\s*\(([^)]*)\)/g)].flatMap(([, list]) => list.split(/\s*,\s*/));
  return [...new Set([...selected, ...grouped])];
}

function family(name) {
  return name.replace(/_(bucket|sum|count)$/, '');
}
