// Runs each command of docs/runbook.md by the real kubectl. There is no cluster: a small server answers what kubectl asks of
// one, with the log of a running gateway as that of two pods. Prints one line for each command.
import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { setTimeout as wait } from 'node:timers/promises';
import { REGISTRATION } from './clients/walk.ts';

const root = new URL('../..', import.meta.url).pathname;
const work = mkdtempSync(join(tmpdir(), 'runbook-'));
const SELECTOR = 'app.kubernetes.io/component=gateway';
const PODS = ['gateway-a', 'gateway-b'];
const runbook = readFileSync(join(root, 'docs/runbook.md'), 'utf8');

const { log, ...references } = await logOfAJourney();
const cluster = createServer(answer).listen(0, '127.0.0.1');
await new Promise((resolve) => cluster.once('listening', resolve));
writeFileSync(join(work, 'kubeconfig'), kubeconfig(cluster.address().port));
writeFileSync(join(work, 'audit.jsonl'), log);
writeFileSync(join(work, 'audit-1.jsonl'), '');
writeFileSync(join(work, 'audit-2.jsonl.gz'), gzipSync(log));

const commands = [...runbook.matchAll(/^ *```sh\n([\s\S]*?)^ *```$/gm)]
  .flatMap(([, block]) => block.split('\n'))
  .map((line) => line.trim())
  .filter(Boolean);
let failed = commands.length === 0 ? 1 : 0;
for (const command of commands) {
  const { status, stdout, stderr } = await run(withReferences(command));
  const well = status === 0 && stdout !== '';
  if (!well) failed += 1;
  process.stdout.write(well ? `ok      ${command}\n` : `FAILED  ${command}: ${status} ${stdout}${stderr}\n`);
}
cluster.close();
rmSync(work, { recursive: true, force: true });
process.exit(failed === 0 ? 0 : 1);

/** The log of a gateway whose simulated Eko gave a reply that no table knows, with the references of that step. */
async function logOfAJourney() {
  const gateway = spawn(join(root, 'node_modules/node/bin/node'), ['dist/main.js'], {
    cwd: root,
    env: {
      PATH: process.env.PATH,
      PORT: '0',
      METRICS_PORT: '0',
      STORE_PATH: join(work, 'store'),
      AUDIT_FILE: 'stderr',
      SHUTDOWN_DELAY_MS: '0',
    },
  });
  let output = '';
  for (const stream of [gateway.stdout, gateway.stderr]) stream.on('data', (chunk) => (output += chunk));
  const closed = new Promise((resolve) => gateway.once('close', resolve));
  const step = await unrecognizedStep(() => output).finally(() => gateway.kill());
  await closed;
  const lines = output.split('\n').filter((line) => line.startsWith('{'));
  return { ...step, log: lines.join('\n') };
}

async function unrecognizedStep(output) {
  let url;
  for (let tries = 0; !url; tries += 1) {
    if (tries > 300) throw new Error(`the gateway did not start: ${output()}`);
    await wait(100);
    url = /"event":"listening","url":"([^"]+)"/.exec(output())?.[1];
  }
  const post = async (path, body) => {
    const headers = { 'content-type': 'application/json', 'idempotency-key': `runbook-${path.length}` };
    return (await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) })).json();
  };
  // docs/sandbox.md: the first registration is answered with an unknown type id.
  const { id } = await post('/v1/ppi-levin/onboardings', { mobile: '9900000699' });
  const problem = await post(`/v1/ppi-levin/onboardings/${id}/registration`, REGISTRATION);
  if (problem.code !== 'UPSTREAM_UNRECOGNIZED')
    throw new Error(`not unrecognized: ${JSON.stringify(problem)}`);
  return { id, clientRefId: problem.clientRefId, requestId: problem.requestId };
}

/** The references of the journey take the place of those that the runbook has as examples. */
function withReferences(command) {
  return command
    .replace(/\bonb_\w+/, references.id)
    .replace(/trace\.js [\w-]{20}$/, `trace.js ${references.clientRefId}`)
    .replace(/trace\.js [0-9a-f]{8}-[\w-]+$/, `trace.js ${references.requestId}`)
    .replaceAll('dist/trace.js', join(root, 'dist/trace.js'))
    .replace('npm run ', `npm run --silent --prefix ${root} `);
}

function run(command) {
  const child = spawn('bash', ['-o', 'pipefail', '-c', command], {
    cwd: work,
    env: { ...process.env, KUBECONFIG: join(work, 'kubeconfig') },
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk) => (stdout += chunk));
  child.stderr.on('data', (chunk) => (stderr += chunk));
  return new Promise((resolve) => child.once('close', (status) => resolve({ status, stdout, stderr })));
}

/** What kubectl asks: which kinds there are, which pods have the labels, the log of one. As the API reference has it. */
function answer({ url }, response) {
  const { pathname, searchParams } = new URL(url, 'http://cluster');
  const pod = /^\/api\/v1\/namespaces\/default\/pods\/([\w-]+)\/log$/.exec(pathname)?.[1];
  if (pod) {
    const lines = log.trimEnd().split('\n');
    const tail = searchParams.get('tailLines');
    response.end(`${(tail === null ? lines : lines.slice(-Number(tail))).join('\n')}\n`);
    return;
  }
  const body = {
    '/api': { kind: 'APIVersions', versions: ['v1'] },
    '/apis': { kind: 'APIGroupList', apiVersion: 'v1', groups: [] },
    '/api/v1': {
      kind: 'APIResourceList',
      groupVersion: 'v1',
      resources: [
        { name: 'pods', singularName: 'pod', namespaced: true, kind: 'Pod', verbs: ['get', 'list'] },
        { name: 'pods/log', singularName: '', namespaced: true, kind: 'Pod', verbs: ['get'] },
      ],
    },
    '/api/v1/namespaces/default/pods': {
      kind: 'PodList',
      apiVersion: 'v1',
      metadata: {},
      items: searchParams.get('labelSelector') === SELECTOR ? PODS.map(podOf) : [],
    },
  }[pathname];
  response.setHeader('content-type', 'application/json');
  response.statusCode = body ? 200 : 404;
  response.end(JSON.stringify(body ?? { kind: 'Status', apiVersion: 'v1', status: 'Failure', code: 404 }));
}

function podOf(name) {
  return {
    kind: 'Pod',
    apiVersion: 'v1',
    metadata: { name, namespace: 'default', labels: { 'app.kubernetes.io/component': 'gateway' } },
    spec: { containers: [{ name: 'gateway', image: 'gateway' }] },
    status: { phase: 'Running', containerStatuses: [{ name: 'gateway', ready: true, restartCount: 0 }] },
  };
}

function kubeconfig(port) {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'test',
    contexts: [{ name: 'test', context: { cluster: 'test', user: 'test', namespace: 'default' } }],
    clusters: [{ name: 'test', cluster: { server: `http://127.0.0.1:${port}` } }],
    users: [{ name: 'test', user: {} }],
  });
}
