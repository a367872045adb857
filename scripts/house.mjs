// Prints the size of src/ by folder, and the stack of the gateway where a step hands its request to the HTTP client:
//   npm run build && node scripts/house.mjs
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const HOOK = new URL('house/frames.mjs', import.meta.url).pathname;
const MAIN = new URL('../dist/main.js', import.meta.url).pathname;

const linesOf = (path) => readFileSync(path, 'utf8').split('\n').length - 1;
const sum = (paths) => paths.reduce((lines, path) => lines + linesOf(path), 0);

/** Files and lines of each folder of src/: production code, and specs with what only they use. */
function printFolders() {
  const files = execFileSync('git', ['ls-files', 'src/**/*.ts', 'src/*.ts'], { encoding: 'utf8' });
  const paths = files.trim().split('\n');
  const folderOf = (path) => /^src\/(onboarding\/[a-z]+(?=\/)|[a-z]+(?=\/)|)/.exec(path)[1] || '(root)';
  const isSpec = (path) => path.endsWith('.spec.ts') || path.includes('/testing/');
  const row = (folder, inside) => {
    const [code, specs] = [inside.filter((path) => !isSpec(path)), inside.filter(isSpec)];
    return {
      folder,
      files: code.length,
      lines: sum(code),
      specs: specs.length,
      'lines of specs': sum(specs),
    };
  };
  const folders = [...new Set(paths.map(folderOf))].sort();
  const rows = folders.map((folder) =>
    row(
      folder,
      paths.filter((path) => folderOf(path) === folder),
    ),
  );
  console.table([...rows, row('all', paths)]);
  const sizes = paths
    .filter((path) => !isSpec(path))
    .map(linesOf)
    .sort((a, b) => a - b);
  console.log(`Lines of a file: median ${sizes[sizes.length >> 1]}, maximum ${sizes.at(-1)}.\n`);
}

/** The frames of a start and of a refresh, innermost first. */
async function printFrames() {
  const directory = mkdtempSync(join(tmpdir(), 'house-'));
  const settings = {
    STORE_PATH: directory,
    PORT: '0',
    METRICS_PORT: '0',
    SHUTDOWN_DELAY_MS: '0',
    LOG_LEVEL: 'info',
  };
  const child = spawn(process.execPath, ['--import', HOOK, MAIN], {
    cwd: directory,
    env: { PATH: process.env.PATH, ...settings },
  });
  const stacks = [];
  createInterface({ input: child.stderr }).on('line', (line) => {
    if (line.startsWith('{"frames"')) stacks.push(JSON.parse(line).frames);
  });
  try {
    const url = await listening(child);
    const post = async (path, body) => {
      const headers = { 'content-type': 'application/json', 'idempotency-key': path };
      const response = await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) });
      return response.json();
    };
    const { id } = await post('/v1/ppi-levin/onboardings', { mobile: '9876543210' });
    await post(`/v1/ppi-levin/onboardings/${id}/refresh`, {});
  } finally {
    const closed = new Promise((resolve) => child.once('close', resolve));
    child.kill('SIGTERM');
    await closed;
    rmSync(directory, { recursive: true });
  }
  for (const [index, step] of ['start', 'refresh'].entries()) {
    console.log(`${step}: ${stacks[index].length} own frames at the socket\n  ${stacks[index].join('\n  ')}`);
  }
}

/** The URL of the API, once it listens. */
async function listening(child) {
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.includes('"listening"')) return JSON.parse(line).url;
  }
  throw new Error('the gateway did not start: run npm run build first');
}

printFolders();
await printFrames();
