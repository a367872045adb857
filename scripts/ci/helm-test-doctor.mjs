// Runs what the pod of `helm test` runs, with its variables and files, against the simulated Eko: right keys pass, wrong
// keys fail with the sentence that says why, and no SMS is sent. Needs helm and a built project.
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';

const root = new URL('../..', import.meta.url).pathname;
const KEY = `${'A'.repeat(43)}=`;
const RIGHT = {
  EKO_DEVELOPER_KEY: 'sandbox-developer-key',
  EKO_ACCESS_KEY: 'TEST_ACCESS_KEY_DO_NOT_USE',
  EKO_INITIATOR_ID: '9962981729',
  STORE_ENCRYPTION_KEYS: `key-1:${KEY}`,
  IDENTIFIER_SECRET: KEY,
};
/** A secret that is wrong, and what the pod must print about it. */
const CASES = [
  { wrong: {}, code: 0, prints: /^ok {6}eko credentials of dmt-fino: Eko accepted key and signature/m },
  {
    wrong: { EKO_DEVELOPER_KEY: 'another-key' },
    code: 1,
    prints: /^FAILED {2}eko credentials of ppi-levin: Eko does not know the developer key/m,
  },
  {
    wrong: { EKO_ACCESS_KEY: 'ANOTHER_KEY' },
    code: 1,
    prints: /^FAILED {2}eko credentials of dmt-fino: Eko refuses the signature: EKO_ACCESS_KEY is mistyped/m,
  },
  {
    wrong: { EKO_INITIATOR_ID: '9000000000' },
    code: 1,
    prints: /^FAILED {2}eko credentials of dmt-fino: Eko does not know the initiator or the agent/m,
  },
];

const sandbox = await startSandbox();
let failures = 0;
try {
  const manifests = render(`${sandbox.url}/ekoapi/v3`);
  for (const one of CASES) {
    const { code, output } = await runPod(manifests, { ...RIGHT, ...one.wrong });
    const [name = 'none'] = Object.keys(one.wrong);
    expect(`wrong secret: ${name}`, code === one.code && one.prints.test(output), output);
  }
  const messages = await shownBySandbox('outbox');
  const calls = await shownBySandbox('calls');
  expect('no SMS was sent', messages.length === 0, JSON.stringify(messages));
  // The doctor also requests the base URL, which is no call.
  const steps = new Set(calls.map(({ product, step }) => product && `${product}.${step}`).filter(Boolean));
  expect('only the look-up that sends none was called', [...steps].join() === 'dmt-fino.lookUp', [...steps]);
} finally {
  sandbox.stop();
}
process.exit(failures === 0 ? 0 : 1);

async function shownBySandbox(page) {
  return (await fetch(`${sandbox.url}/sandbox/${page}`)).json();
}

function expect(what, holds, shown) {
  process.stdout.write(`${holds ? 'ok      ' : 'FAILED  '}${what}\n`);
  if (holds) return;
  failures += 1;
  process.stdout.write(`${shown}\n`);
}

function render(baseUrl) {
  const values = {
    production: false,
    replicas: 1,
    eko: { environment: 'sandbox', baseUrl },
    auth: {
      jwks: JSON.stringify({ keys: [{ kty: 'OKP', crv: 'Ed25519', kid: 'key-1', x: KEY.slice(0, 43) }] }),
      issuer: 'https://login.example.in',
      audience: 'onboarding',
    },
    store: { kind: 'embedded' },
    secrets: { existingSecret: 'gateway', keys: Object.keys(RIGHT) },
    networkPolicy: { enabled: false },
  };
  const directory = mkdtempSync(join(tmpdir(), 'helm-values-'));
  const file = join(directory, 'values.json');
  writeFileSync(file, JSON.stringify(values));
  try {
    return execFileSync('helm', ['template', 'demo', join(root, 'helm'), '--values', file], {
      encoding: 'utf8',
    }).split(/^---$/m);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** Runs the pod's command with its variables; its mounts are directories below a temporary one. */
async function runPod(manifests, secrets) {
  const part = (template) => manifests.find((one) => one.includes(`/templates/${template}.yaml`)) ?? '';
  const pod = part('tests/doctor-pod');
  const directory = mkdtempSync(join(tmpdir(), 'helm-test-'));
  const write = (path, content) => {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), content);
  };
  for (const [, key] of pod.matchAll(/- key: (\w+)$/gm)) write(`run/secrets/gateway/${key}`, secrets[key]);
  for (const [name, value] of pairs(part('configmap-files'))) write(`etc/gateway/${name}`, value);
  mkdirSync(join(directory, 'data'));
  const environment = Object.fromEntries(
    [
      ...pairs(part('configmap')),
      ...[...pod.matchAll(/- name: (\w+_FILE)\n\s+value: (\S+)/g)].map(([, name, value]) => [name, value]),
    ].map(([name, value]) => [name, /^\/(run|etc|data)\b/.test(value) ? join(directory, value) : value]),
  );
  const [, command = ''] = /^\s+command: \[(.*)\]$/m.exec(pod) ?? [];
  const [program, ...args] = command.split(', ');
  if (program !== '/usr/local/bin/node') throw new Error(`the pod runs ${program}`);
  const child = spawn(process.execPath, args, { cwd: root, env: { PATH: process.env.PATH, ...environment } });
  const closed = new Promise((resolve) => child.once('close', resolve));
  const output = (await Promise.all([text(child.stdout), text(child.stderr)])).join('');
  const code = await closed;
  rmSync(directory, { recursive: true });
  return { code, output };
}

/** The entries of a ConfigMap's `data`: one line each, quoted as JSON or not at all. */
function pairs(manifest) {
  const [, data = ''] = /^data:\n([\s\S]*)$/m.exec(manifest) ?? [];
  return [...data.matchAll(/^ {2}([\w.]+): (.*)$/gm)].map(([, name, value]) => [
    name,
    value.startsWith('"') ? JSON.parse(value) : value,
  ]);
}

async function startSandbox() {
  const child = spawn(process.execPath, [join(root, 'dist/sandbox/main.js'), '--port', '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(line) ?? [];
    if (url) {
      child.stdout.resume();
      return { url, stop: () => child.kill('SIGTERM') };
    }
  }
  throw new Error('the sandbox did not start');
}
