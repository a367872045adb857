// Looks at what a person would see of compose.yaml: targets, every panel of the dashboard, an alert that fires, links, and
// ends. Reads the model of compose.yaml as JSON from stdin.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { journeys } from './journeys.mjs';
import { here, root, services, startAll, startRedis, stop, stopAll, until } from './services.mjs';

// compose.sh has reported the first check.
let [passed, failed] = [1, 0];
const gateway = `http://${here('gateway', 3000)}`;

try {
  startAll();
  await check('the gateway is ready on Redis', () => answers('gateway', 3000, '/health/ready'));
  await check('Prometheus scrapes the gateway', targetIsUp);
  // The first makes the series that the next ones increase.
  await check('a journey of each product is completed, and Prometheus has seen them', async () => {
    await journeys(gateway, 4);
    await until('its series', async () => {
      const { result } = await prometheus('query?query=sum(onboarding_transitions_total)>0');
      if (result.length === 0) throw new Error('none');
    });
  });
  await check('ten journeys are completed', () => journeys(gateway, 10));
  await check('every panel of the dashboard has data', everyPanelHasData);
  await check('each link of an alert leads to its section', everyAlertLinks);
  await check('Prometheus answers each query of the runbook', everyDocumentedQueryIsAnswered);
  await check('each page of docs/ is shown', everyPageIsShown);
  await check('an alert fires when Redis is gone', () => alertBecomes('firing', () => stop('redis')));
  await check('the alert ends when Redis is back', async () => {
    startRedis();
    await alertBecomes(undefined);
  });
  await check('Grafana is given the dashboard and Prometheus', grafanaIsProvisioned);
} finally {
  await stopAll();
}
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exit(failed === 0 ? 0 : 1);

async function check(name, run) {
  try {
    await run();
    passed += 1;
    process.stdout.write(`ok      ${name}\n`);
  } catch (error) {
    failed += 1;
    process.stdout.write(`FAILED  ${name}\n          ${error.message}\n`);
  }
}

async function json(service, port, path, init) {
  const response = await fetch(`http://${here(service, port)}${path}`, init);
  const body = await response.json();
  if (!response.ok) throw new Error(`${path}: ${response.status} ${JSON.stringify(body).slice(0, 300)}`);
  return body;
}

function answers(service, port, path) {
  return until(`${service}${path}`, () => json(service, port, path));
}

async function prometheus(path) {
  return (await json('prometheus', 9090, `/api/v1/${path}`)).data;
}

function targetIsUp() {
  return until('the target', async () => {
    const [target] = (await prometheus('targets')).activeTargets;
    if (target?.health !== 'up') throw new Error(target?.lastError ?? 'no target');
  });
}

/** Every query of the dashboard, as Grafana would send it, gives at least one number. */
function everyPanelHasData() {
  const { panels } = JSON.parse(readFileSync(join(root, 'helm/files/dashboard.json'), 'utf8'));
  const variables = {
    $namespace: 'compose',
    $job: 'gateway',
    $product: '.*',
    $__range: '1h',
    $__rate_interval: '1m',
  };
  return until('the dashboard', async () => {
    const empty = [];
    for (const { title, targets = [] } of panels)
      for (const { expr } of targets) {
        const query = Object.entries(variables).reduce(
          (text_, [name, value]) => text_.replaceAll(name, value),
          expr,
        );
        const { result } = await prometheus(`query?query=${encodeURIComponent(query)}`);
        if (!result.some(({ value }) => Number.isFinite(Number(value[1])))) empty.push(`${title}: ${query}`);
      }
    if (empty.length > 0) throw new Error(`no data for\n          ${empty.join('\n          ')}`);
  });
}

async function everyAlertLinks() {
  const { groups } = await prometheus('rules?type=alert');
  const alerts = groups.flatMap(({ rules }) => rules);
  if (alerts.length === 0) throw new Error('Prometheus has no alerts');
  for (const { name, annotations } of alerts) {
    const anchor = annotations.runbook_url.split('#')[1];
    const page = await (await fetch(`http://${here('pages', 8080)}/runbook.md`)).text();
    if (!page.includes(`id="${anchor}"`)) throw new Error(`the runbook has no section for ${name}`);
  }
}

async function everyDocumentedQueryIsAnswered() {
  const runbook = readFileSync(join(root, 'docs/runbook.md'), 'utf8');
  const queries = [...runbook.matchAll(/`([^`]*(?:_total|_seconds)\b[^`]*)`/g)].map(([, query]) => query);
  if (queries.length === 0) throw new Error('the runbook has no query');
  for (const query of queries) await prometheus(`query?query=${encodeURIComponent(query)}`);
}

async function everyPageIsShown() {
  const pages = readdirSync(join(root, 'docs'), { recursive: true }).filter((path) => path.endsWith('.md'));
  for (const page of pages) {
    const response = await fetch(`http://${here('pages', 8080)}/${page}`);
    const body = await response.text();
    if (!response.ok || !/<h1/.test(body)) throw new Error(`${page}: ${response.status}`);
  }
}

/** @param state firing, or undefined when no alert is left */
async function alertBecomes(state, cause) {
  await cause?.();
  await until(
    `GatewayStoreDown is ${state}`,
    async () => {
      const { alerts } = await prometheus('alerts');
      const alert = alerts.find(({ labels }) => labels.alertname === 'GatewayStoreDown');
      if (alert?.state !== state) throw new Error(`it is ${alert?.state}`);
      if (!alert) return;
      // As a person would follow it from the page of alerts.
      const response = await fetch(alert.annotations.runbook_url);
      const page = await response.text();
      if (!page.includes('id="gatewaystoredown"'))
        throw new Error(`${alert.annotations.runbook_url} has no section`);
    },
    180,
  );
}

/** Grafana itself cannot be had here: what it is given names files and services that compose.yaml has. */
async function grafanaIsProvisioned() {
  const { volumes } = services.grafana;
  const read = (target) =>
    readFileSync(volumes.find((volume) => volume.target.includes(target)).source, 'utf8');
  if (!read('provisioning/datasources').includes('url: http://prometheus:9090'))
    throw new Error('the data source is not the service prometheus');
  const path = /path: (\S+)/.exec(read('provisioning/dashboards'))?.[1];
  const dashboard = volumes.find(({ target }) => target.startsWith(`${path}/`));
  if (!dashboard) throw new Error(`no dashboard is mounted in ${path}`);
  if (services.grafana.environment.GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH !== dashboard.target)
    throw new Error('the first page is not the dashboard');
}
