// Builds dist/ only when a source is newer than the last build, so that a second start is instant.
import { spawnSync } from 'node:child_process';
import { readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = new URL('..', import.meta.url).pathname;
const stamp = join(root, 'dist', '.built');

function newest(path) {
  const entry = statSync(path, { throwIfNoEntry: false });
  if (!entry) return 0;
  if (!entry.isDirectory()) return entry.mtimeMs;
  return Math.max(entry.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}

const sources = [
  'src',
  'package-lock.json',
  'scripts/swc.mjs',
  'scripts/compile.mjs',
  'scripts/bundle-dependencies.mjs',
  'web',
  'clients/typescript/src',
];
const changed = Math.max(...sources.map((name) => newest(join(root, name))));
if (newest(stamp) < changed) {
  rmSync(stamp, { force: true });
  const build = spawnSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: 'inherit' });
  if (build.status !== 0) process.exit(build.status ?? 1);
  writeFileSync(stamp, '');
}
